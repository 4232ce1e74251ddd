"""The days of a trajectory as an iCalendar file: all-day entries for a calendar program (design section 6)."""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import NamedTuple

from icalendar import Calendar, Event

from nen7510_tracker.dossier.labels import label
from nen7510_tracker.rules.certificate import certificates_of
from nen7510_tracker.rules.decision import standing_decision
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.words.catalogue import Words
from nen7510_tracker.words.day import Day, day_after
from nen7510_tracker.words.message import Message


class Date(NamedTuple):
    """A day that somebody has to reckon with; `key` stays the same when the day moves."""

    key: str
    day: Day
    title: Message
    note: str | None = None


def calendar(evaluation: Evaluation, words: Words) -> str:
    """The days ahead, and those that passed without what was due, as iCalendar text in a language.

    The same view gives the same text, and an entry keeps its UID from one export to the next.
    """
    found = Calendar()
    found.add("prodid", "-//nen7510-tracker//NEN 7510//EN")
    found.add("version", "2.0")
    found.add("x-wr-calname", f"NEN 7510: {evaluation.view.lab.name}")
    for each in dates(evaluation):
        found.add_component(_event(evaluation, each, words))
    text: str = found.to_ical().decode()
    return text


def _event(evaluation: Evaluation, date: Date, words: Words) -> Event:
    view = evaluation.view
    event = Event()
    event.add("uid", f"{date.key}.{view.lab_id}@nen7510-tracker")
    event.add("dtstamp", datetime.combine(evaluation.as_of, time(), UTC))
    event.add("dtstart", date.day.last)
    event.add("dtend", day_after(date.day.last))
    event.add("summary", f"{view.lab.name}: {words(date.title)}")
    event.add("transp", "TRANSPARENT")  # a day to know about, not a day that is taken
    if date.note:
        event.add("description", date.note)
    return event


def dates(evaluation: Evaluation) -> Iterator[Date]:
    """What has a day: findings and measures that are not done, milestones, certificates, reviews, commitments."""
    for finding in evaluation.findings.values():
        if finding.due and not finding.is_closed:
            title = Message("finding {id} ({grade}) is due", id=finding.finding.id, grade=label(finding.grade))
            yield Date(f"finding.{finding.finding.id}", finding.due, title, finding.finding.title)
    yield from _work(evaluation)
    for certificate in certificates_of(evaluation.view):
        if certificate.valid_until and certificate.in_force(evaluation.as_of):
            key = certificate.certificate.id
            yield Date(f"certificate.{key}", certificate.valid_until, Message("certificate {id} ends", id=key))
    yield from _decided(evaluation)
    yield from _promised(evaluation)


def _work(evaluation: Evaluation) -> Iterator[Date]:
    """Measures and milestones that are still to be done."""
    for measure in evaluation.measures.values():
        if measure.planned_end and measure.done_on is None and not measure.is_cancelled:
            title = Message("measure {id} is planned to end", id=measure.id)
            yield Date(f"measure.{measure.id}", measure.planned_end, title, measure.measure.title)
    for milestone in evaluation.trajectory.milestones.values():
        if milestone.planned and not milestone.reached:
            title = Message("milestone {id}: {kind}", id=milestone.id, kind=label(milestone.kind))
            yield Date(f"milestone.{milestone.id}", milestone.planned, title, milestone.milestone.title)


def _decided(evaluation: Evaluation) -> Iterator[Date]:
    """The review of the decision that stands, and its conditions; the review of evidence."""
    decision = standing_decision(evaluation.view)
    if decision:
        if decision.review_on:
            title = Message("review of decision {id}", id=decision.id)
            yield Date(f"decision.{decision.id}", decision.review_on, title)
        for number, condition in enumerate(decision.conditions, 1):
            if condition.due:
                title = Message("condition {number} of decision {id} is due", number=number, id=decision.id)
                yield Date(f"condition.{decision.id}.{number}", condition.due, title, condition.text)
    for key, evidence in evaluation.view.evidence.items():
        if evidence.fact.review_by:
            title = Message("evidence {id} has to be reviewed", id=key)
            yield Date(f"evidence.{key}", evidence.fact.review_by, title, evidence.fact.title)


def _promised(evaluation: Evaluation) -> Iterator[Date]:
    """Commitments that were neither fulfilled nor withdrawn, at the day they were last extended to."""
    view = evaluation.view
    for key, commitment in view.commitments.items():
        events = [each.fact for each in view.commitment_events[key]]
        days = [commitment.fact.due, *(each.due for each in events if each.state == "extended")]
        due = next((day for day in reversed(days) if day), None)
        if due and not any(each.state in {"fulfilled", "withdrawn"} for each in events):
            title = Message("commitment {id} of {party} is due", id=key, party=commitment.fact.by)
            yield Date(f"commitment.{key}", due, title, commitment.fact.text)
