"""An assessment being worked on: editable, not yet a fact (design section 2, draft).

A draft is a plain value; every change gives a new one, so that a screen can go back and a store can
tell which came first. What it becomes in the record is `facts_of`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal, get_args

import msgspec

from nen7510_tracker.dossier.facts import Fact, build
from nen7510_tracker.dossier.facts.assessment import AssessmentKind, Depth, Grade, RatingValue
from nen7510_tracker.dossier.facts.base import Source
from nen7510_tracker.dossier.facts.story import EvidenceKind

INSPECTIONS = frozenset({"inspection"})  # they rate on four points; audits find, by exception
FOUR_POINTS: tuple[RatingValue, ...] = ("meets", "largely_meets", "largely_fails", "fails")
AUDIT_GRADES: tuple[Grade, ...] = ("minor", "major", "observation")


class Part(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A piece of a draft."""


class Row(Part, frozen=True, kw_only=True):
    """What was noted on one control. `examined`: looked at without remark, or with findings alone."""

    rating: RatingValue | None = None
    examined: bool = False
    note: str | None = None
    depth: Depth | None = None

    @property
    def is_done(self) -> bool:
        """Whether somebody has looked at the control, or said that nobody will."""
        return self.rating is not None or self.examined


class DraftFinding(Part, frozen=True, kw_only=True):
    """A shortcoming as it is being written down; days are ISO texts."""

    id: str
    controls: tuple[str, ...]
    grade: Grade
    title: str = ""
    grade_as: str | None = None
    requirement: str | None = None
    statement: str | None = None
    evidence_text: str | None = None
    evidence: tuple[str, ...] = ()
    due: str | None = None
    priority: int | None = None


class Seen(Part, frozen=True, kw_only=True):
    """Evidence that was seen: what, which version, of whom (a function, no name), and the sample taken of how many."""

    id: str
    title: str
    kind: EvidenceKind
    on: str
    controls: tuple[str, ...] = ()
    version: str | None = None
    spoken_to: str | None = None
    population: int | None = None
    taken: int | None = None
    deviating: int | None = None


class Session(Part, frozen=True, kw_only=True):
    """An interview: who is spoken to (a function), when, on which controls."""

    title: str
    controls: tuple[str, ...]
    on: str | None = None


class Draft(Part, frozen=True, kw_only=True):
    """A draft; `rows` by control. `revision` counts its changes: of two the one with the higher number is the later."""

    schema: Literal["nen7510-draft/1"] = "nen7510-draft/1"
    lab: str
    id: str
    kind: AssessmentKind
    title: str
    performed_by: str
    commissioned_by: str | None = None
    edition: str
    reference_dates: tuple[str, ...] = ()
    published_on: str | None = None
    conclusion: str | None = None
    depth: Depth | None = None
    team: tuple[str, ...] = ()
    scope: tuple[str, ...] = ("*",)
    scope_text: str | None = None
    limitations: str | None = None
    source: Source | None = None
    sessions: tuple[Session, ...] = ()
    rows: dict[str, Row] = {}
    findings: tuple[DraftFinding, ...] = ()
    evidence: tuple[Seen, ...] = ()
    revision: int = 0

    @property
    def by_rating(self) -> bool:
        """Whether its keys rate on four points (an inspection), or find by exception (an audit)."""
        return self.kind in INSPECTIONS

    def row(self, control: str) -> Row:
        """What was noted on a control; an empty row when nothing was."""
        return self.rows.get(control, _EMPTY)

    def findings_on(self, control: str) -> Sequence[DraftFinding]:
        """The findings on a control, in order."""
        return [each for each in self.findings if control in each.controls]


_EMPTY = Row()


def decode_draft(text: str | bytes) -> Draft:
    """A draft from its JSON text. Raises ValueError for what is none."""
    return msgspec.json.decode(text, type=Draft)


def encode_draft(draft: Part) -> str:
    """A draft, of either kind, as JSON text."""
    return msgspec.json.encode(draft).decode()


# Changes: each gives a new draft, one revision further


def changed(draft: Draft, **values: Any) -> Draft:
    """The draft with some of its keys changed."""
    return msgspec.structs.replace(draft, **values, revision=draft.revision + 1)


def with_row(draft: Draft, controls: Iterable[str], change: Callable[[Row], Row]) -> Draft:
    """The draft with the rows of some controls changed; an empty row is dropped."""
    rows = dict(draft.rows)
    for control in controls:
        row = change(rows.get(control, _EMPTY))
        if row == _EMPTY:
            rows.pop(control, None)
        else:
            rows[control] = row
    return changed(draft, rows=rows)


