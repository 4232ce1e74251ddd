"""The days of the overview: what is due next, and the story so far (screens, 2.1)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from textual.content import Content

from nen7510_tracker.rules.certificate import certificates_of
from nen7510_tracker.rules.decision import decisions_of, standing_decision
from nen7510_tracker.tui.desk import Opened
from nen7510_tracker.tui.ink import BLANK, ink, join, line
from nen7510_tracker.tui.page import Block, Target, heading
from nen7510_tracker.tui.pen import Pen, party_name
from nen7510_tracker.words.day import Day

DUE = 10  # lines at least
STORY = 30


@dataclass(slots=True, frozen=True)
class _Due:
    """Something with a date ahead, or a date that has passed."""

    on: Day
    what: str
    text: Content
    target: Target


def due(pen: Pen, opened: Opened, width: int) -> Iterator[Block]:
    """What is due next, commitments included; what is overdue first."""
    words, as_of = pen.words, opened.moment.as_of
    coming = dues(pen, opened)
    shown = coming[: max(DUE, sum(each.on.last < as_of for each in coming))]
    title = words("Due next")
    if len(shown) < len(coming):
        title = words("Due next ({n} of {total})", n=len(shown), total=len(coming))
    yield from heading(title, width, pen.symbols)
    if not coming:
        yield Block(ink(words("Nothing has a date."), "$quiet"))
    wide = max((len(each.what) for each in shown), default=0)
    for each in shown:
        late = each.on.last < as_of
        sign = ink(f"{pen.symbols.late if late else pen.symbols.planned} ", "bold $partial" if late else "$claimed")
        when = ink(f"{pen.day_text(each.on):<13}", "bold $partial" if late else "")
        yield Block(join(sign, when, ink(f"{each.what:<{wide}} ", "$quiet"), each.text), hang=4, target=each.target)


def dues(pen: Pen, opened: Opened) -> Sequence[_Due]:
    """Everything that has a day and is not done, the earliest first."""
    return sorted(_dues(pen, opened), key=lambda each: (each.on.last, each.target))


def _dues(pen: Pen, opened: Opened) -> Iterator[_Due]:
    words, evaluation = pen.words, opened.evaluation
    view = evaluation.view
    for finding in evaluation.findings.values():
        if finding.due and finding.turn == view.lab_id:
            text = join(ink(f"{finding.finding.id} ", "$primary"), line(finding.finding.title))
            yield _Due(finding.due, words("finding"), text, Target("finding", finding.finding.id))
    for measure in evaluation.measures.values():
        if measure.planned_end and not measure.done_on and not measure.is_cancelled:
            text = join(ink(f"{measure.id} ", "$primary"), line(measure.measure.title))
            yield _Due(measure.planned_end, words("measure"), text, Target("measure", measure.id))
    for key, commitment in view.commitments.items():
        events = view.commitment_events[key]
        if any(each.fact.state in {"fulfilled", "withdrawn"} for each in events):
            continue
        promised = next((each.fact.due for each in reversed(events) if each.fact.due), commitment.fact.due)
        if promised:
            text = join(line(party_name(view, commitment.fact.by), "bold"), ": ", line(commitment.fact.text))
            yield _Due(promised, words("commitment"), text, Target("commitment", key))
    yield from _decision_dues(pen, opened)


def _decision_dues(pen: Pen, opened: Opened) -> Iterator[_Due]:
    words = pen.words
    decision = standing_decision(opened.evaluation.view)
    if decision and decision.review_on:
        yield _Due(decision.review_on, words("review"), pen.label(decision.decision), Target("decision", decision.id))
    for condition in decision.conditions if decision else ():
        if condition.due and decision:
            yield _Due(condition.due, words("condition"), line(condition.text), Target("decision", decision.id))
    for each in certificates_of(opened.evaluation.view):
        if each.valid_until and each.in_force(opened.moment.as_of):
            yield _Due(
                each.valid_until, words("certificate"), line(words("ends")), Target("certificate", each.certificate.id)
            )


def story(pen: Pen, opened: Opened, width: int) -> Iterator[Block]:
    """What happened so far, the last first: incidents, reports, decisions, enforcement, letters."""
    words = pen.words
    told = sorted(_told(pen, opened), key=lambda each: (each.on.last, each.target), reverse=True)
    yield from heading(words("The story so far"), width, pen.symbols)
    if not told:
        yield Block(ink(words("Nothing is recorded yet."), "$quiet"))
    for each in told[:STORY]:
        yield Block(
            join(ink(f"{pen.day_text(each.on):<13}"), ink(f"{each.what:<11} ", "$quiet"), each.text),
            hang=4,
            target=each.target,
        )
    if len(told) > STORY:
        yield Block(ink(words("and {n} more; press 7", n=len(told) - STORY), "$quiet"))


def _told(pen: Pen, opened: Opened) -> Iterator[_Due]:
    words, view = pen.words, opened.evaluation.view
    for incident in view.incidents:
        yield _Due(
            incident.on,
            words("incident"),
            line(incident.fact.title, "bold $nonconforming"),
            Target("incident", incident.fact.id),
        )
    for key, assessment in view.assessments.items():
        fact = assessment.fact
        concluded = join(": ", pen.label(fact.conclusion, "bold")) if fact.conclusion else BLANK
        text = join(line(fact.title), concluded, ink(f" ({party_name(view, fact.performed_by)})", "$quiet"))
        yield _Due(
            fact.published_on if fact.published_on and fact.published_on.last <= view.known_on else assessment.on,
            words("assessment"),
            text,
            Target("assessment", key),
        )
    for decision in decisions_of(view):
        mark = pen.alarm(words("outside the gate")) if decision.outside else BLANK
        text = join(
            pen.label(decision.decision, "bold"), " ", mark, ink(f" ({party_name(view, decision.by)})", "$quiet")
        )
        yield _Due(decision.on, words("decision"), text, Target("decision", decision.id))
    for key, enforcement in view.enforcement.items():
        yield _Due(enforcement.on, words("enforcement"), line(enforcement.fact.is_a), Target("enforcement", key))
        for event in view.enforcement_events[key]:
            yield _Due(
                event.on,
                words("enforcement"),
                join(line(enforcement.fact.is_a), ": ", pen.label(event.fact.state)),
                Target("enforcement_event", event.fact.key),
            )
    yield from _more_told(pen, opened)


def _more_told(pen: Pen, opened: Opened) -> Iterator[_Due]:
    words, view = pen.words, opened.evaluation.view
    for key, certificate in view.certificates.items():
        for event in view.certificate_events[key]:
            text = join(line(certificate.number or key), ": ", pen.label(event.fact.state, "bold"))
            yield _Due(event.on, words("certificate"), text, Target("certificate_event", event.fact.key))
    for item in view.timeline:
        yield _Due(item.on, words("event"), line(item.fact.text), Target("timeline", item.fact.id))
    for key, commitment in view.commitments.items():
        text = join(line(party_name(view, commitment.fact.by), "bold"), ": ", line(commitment.fact.text))
        yield _Due(commitment.on, words("commitment"), text, Target("commitment", key))
