"""Names in OSCAL: identifiers that stay the same, controls as tokens, namespaces for what OSCAL has no word for."""

import re
import uuid

from nen7510_tracker.norm.edition import Edition, natural_order, part_of

VERSION = "1.2.1"  # of OSCAL; the newest that compliance-trestle 5.2 takes
FACT = "https://nen7510-tracker.invalid/ns/oscal/fact"  # properties named as the keys of a dossier file
VIEW = "https://nen7510-tracker.invalid/ns/oscal/view"  # properties that follow from the facts
_ROOT = uuid.UUID("6f0c6a5e-51f4-5d0c-9b0e-2f6c0b7a7510")  # under which every UUID of ours is made
_PART = re.compile(r"[_.](?:smt|obj|gdn|stm)(?:[._-].*)?$")  # how tools name the parts of a control
SECTIONS = {
    "catalog": ("catalogs", "catalog"),
    "results": ("assessment-results", "assessment-results"),
    "poam": ("plan-of-action-and-milestones", "plan-of-action-and-milestones"),
}


def uuid_of(*path: str) -> str:
    """The UUID (version 5) of something by the ids that lead to it: the laboratory's, the kind, the fact's."""
    return str(uuid.uuid5(_ROOT, "\n".join(path)))


def token(control: str, edition: str) -> str:
    """A control as an identifier of OSCAL, which begins with a letter: `A.8.5`, but `nen7510-2024-9.1` for a clause."""
    return control if part_of(control) == 2 else f"{edition.replace(':', '-')}-{control}"


def statement_of(control: str, edition: str) -> str:
    """The part of a control that findings point at."""
    return f"{token(control, edition)}_smt"


def control_of(text: str, edition: Edition) -> str:
    """The control that a tool means by an identifier; the text itself where it is none of the edition's."""
    bare = _PART.sub("", text).removeprefix(f"{edition.id.replace(':', '-')}-")
    known = {control.casefold(): control for control in edition.controls}
    return known.get(bare.casefold(), bare)


def in_order(controls: set[str]) -> list[str]:
    """Controls in the norm's order."""
    return sorted(controls, key=natural_order)


def file_name(document: str, name: str) -> str:
    """Where a document stands in a workspace as compliance-trestle lays it out."""
    folder, model = SECTIONS[document]
    return f"{folder}/{name}/{model}.json"