def rated(draft: Draft, controls: Iterable[str], rating: RatingValue) -> Draft:
    """Rate some controls; `not_assessed`: nobody will look at them in this assessment."""
    return with_row(draft, controls, lambda row: msgspec.structs.replace(row, rating=rating, examined=False))


def examined(draft: Draft, controls: Iterable[str]) -> Draft:
    """Some controls were looked at without remark: what follows from that is derived."""
    return with_row(draft, controls, lambda row: msgspec.structs.replace(row, rating=None, examined=True))


def cleared(draft: Draft, controls: Iterable[str]) -> Draft:
    """Take back what was judged of some controls; notes stay."""
    return with_row(draft, controls, lambda row: msgspec.structs.replace(row, rating=None, examined=False))


def noted(draft: Draft, controls: Iterable[str], note: str | None) -> Draft:
    """Write a note on some controls; an empty one is taken away."""
    text = (note or "").strip() or None
    return with_row(draft, controls, lambda row: msgspec.structs.replace(row, note=text))


def at_depth(draft: Draft, controls: Iterable[str], depth: Depth | None) -> Draft:
    """How far one looked at some controls; None: as far as the assessment says."""
    return with_row(draft, controls, lambda row: msgspec.structs.replace(row, depth=depth))


def found(draft: Draft, finding: DraftFinding) -> Draft:
    """Add a finding, or put it in the place of the one with its id; its controls were thereby examined."""
    others = [each for each in draft.findings if each.id != finding.id]
    place = next((at for at, each in enumerate(draft.findings) if each.id == finding.id), len(others))
    others.insert(place, finding)
    unrated = [control for control in finding.controls if draft.row(control).rating in (None, "not_assessed")]
    return msgspec.structs.replace(examined(draft, unrated), findings=tuple(others))


def without_finding(draft: Draft, key: str) -> Draft:
    """Take a finding away; that its controls were examined stays."""
    return changed(draft, findings=tuple(each for each in draft.findings if each.id != key))


def with_evidence(draft: Draft, seen: Seen) -> Draft:
    """Add evidence that was seen, or put it in the place of that with its id."""
    kept = [each for each in draft.evidence if each.id != seen.id]
    return changed(draft, evidence=(*kept, seen))


def source_of(keys: Mapping[str, str | None]) -> Source | None:
    """A source with some keys; None when none of them says anything."""
    given = {key: text for key, text in keys.items() if text}
    return Source(**given) if given else None


def next_finding_id(draft: Draft, taken: Iterable[str] = ()) -> str:
    """The next free id for a finding, by the assessment's own: `audit-2026-01`; `taken` are those of the record."""
    return _next_id(draft.id, {*taken, *(each.id for each in draft.findings)})


def next_evidence_id(draft: Draft, taken: Iterable[str] = ()) -> str:
    """The next free id for evidence: `audit-2026-ev-01`."""
    return _next_id(f"{draft.id}-ev", {*taken, *(each.id for each in draft.evidence)})


def _next_id(stem: str, taken: set[str]) -> str:
    return next(name for number in range(1, len(taken) + 2) if (name := f"{stem[:59]}-{number:02}") not in taken)


# A colleague's part


class Conflict(Part, frozen=True, kw_only=True):
    """Something that both wrote, differently: `what` names it (`A.8.5`, a finding's id, a key), with both values."""

    what: str
    mine: str
    theirs: str


def merged(mine: Draft, theirs: Draft, choose: Mapping[str, Literal["mine", "theirs"]]) -> tuple[Draft, list[Conflict]]:
    """Add a colleague's part to a draft: what only one of the two has is taken, what both have alike stays.

    `choose` says for what differs which is to count; what it does not name stays mine, and is given back as
    a conflict. Raises ValueError when the two are not of the same assessment.
    """
    if (mine.lab, mine.id, mine.edition) != (theirs.lab, theirs.id, theirs.edition):
        raise ValueError(theirs.id)
    conflicts: list[Conflict] = []
    rows = dict(mine.rows)
    for control, row in theirs.rows.items():
        if _takes_theirs(control, rows.get(control), row, choose, conflicts):
            rows[control] = row
    findings = _joined(mine.findings, theirs.findings, choose, conflicts)
    evidence = _joined(mine.evidence, theirs.evidence, choose, conflicts)
    sessions = mine.sessions + tuple(each for each in theirs.sessions if each not in mine.sessions)
    revision = max(mine.revision, theirs.revision) + 1
    made = msgspec.structs.replace(
        mine, rows=rows, findings=findings, evidence=evidence, sessions=sessions, revision=revision
    )
    return made, conflicts


