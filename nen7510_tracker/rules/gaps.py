"""The gaps: every control that is not established as conforming, with what is open on it (design sections 2 and 6)."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from nen7510_tracker.dossier.view import View
from nen7510_tracker.norm.edition import Control
from nen7510_tracker.norm.norm import DEFAULT_EDITION
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.rules.finding import FindingStatus
from nen7510_tracker.rules.rating import RatingStatus
from nen7510_tracker.rules.status import ControlStatus
from nen7510_tracker.rules.trajectory import MeasureStatus, groups_of, is_overdue
from nen7510_tracker.words.day import Day
from nen7510_tracker.words.message import N_

NO_GAP = frozenset({"conforming", "not_applicable"})

Texts = tuple[str, ...]
_Begins = tuple[str, str, str, str, str, str, str, str]  # the columns up to `status`


class GapRow(NamedTuple):
    """A gap, or one finding on it that is not closed; the fields are the columns of the export, in its order.

    Days are as given. `source` names the assessments that say so; `owner`, `progress` and `planned_end`
    stand beside `measures`, one each, empty where it was not said (all empty: nothing). `days_overdue`
    counts from the finding's due day while it is the laboratory's turn. Without a finding its columns
    are empty, and `source`, `found_on` and `last_note` are those of the facts that made the status.
    """

    lab: str
    as_of: str
    known_on: str
    edition: str
    area: str
    control: str
    control_title: str
    status: str
    finding: str | None = None
    grade: str | None = None
    priority: int | None = None
    state: str | None = None
    turn: str | None = None
    finding_title: str | None = None
    statement: str | None = None
    cause: str | None = None
    source: Texts = ()
    found_on: str | None = None
    due: str | None = None
    days_overdue: int | None = None
    measures: Texts = ()
    owner: Texts = ()
    progress: Texts = ()
    planned_end: Texts = ()
    evidence: Texts = ()
    last_note: str | None = None
    last_changed: str | None = None
    same_as: Texts = ()
    blocks: Texts = ()


HEADERS: dict[str, str] = {
    "lab": N_("laboratory"),
    "as_of": N_("as of"),
    "known_on": N_("known on"),
    "edition": N_("edition"),
    "area": N_("area"),
    "control": N_("control"),
    "control_title": N_("control title"),
    "status": N_("status"),
    "finding": N_("finding"),
    "grade": N_("grade"),
    "priority": N_("priority"),
    "state": N_("state"),
    "turn": N_("turn"),
    "finding_title": N_("finding title"),
    "statement": N_("statement of the finding"),
    "cause": N_("cause"),
    "source": N_("source"),
    "found_on": N_("found on"),
    "due": N_("due"),
    "days_overdue": N_("days overdue"),
    "measures": N_("measures"),
    "owner": N_("owner"),
    "progress": N_("progress"),
    "planned_end": N_("planned end"),
    "evidence": N_("evidence"),
    "last_note": N_("last note"),
    "last_changed": N_("last changed"),
    "same_as": N_("same as"),
    "blocks": N_("blocks"),
}


def keep(
    row: GapRow,
    *,
    status: Collection[str] = (),
    grade: Collection[str] = (),
    turn: Collection[str] = (),
    owner: Collection[str] = (),
    area: Collection[str] = (),
    overdue: bool = False,
) -> bool:
    """Whether a row passes the filters; an empty one lets everything pass.

    An owner is met by one of the row's measures, upper and lower case aside; `overdue`: the finding is.
    """
    owners = {each.casefold() for each in owner}
    return (
        (not status or row.status in status)
        and (not grade or row.grade in grade)
        and (not turn or row.turn in turn)
        and (not owners or any(each.casefold() in owners for each in row.owner))
        and (not area or row.area in area)
        and (not overdue or row.days_overdue is not None)
    )


def gaps(
    evaluation: Evaluation, edition: str, blocks: Callable[[str], Sequence[str]], language: str = "en"
) -> Iterator[GapRow]:
    """The gaps of a laboratory in an edition: in the norm's order, then by the findings' priority and id.

    A control whose status is neither conforming nor not applicable is a gap: also one that nobody has
    assessed. An observation that is not closed has its row on such a control; on a control that
    conforms it makes no gap. Findings in the other edition stand on every control that theirs map to.
    `blocks` gives the criteria of the policy that a finding keeps from being met, `language` the
    controls' titles. Raises KeyError for an unknown edition.
    """
    desk = _Desk(evaluation, edition)
    for control in evaluation.norm.edition(edition).controls.values():
        status = desk.statuses[control.id]
        if status.status in NO_GAP:
            continue
        begins = desk.begins(control, status, language)
        findings = desk.open_findings.get(control.id, ())
        for finding in findings:
            yield GapRow(*begins, *desk.with_finding(control.id, finding, tuple(blocks(finding.finding.id))))
        if not findings:
            yield desk.alone(begins, control.id, status)


def _urgency(finding: FindingStatus) -> tuple[bool, int, str]:
    """By priority, 1 first, those without one last; then by id."""
    priority = finding.finding.priority
    return priority is None, priority or 0, finding.finding.id


class _Note(NamedTuple):
    """What somebody said on a day."""

    on: Day
    text: str | None = None


class _Desk:
    """The facts that rows are made of, by control and by finding."""

    def __init__(self, evaluation: Evaluation, edition: str) -> None:
        self.evaluation = evaluation
        self.view = evaluation.view
        self.lab = self.view.lab_id
        self.as_of, self.known_on = self.view.as_of.isoformat(), self.view.known_on.isoformat()
        self.edition = edition
        self.statuses: Mapping[str, ControlStatus] = evaluation.statuses(edition)

    def _here(self, controls: Iterable[str], origin: str = DEFAULT_EDITION) -> Iterator[str]:
        """The controls of this edition that some of another map to, each once."""
        mapped = (self.evaluation.norm.mapped(control, origin, self.edition) for control in controls)
        return iter(dict.fromkeys(target for targets in mapped for target in targets))

    @cached_property
    def open_findings(self) -> Mapping[str, Sequence[FindingStatus]]:
        """The findings on each control that are not closed, observations too, by priority and id."""
        on: dict[str, list[FindingStatus]] = defaultdict(list)
        findings = [each for each in self.evaluation.findings.values() if not each.is_closed]
        for each in sorted(findings, key=_urgency):
            for control in self._here(each.finding.controls, each.assessment.edition):
                on[control].append(each)
        return on

    @cached_property
    def ratings(self) -> Mapping[str, RatingStatus]:
        """The ratings, by id."""
        return {each.id: each for each in self.evaluation.ratings}

    @cached_property
    def measures(self) -> Sequence[MeasureStatus]:
        """The measures that still answer something: those not cancelled."""
        return [each for each in self.evaluation.measures.values() if not each.is_cancelled]

    @cached_property
    def measures_for_finding(self) -> Mapping[str, Sequence[MeasureStatus]]:
        """The measures that name each finding."""
        on: dict[str, list[MeasureStatus]] = defaultdict(list)
        for each in self.measures:
            for finding in dict.fromkeys(each.measure.findings):
                on[finding].append(each)
        return on

    @cached_property
    def measures_for_control(self) -> Mapping[str, Sequence[MeasureStatus]]:
        """The measures that name each control."""
        on: dict[str, list[MeasureStatus]] = defaultdict(list)
        for each in self.measures:
            for control in self._here(each.measure.controls):
                on[control].append(each)
        return on

    @cached_property
    def evidence_on(self) -> Mapping[str, Sequence[str]]:
        """The evidence that names each control."""
        on: dict[str, list[str]] = defaultdict(list)
        for key, each in self.view.evidence.items():
            for control in self._here(each.fact.controls):
                on[control].append(key)
        return on

    @cached_property
    def joined(self) -> Mapping[str, Sequence[str]]:
        """The findings of each group joined by `same_as`."""
        groups: dict[str, list[str]] = defaultdict(list)
        names = groups_of(self.evaluation.findings)
        for key in sorted(names):
            groups[names[key]].append(key)
        return {key: groups[name] for key, name in names.items()}

    def begins(self, control: Control, status: ControlStatus, language: str) -> _Begins:
        """What every row of a control begins with."""
        title = control.title(language)
        return (self.lab, self.as_of, self.known_on, self.edition, control.area, control.id, title, status.status)

    def with_finding(self, control: str, status: FindingStatus, blocks: Texts) -> tuple[Any, ...]:
        """What a control's row says for a finding on it: the columns from `finding` on."""
        finding, events = status.finding, status.events
        measures = self._answering(finding.id, control)
        notes = [*_notes(measures), *(_Note(event.on, event.fact.note) for event in events)]
        seen = [*finding.evidence, *(key for event in events for key in event.fact.evidence)]
        return (
            finding.id,
            status.grade,
            finding.priority,
            status.state,
            status.turn,
            finding.title,
            finding.statement,
            next((event.fact.cause for event in reversed(events) if event.fact.cause), None),
            (finding.assessment,),
            status.found.on.text,
            status.due.text if status.due else None,
            days_overdue(status, self.view),
            *self._work(control, measures, notes, seen),
            _last_day([*notes, _Note(status.last_changed)]),
            tuple(each for each in self.joined[finding.id] if each != finding.id),
            blocks,
        )

    def alone(self, begins: _Begins, control: str, status: ControlStatus) -> GapRow:
        """The row of a control without a finding that is not closed: what made its status, and who works on it."""
        found, notes = self._made_by(status)
        measures = self.measures_for_control.get(control, ())
        notes = [*_notes(measures), *notes]
        ids, owner, progress, planned_end, evidence, last_note = self._work(control, measures, notes, ())
        return GapRow(
            *begins,
            source=tuple(found),
            found_on=str(min(found.values())) if found else None,
            measures=ids,
            owner=owner,
            progress=progress,
            planned_end=planned_end,
            evidence=evidence,
            last_note=last_note,
            last_changed=_last_day(notes),
        )

    def _answering(self, finding: str, control: str) -> Sequence[MeasureStatus]:
        """The measures for a finding: those that name it, and those for its control that name no finding at all."""
        serving = (each for each in self.measures_for_control.get(control, ()) if not each.measure.findings)
        found = {each.id: each for each in (*self.measures_for_finding.get(finding, ()), *serving)}
        return sorted(found.values(), key=lambda each: (each.planned.day, each.planned.root))

    def _work(
        self, control: str, measures: Sequence[MeasureStatus], notes: Sequence[_Note], seen: Iterable[str]
    ) -> tuple[Texts, Texts, Texts, Texts, Texts, str | None]:
        """Who works on a control: the columns from `measures` to `last_note`."""
        evidence = [*seen, *(key for each in measures for event in each.events for key in event.fact.evidence)]
        evidence += self.evidence_on.get(control, ())
        return (
            tuple(each.id for each in measures),
            _beside([each.measure.owner for each in measures]),
            _beside([each.progress for each in measures]),
            _beside([each.planned_end for each in measures]),
            tuple(dict.fromkeys(evidence)),
            _last_note(notes),
        )

    def _made_by(self, status: ControlStatus) -> tuple[Mapping[str, Day], Sequence[_Note]]:
        """The assessments whose facts made a control's status, with the first such day; and what was said."""
        found: dict[str, Day] = {}
        notes: list[_Note] = []
        for weight in status.weights:
            if weight.status != status.status:
                continue
            if weight.kind == "finding":
                finding = self.evaluation.findings[weight.id]
                assessment, day = finding.assessment.id, finding.found.on
                notes += (_Note(event.on, event.fact.note) for event in finding.events)
            else:
                rating = self.ratings[weight.id]
                assessment, day = rating.assessment.id, rating.on
                notes.append(_Note(rating.on, rating.note))
            found[assessment] = min(day, found.get(assessment, day))
        return found, notes


def days_overdue(finding: FindingStatus, view: View) -> int | None:
    """How many days a finding's due day has passed while it is the laboratory's turn; None: it has not."""
    return (view.as_of - finding.due.last).days if finding.due and is_overdue(finding, view) else None


def _notes(measures: Iterable[MeasureStatus]) -> Iterator[_Note]:
    """When measures were planned, and what was said of them since."""
    for each in measures:
        yield _Note(each.planned.on)
        yield from (_Note(event.on, event.fact.note) for event in each.events)


def _last_note(notes: Iterable[_Note]) -> str | None:
    """What was said last; of several on one day the last in the list."""
    said = [(note.on.last, place, note.text) for place, note in enumerate(notes) if note.text]
    return max(said)[2] if said else None


def _last_day(notes: Iterable[_Note]) -> str | None:
    last = max((note.on for note in notes), default=None)
    return last.text if last else None


def _beside(values: Sequence[str | int | Day | None]) -> Texts:
    """A text per measure, empty where it was not said; nothing at all if none was."""
    given = tuple("" if value is None else str(value) for value in values)
    return given if any(given) else ()
