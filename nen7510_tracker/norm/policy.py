"""Policies: the rules that gate a decision, as data (design section 4, Gate)."""

import hashlib
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct

from nen7510_tracker.norm.criterion import (
    CHECKS,
    ApplicabilityStated,
    AssessedAfterIncident,
    AssessmentKind,
    CareControlsApplicable,
    CertificateInForce,
    ControlsAssessed,
    Criterion,
    Documented,
    EstablishedIndependently,
    EvidenceFresh,
    FindingsVerified,
    Grade,
    HeldRecently,
    LatestConclusionConforms,
    MilestoneKind,
    NoEnforcement,
    NoOpenFindings,
    OpenFindingsPlanned,
    PolicyId,
    RequirementsEstablished,
    Text,
    Title,
    VerifiedInOperation,
)
from nen7510_tracker.norm.document import Node, read_yaml
from nen7510_tracker.norm.reading import Reader
from nen7510_tracker.words.message import InputRejected, Message

__all__ = [
    "CHECKS",
    "MAX_BYTES",
    "SCHEMA",
    "ApplicabilityStated",
    "AssessedAfterIncident",
    "AssessmentKind",
    "CareControlsApplicable",
    "CertificateInForce",
    "ControlsAssessed",
    "Criterion",
    "Decides",
    "Documented",
    "EstablishedIndependently",
    "EvidenceFresh",
    "FindingsVerified",
    "Grade",
    "HeldRecently",
    "LatestConclusionConforms",
    "MilestoneKind",
    "NoEnforcement",
    "NoOpenFindings",
    "OpenFindingsPlanned",
    "Policy",
    "PolicySource",
    "RequirementsEstablished",
    "Title",
    "VerifiedInOperation",
    "read_policy",
    "read_policy_file",
]

SCHEMA = "nen7510-policy/1"
MAX_BYTES = 1 << 20
Decides = Literal["resume", "certification"]


class PolicySource(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a policy can be looked up."""

    title: Text | None = None
    reference: Text | None = None
    url: Text | None = None
    page: Text | None = None


class Policy(Struct, frozen=True, kw_only=True):
    """A rule that gates a decision: its criteria, in the order of its file.

    `text` is the file as it was written and `digest` the SHA-256, in hex, of that text in UTF-8: what
    decisions and adoptions keep.
    """

    id: PolicyId
    decides: Decides
    title: Title
    source: PolicySource | None = None
    criteria: tuple[Criterion, ...]
    text: str
    digest: str


class _Head(Struct, frozen=True, kw_only=True):
    """What a policy's file holds beside its criteria."""

    schema: Literal["nen7510-policy/1"]
    id: PolicyId
    decides: Decides
    title: Title
    source: PolicySource | None = None


def read_policy_file(path: Path) -> Policy:
    """The policy in a file, UTF-8, at most 1 MiB. Raises InputRejected as `read_policy`, and when it cannot be read."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputRejected(Message("{path}: cannot be read: {reason}.", path=str(path), reason=reason)) from None
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.end <= MAX_BYTES:
            raise InputRejected(Message("{where}: this is not UTF-8 text.", where=str(path))) from None
        text = content.decode("utf-8", "replace")  # too large, cut in the middle of a character
    return read_policy(text, str(path))


def read_policy(text: str, where: str) -> Policy:
    """The policy in a YAML or JSON text; `where` names it in messages.

    Raises InputRejected with a message for each error: an unknown or missing key, a check or value
    that is not known (with what was probably meant), a criterion's id given twice; and for what
    `read_yaml` refuses. `accepts` names controls of the default edition.
    """
    reader = Reader(where)
    root = read_yaml(text, where, MAX_BYTES)
    values = reader.struct(root, _Head, also=frozenset({"criteria"}))
    criteria = _criteria(reader, root)
    if reader.errors:
        raise InputRejected(*sorted(reader.errors, key=lambda error: int(str(error.params["line"]))))
    values.pop("schema")
    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
    return msgspec.convert({**values, "criteria": criteria, "text": text, "digest": digest}, Policy)


def _criteria(reader: Reader, root: Node) -> list[dict[str, Any]]:
    """The values of each criterion, for the struct that its `check` names."""
    keys = root.value if isinstance(root.value, dict) else {}
    if "criteria" not in keys:
        if keys:
            reader.wrong(root, "{where}, line {line}: {key} is missing.", key="criteria")
        return []
    criteria: list[dict[str, Any]] = []
    ids: set[str] = set()
    for number, node in enumerate(reader.sequence(keys["criteria"], "criteria"), 1):
        values = _criterion(reader, node, number)
        name = values.get("id")
        if name is not None and name in ids:
            reader.wrong(node, "{where}, line {line}: a second criterion has the id {id}.", id=name)
        ids.add(name or "")
        criteria.append(values)
    return criteria


def _criterion(reader: Reader, node: Node, number: int) -> dict[str, Any]:
    given = node.value if isinstance(node.value, dict) else {}
    name = given["id"].value if "id" in given else None
    path = f"criteria.{name[:64] if isinstance(name, str) and name else number}"
    if given and "check" not in given:
        reader.wrong(node, "{where}, line {line}: {key} is missing.", key=f"{path}.check")
        return {}
    check = reader.choice(given["check"], f"{path}.check", tuple(CHECKS)) if given else None
    if check is None:
        if not given:
            reader.mapping(Node("", node.line), path)
        return {}
    return {"check": check, **reader.struct(node, CHECKS[check], path, also=frozenset({"check"}))}
