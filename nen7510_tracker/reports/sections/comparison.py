"""Do the independent assessments agree: the figures of each pair, and the controls on which they do not."""

from collections.abc import Iterator, Sequence

from nen7510_tracker.dossier.labels import label
from nen7510_tracker.reports.inline import Inline
from nen7510_tracker.reports.report import Block, Paragraph, Section, Table
from nen7510_tracker.reports.subject import GateSubject
from nen7510_tracker.rules.comparison import KAPPA_FROM, SAME_TIME, Comparison
from nen7510_tracker.words.message import Message


def comparison(subject: GateSubject) -> Section:
    """Every pair of independent assessments that rated a clause or control in common."""
    pairs = subject.comparisons
    blocks = list(_blocks(subject, pairs)) if pairs else [Paragraph(_why_none(subject))]
    return Section(Message("Do the independent assessments agree?"), blocks)


def _why_none(subject: GateSubject) -> Message:
    if len(subject.evaluation.independent_assessments) > 1:
        return Message("No clause or control was rated by two independent assessments: there is nothing to compare.")
    return Message("Fewer than two independent assessments are recorded: there is nothing to compare.")


def _blocks(subject: GateSubject, pairs: Sequence[Comparison]) -> Iterator[Block]:
    text = (
        "Ratings have four points. They disagree when they lie a step or more apart, at most {days} days lie between "
        "them and nothing was repaired meanwhile; otherwise the situation changed. Kappa (quadratic weights) is shown "
        "from {least} controls on."
    )
    yield Paragraph(Message(text, days=SAME_TIME, least=KAPPA_FROM))
    columns = (
        Message("Assessments"),
        Message("Rated by both"),
        Message("Same"),
        Message("One step"),
        Message("More"),
        Message("Disagree"),
        Message("Changed"),
        Message("Only first"),
        Message("Only second"),
        Message("Kappa"),
    )
    yield Table(Message("Pairs of independent assessments"), columns, [_figures(each) for each in pairs])
    if subject.public:
        return
    rows = [row for each in pairs for row in _disagreements(subject, each)]
    if rows:
        heads = (Message("No."), Message("Title"), Message("First"), Message("Second"))
        yield Section(Message("Where they disagree"), [Table(Message("Ratings that disagree"), heads, rows)])
    else:
        yield Paragraph(Message("They disagree on no clause or control."))


def _figures(each: Comparison) -> tuple[Inline, ...]:
    found = each.summary
    return (
        Message("{a} and {b}", a=each.a.id, b=each.b.id),
        found.both,
        found.same,
        found.one_step,
        found.more,
        found.disagree,
        found.changed,
        found.only_a,
        found.only_b,
        found.kappa if found.shows_kappa else None,
    )


def _disagreements(subject: GateSubject, each: Comparison) -> Iterator[tuple[Inline, ...]]:
    for row in each.controls:
        if row.relation == "disagree" and row.a and row.b:
            text = "{assessment}: {rating} on {day}"
            first = Message(text, assessment=each.a.id, rating=label(row.a.value), day=row.a.on)
            second = Message(text, assessment=each.b.id, rating=label(row.b.value), day=row.b.on)
            yield row.control, subject.control(row.control), first, second
