"""Which file is OSCAL, and which of its models: told by what stands in it, not by its name."""

import re
from pathlib import Path

POAM = "plan-of-action-and-milestones"
MODELS = (
    "catalog",
    "profile",
    "mapping-collection",
    "component-definition",
    "system-security-plan",
    "assessment-plan",
    "assessment-results",
    POAM,
)
_ENOUGH = 4096  # bytes: the model is the first key, after a schema at most
_NAMES = "|".join(MODELS)
_JSON = re.compile(rf'\s*\{{\s*(?:"\$schema"\s*:\s*"[^"]*"\s*,\s*)?"(?P<model>{_NAMES})"\s*:\s*\{{')
_YAML = re.compile(rf"(?:\s*(?:#[^\n]*|---|%YAML[^\n]*)?\n)*(?P<model>{_NAMES}):[ \t]*\r?\n[ \t]")
_XML = re.compile(rf"\s*<(?:\?xml|!--|(?:{_NAMES})\b).*?<(?P<model>{_NAMES})\b[^>]*csrc\.nist\.gov/ns/oscal", re.DOTALL)
_XML_AT_ONCE = re.compile(rf"\s*<(?P<model>{_NAMES})\b[^>]*csrc\.nist\.gov/ns/oscal")


def model_of(path: Path) -> str | None:
    """The OSCAL model that a file holds, in JSON, YAML or XML; None for anything else, also what cannot be read.

    Nor is a pipe looked into: what is read of it is gone for who reads it whole.
    """
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            text = file.read(_ENOUGH).decode("utf-8-sig", "replace")
    except (OSError, ValueError):
        return None
    found = next((match for form in (_JSON, _YAML, _XML_AT_ONCE, _XML) if (match := form.match(text))), None)
    return found["model"] if found else None


def is_xml(text: str) -> bool:
    """Whether a text is XML, which is recognised and not read."""
    return text.lstrip().startswith("<")