def _takes_theirs(
    what: str,
    mine: Part | None,
    theirs: Part,
    choose: Mapping[str, Literal["mine", "theirs"]],
    conflicts: list[Conflict],
) -> bool:
    if mine is None or mine == theirs:
        return mine is None
    if what not in choose:
        conflicts.append(Conflict(what=what, mine=_shown(mine), theirs=_shown(theirs)))
    return choose.get(what) == "theirs"


def _joined(
    mine: tuple[Any, ...],
    theirs: tuple[Any, ...],
    choose: Mapping[str, Literal["mine", "theirs"]],
    conflicts: list[Conflict],
) -> tuple[Any, ...]:
    by_id = {each.id: each for each in mine}
    for each in theirs:
        if _takes_theirs(each.id, by_id.get(each.id), each, choose, conflicts):
            by_id[each.id] = each
    return tuple(by_id.values())


def _shown(part: Part) -> str:
    values = msgspec.to_builtins(part)
    return ", ".join(f"{key}: {value}" for key, value in values.items() if key != "id")


# What becomes of it


def facts_of(draft: Draft, in_order: Sequence[str]) -> list[Fact]:
    """The facts that a draft becomes: evidence, the assessment, its ratings and findings, in the order of recording.

    `in_order`: the controls of its edition in the norm's order. Raises ValueError for values that no fact
    can have; `problems` says beforehand what is missing.
    """
    looked = [control for control in in_order if draft.row(control).examined]
    assessment = {
        "id": draft.id,
        "kind": draft.kind,
        "title": draft.title,
        "performed_by": draft.performed_by,
        "commissioned_by": draft.commissioned_by,
        "edition": draft.edition,
        "reference_dates": list(draft.reference_dates),
        "published_on": draft.published_on,
        "conclusion": draft.conclusion,
        "examined": looked,
        "depth": draft.depth,
        "team": list(draft.team),
        "scope_text": draft.scope_text,
        "limitations": draft.limitations,
        "source": msgspec.to_builtins(draft.source) if draft.source else None,
    }
    made = [_fact("evidence", _evidence(each)) for each in draft.evidence]
    made.append(_fact("assessment", assessment))
    made += [_fact("rating", rating) for control in in_order for rating in _ratings(draft, control)]
    made += [_fact("finding", _finding(draft, each)) for each in draft.findings]
    return made


def _ratings(draft: Draft, control: str) -> list[dict[str, Any]]:
    """A rating where one was given; also where a control without findings was only noted on: the note needs it."""
    row = draft.row(control)
    value = row.rating
    if value is None and row.examined and (row.note or row.depth) and not draft.findings_on(control):
        value = "meets"
    if value is None:
        return []
    return [{"assessment": draft.id, "control": control, "rating": value, "note": row.note, "depth": row.depth}]


def _finding(draft: Draft, finding: DraftFinding) -> dict[str, Any]:
    """A finding, with the notes on its controls that no rating keeps: each with the first finding on its control."""
    notes = [
        draft.row(control).note
        for control in finding.controls
        if draft.row(control).rating is None and draft.findings_on(control)[0].id == finding.id
    ]
    texts = [text for text in (finding.evidence_text, *notes) if text]
    return {"assessment": draft.id, **_plain(finding), "evidence_text": "\n".join(texts)}


def _plain(part: Part) -> dict[str, Any]:
    values: dict[str, Any] = msgspec.to_builtins(part)
    return values


def _evidence(seen: Seen) -> dict[str, Any]:
    values = _plain(seen)
    sample = [values.pop(key, None) for key in ("population", "taken", "deviating")]
    spoken_to = values.pop("spoken_to", None)
    if spoken_to:
        values["title"] += f" ({spoken_to})"
    if any(each is not None for each in sample):
        values["title"] += f" [{'/'.join('?' if each is None else str(each) for each in sample)}]"
    return values


def _fact(kind: str, values: Mapping[str, Any]) -> Fact:
    return build(kind, {key: value for key, value in values.items() if value not in (None, "", [], ())})


KINDS_OF_EVIDENCE: tuple[str, ...] = get_args(EvidenceKind)
