"""Areas and controls: where each stands, and what every assessment says of it, side by side."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, partial

from nen7510_tracker.dossier.labels import label
from nen7510_tracker.norm.edition import Control
from nen7510_tracker.reports.inline import Inline, joined
from nen7510_tracker.reports.report import Block, Paragraph, Section, Table
from nen7510_tracker.reports.subject import GateSubject
from nen7510_tracker.rules.comparison import disagreements
from nen7510_tracker.rules.rating import RatingStatus, by_control
from nen7510_tracker.rules.status import STATUSES, ControlStatus
from nen7510_tracker.words.message import N_, Message

MOST_COLUMNS = 4  # independent assessments with a column of their own, the latest; the others share one
DISAGREE, DERIVED = "≠", "°"


def areas(subject: GateSubject) -> Section:
    """How many clauses and controls of each area have each status."""
    edition, statuses = subject.evaluation.norm.edition(subject.edition), subject.evaluation.statuses(subject.edition)
    rows: list[tuple[Inline, ...]] = []
    for area in edition.areas.values():
        counts = Counter(statuses[each.id].status for each in edition.controls.values() if each.area == area.id)
        name = Message("{id} {title}", id=area.id, title=subject.area(area.id))
        rows.append((name, *(counts[status] for status in STATUSES)))
    columns = (Message("Area"), *(label(status) for status in STATUSES))
    return Section(Message("Areas"), [Table(Message("Clauses and controls per area, by status"), columns, rows)])


def controls(subject: GateSubject) -> Section:
    """Every clause and control on which something is said, with each assessment's rating."""
    return Section(Message("Clauses and controls, all assessments side by side"), list(_controls(subject)))


def _controls(subject: GateSubject) -> Iterator[Block]:
    if subject.public:
        yield Paragraph(Message("Left out of the public version: it would name what is open."))
        return
    if not subject.view.assessments:
        yield Paragraph(Message("No assessment is recorded, so nothing is said of any clause or control."))
        return
    sheet = _Sheet(subject)
    if sheet.rows:
        yield Paragraph(Message(LEGEND, disagree=DISAGREE, derived=DERIVED))
        caption = Message("Status of each clause and control, with the rating of each assessment")
        yield Table(caption, sheet.columns, sheet.rows)
    if not sheet.rows:
        yield Paragraph(Message("No clause or control is judged: all count as not assessed."))
    elif sheet.untold:
        text = "Nothing is said of {n} clauses and controls, which count as not assessed: {controls}"
        yield Paragraph(Message(text, n=len(sheet.untold), controls=", ".join(sheet.untold)))


LEGEND = N_(
    "{disagree} marks ratings on which two independent assessments disagree; {derived} marks a rating that the "
    "assessment did not give itself, but that follows from its findings, as auditors report by exception. "
    "The ratings of a stage 1 audit do not count and are left out. "
    "“Mapped from” names clauses and controls of another edition whose facts weigh here."
)


class _Sheet:
    """The table of controls: a column for each of the latest independent assessments, one for all others."""

    def __init__(self, subject: GateSubject) -> None:
        self.subject = subject
        evaluation, norm = subject.evaluation, subject.evaluation.norm
        self.ratings: Mapping[str, Mapping[str, RatingStatus]] = {
            key: rated
            for key, each in subject.view.assessments.items()
            if each.fact.is_a != "stage_1"
            and (rated := by_control(evaluation.ratings, each.fact, subject.edition, norm))
        }
        independent = [each.fact.id for each in evaluation.independent_assessments if each.fact.id in self.ratings]
        self.own = independent[-MOST_COLUMNS:]
        self.others = [key for key in self.ratings if key not in self.own]
        self.disputed = self._disputed()
        self.untold: list[str] = []
        self.rows = list(self._rows())

    def _disputed(self) -> Mapping[str, set[str]]:
        """Per control the assessments that disagree on it with another."""
        evaluation, disputed = self.subject.evaluation, defaultdict[str, set[str]](set)
        found = partial(disagreements, evaluation.view, evaluation.norm, self.subject.edition)
        for each in found(evaluation.ratings, evaluation.findings):
            disputed[each.control] |= {each.a, each.b}
        return disputed

    @property
    def columns(self) -> Sequence[Inline]:
        """Control, title, status, the assessments, where it was mapped from."""
        names: list[Inline] = [Message("No."), Message("Title"), Message("Status"), *self.own]
        return [*names, *([Message("Other assessments")] if self.others else []), *self._mapped_head()]

    def _mapped_head(self) -> list[Inline]:
        return [Message("Mapped from")] if self._maps else []

    @cached_property
    def _maps(self) -> bool:
        return any(each.mapped_from for each in self.subject.evaluation.statuses(self.subject.edition).values())

    def _rows(self) -> Iterator[Sequence[Inline]]:
        statuses = self.subject.evaluation.statuses(self.subject.edition)
        for control in self.subject.evaluation.norm.edition(self.subject.edition).controls.values():
            status = statuses[control.id]
            if not status.weights and not status.excluded_by and not self._rated(control.id):
                self.untold.append(control.id)
                continue
            yield self._row(control, status)

    def _rated(self, control: str) -> bool:
        return any(control in rated for rated in self.ratings.values())

    def _row(self, control: Control, status: ControlStatus) -> Sequence[Inline]:
        cells: list[Inline] = [control.id, self.subject.control(control.id), label(status.status)]
        cells += [self._cell(key, control.id) for key in self.own]
        if self.others:
            told = [(key, self._cell(key, control.id)) for key in self.others]
            cells.append(joined([_named(key, cell) for key, cell in told if cell is not None], "; "))
        if self._maps:
            cells.append(joined(status.mapped_from))
        return cells

    def _cell(self, assessment: str, control: str) -> Message | None:
        rating = self.ratings[assessment].get(control)
        if rating is None:
            return None
        marks = (DISAGREE if assessment in self.disputed.get(control, ()) else "") + (DERIVED if rating.derived else "")
        value = label(rating.value)
        return Message("{marks}\u00a0{rating}", rating=value, marks=marks) if marks else value


def _named(assessment: str, cell: Message) -> Message:
    return Message("{assessment}: {rating}", assessment=assessment, rating=cell)
