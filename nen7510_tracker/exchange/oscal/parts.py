"""What all documents are made of: metadata, parties, properties, moments, resources."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from nen7510_tracker.dossier.facts import Evidence, Fact, plain
from nen7510_tracker.dossier.view import View
from nen7510_tracker.exchange.oscal.names import FACT, VERSION, VIEW, file_name, uuid_of
from nen7510_tracker.words.day import Day

Json = dict[str, Any]
EMPTY = "empty"  # names a group of keys in which nothing is said
ASSESSOR = "assessor"
_ROLES = [{"id": ASSESSOR, "title": "Assessor"}, {"id": "responsible", "title": "Responsible for a measure"}]
_START = "1970-01-01T00:00:00Z"  # of a record that has no entry yet


def without_nothing(document: Mapping[str, Any]) -> Json:
    """A document without keys that hold nothing: OSCAL knows no empty lists."""
    return {key: value for key, value in document.items() if value not in (None, [], {})}


def moment(day: Day, *, begins: bool = False) -> str:
    """A day as a moment; a month as its last day, or as its first for what begins."""
    return f"{(day.first if begins else day.last).isoformat()}T00:00:00Z"


def one_line(text: str) -> str:
    """A text as OSCAL has titles: on one line."""
    return " ".join(text.split()) or "-"


def prop(name: str, value: str, namespace: str = VIEW) -> Json:
    """A property; a text that does not fit its value stands whole in its remarks."""
    line = one_line(value)
    made = {"name": name, "ns": namespace, "value": line}
    return made if line == value else {**made, "remarks": value}


def view_props(values: Mapping[str, object]) -> list[Json]:
    """Properties that follow from the facts; those that are not there are left out."""
    return [prop(name, str(value)) for name, value in values.items() if value is not None]


def fact_props(fact: Fact, told: Iterable[str] = ()) -> list[Json]:
    """The keys of a fact that OSCAL has no place for, as properties; `told` has its place elsewhere."""
    skipped = {"recorded", fact.parent, *told}
    keys = [(key, value) for key, value in plain(fact).items() if key not in skipped]
    told_as = [prop(name, text, FACT) for key, value in keys for name, text in _named(key, value)]
    return [*told_as, *(prop(EMPTY, key) for key, value in keys if value == {})]


def _named(key: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        yield from ((f"{key}.{name}", str(text)) for name, text in value.items())
    elif isinstance(value, Sequence) and not isinstance(value, str):
        yield from ((key, str(each)) for each in value)
    else:
        yield key, str(value)


def party_uuid(lab: str, party: str) -> str:
    """The identifier of a party of a dossier."""
    return uuid_of(lab, "party", party)


def metadata(view: View, title: str, parties: set[str]) -> Json:
    """What stands above a document: its version is the head of the record, its moment that of the last entry."""
    versions = view.known.dossier.by_seq
    recorded = max((version.entry.recorded_at for version in versions.values()), default=_START)
    known = [each for key, each in view.parties.items() if key in parties]
    return {
        "title": one_line(title),
        "last-modified": recorded,
        "version": str(view.head),
        "oscal-version": VERSION,
        "props": view_props({"lab": view.lab_id, "head": view.head}),
        "roles": _ROLES,
        "parties": [
            {
                "uuid": party_uuid(view.lab_id, each.id),
                "type": "organization",
                "name": one_line(each.name),
                "props": view_props({"id": each.id, "kind": each.is_a}),
            }
            for each in known
        ],
    }


def actors(lab: str, party: str) -> list[Json]:
    """Who said something."""
    return [{"actors": [{"type": "party", "actor-uuid": party_uuid(lab, party)}]}]


def catalog_resource(edition: str) -> Json:
    """The catalogue that a document's controls are those of, in the same workspace."""
    name = edition.replace(":", "-")
    link = {"href": f"../../{file_name('catalog', name)}", "media-type": "application/json"}
    return {"uuid": uuid_of("resource", edition), "title": f"The controls of {edition}", "rlinks": [link]}


def evidence_resources(view: View, used: set[str]) -> list[Json]:
    """The evidence that a document points at, with its digest; what is kept nowhere is no resource of OSCAL."""
    facts = (each.fact for key, each in view.evidence.items() if key in used)
    return [_evidence(view.lab_id, each, each.location) for each in facts if each.location]


def _evidence(lab: str, evidence: Evidence, location: str) -> Json:
    hashes = [{"algorithm": "SHA-256", "value": evidence.sha256}] if evidence.sha256 else []
    return {
        "uuid": uuid_of(lab, "evidence", evidence.id),
        "title": one_line(evidence.title),
        "props": view_props({"id": evidence.id, "kind": evidence.is_a, "version": evidence.version}),
        "rlinks": [without_nothing({"href": quote(location, safe="/:#?&=%~"), "hashes": hashes})],
    }
