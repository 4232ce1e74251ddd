"""The days of a trajectory as an iCalendar file: all-day entries for a calendar program (design section 6)."""

from datetime import UTC, datetime, time

from icalendar import Calendar, Event

from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.rules.upcoming import Coming, to_do
from nen7510_tracker.words.catalogue import Words
from nen7510_tracker.words.day import day_after


def calendar(evaluation: Evaluation, words: Words) -> str:
    """The days ahead, and those that passed without what was due, as iCalendar text in a language.

    The same view gives the same text, and an entry keeps its UID from one export to the next.
    """
    found = Calendar()
    found.add("prodid", "-//nen7510-tracker//NEN 7510//EN")
    found.add("version", "2.0")
    found.add("x-wr-calname", f"NEN 7510: {evaluation.view.lab.name}")
    for each in to_do(evaluation):
        found.add_component(_event(evaluation, each, words))
    text: str = found.to_ical().decode()
    return text


def _event(evaluation: Evaluation, date: Coming, words: Words) -> Event:
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
