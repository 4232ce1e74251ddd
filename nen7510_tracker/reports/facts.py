"""The facts in order: what happened, when it was known, when it was recorded, and where it can be looked up."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from nen7510_tracker.dossier.facts import Rating
from nen7510_tracker.dossier.labels import label
from nen7510_tracker.dossier.view import At
from nen7510_tracker.norm.norm import DEFAULT_EDITION
from nen7510_tracker.reports.document import head_keys, view_keys
from nen7510_tracker.reports.fact_sentence import sentence
from nen7510_tracker.reports.facts_in_view import dated_facts, is_withheld, source_of
from nen7510_tracker.reports.inline import Inline, english, joined
from nen7510_tracker.reports.report import Block, Pairs, Paragraph, Report, Section, Table
from nen7510_tracker.reports.subject import Subject, about, foot, known_day, view_line
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.words.day import day
from nen7510_tracker.words.message import Message


@dataclass(slots=True, frozen=True)
class _Row:
    """A fact, or the ratings that an assessment gave on one day: told in one line."""

    at: At[Any]
    key: str
    what: Inline
    source: Inline


def facts_report(evaluation: Evaluation, *, public: bool) -> Report:
    """Everything in the view that has a day, numbered, in the order of the days.

    `public` leaves out what was said of findings that are not closed and of their measures
    (design section 6).
    """
    subject = Subject(evaluation, DEFAULT_EDITION, public=public)
    rows = list(_rows(subject))
    return Report(
        title=Message("The facts in order"),
        about=about(subject),
        view=view_line(subject),
        first=list(_page(subject, rows)),
        sections=(),
        foot=foot(subject),
        document=_document(subject, rows),
    )


def _page(subject: Subject, rows: Sequence[_Row]) -> Iterator[Block]:
    if not rows:
        yield Paragraph(Message("Nothing with a day is recorded, as far as was known then."))
    else:
        text = (
            "Happened on: from when it is true. Known on: from when the commissioner could know it; ~ marks a day that "
            "nobody gave, and that is assumed. Recorded on: when it was entered in this record."
        )
        yield Paragraph(Message(text))
        if subject.public:
            yield Paragraph(
                Message("What was said of findings that are not closed, and of their measures, is left out.")
            )
        yield Table(
            Message("The facts in the order in which they happened"), _columns(), list(_lines(rows)), cards=True
        )
    yield Section(Message("Who is who"), [_parties(subject)])


def _columns() -> tuple[Inline, ...]:
    days = (Message("Happened on"), Message("Known on"), Message("Recorded on"))
    return (Message("No."), *days, Message("What"), Message("Source"))


def _lines(rows: Sequence[_Row]) -> Iterator[Sequence[Inline]]:
    for number, row in enumerate(rows, 1):
        recorded = row.at.version.entry.recorded_at[:10]
        yield number, row.at.on, known_day(row.at), day(recorded) if recorded else None, row.what, row.source


def _parties(subject: Subject) -> Pairs:
    return Pairs([(each.name, label(each.is_a)) for each in subject.view.parties.values()])


def _rows(subject: Subject) -> Iterator[_Row]:
    rows = chain(_told(subject), _rated(subject))
    yield from sorted(rows, key=lambda row: (row.at.day, row.at.root))


def _told(subject: Subject) -> Iterator[_Row]:
    for at in dated_facts(subject.view):
        if not is_withheld(subject, at.fact):
            yield _Row(at, at.fact.key, _what(subject, at), source_of(subject, at.fact))


def _what(subject: Subject, at: At[Any]) -> Inline:
    """What a fact says, whether it was taken over; of one that took the place of another in the record also why."""
    told, entry = sentence(at.fact, subject), at.version.entry
    if at.fact.transcribed:
        told = joined([told, Message("transcribed by the commissioner from what they published")], "; ")
    if entry.replaces is None:
        return told
    text = "corrected in this record (entry {seq} took the place of {before}): {reason}"
    corrected = Message(text, seq=entry.seq, before=entry.replaces, reason=entry.reason or "")
    return joined([told, corrected], "; ")


def _rated(subject: Subject) -> Iterator[_Row]:
    """The ratings of an assessment on one day, known and recorded on one day, in one line."""
    groups: dict[tuple[str, ...], list[At[Rating]]] = defaultdict(list)
    for at in subject.view.ratings:
        entry = at.version.entry
        groups[at.fact.assessment, str(at.on), entry.known_on or "", entry.recorded_at[:10]].append(at)
    for key, ratings in groups.items():
        first = ratings[0]
        assessment = subject.view.all_assessments[first.fact.assessment]
        text = "{party} rated {n} clauses and controls ({assessment})"
        party = str(subject.party(assessment.performed_by))
        told: list[Inline] = [Message(text, party=party, n=len(ratings), assessment=assessment.id)]
        if not subject.public:
            told += [
                Message("{control} {rating}", control=e.fact.control, rating=label(e.fact.rating)) for e in ratings
            ]
        yield _Row(first, "/".join(key[:2]), joined(told, "; "), source_of(subject, first.fact))


def _document(subject: Subject, rows: Sequence[_Row]) -> Mapping[str, Any]:
    return {
        **view_keys(subject.evaluation, "nen7510-report/1"),
        "kind": "facts",
        "public": subject.public,
        "facts": [_fact(number, row) for number, row in enumerate(rows, 1)],
        "head": head_keys(subject.view.head),
    }


def _fact(number: int, row: _Row) -> Mapping[str, Any]:
    entry = row.at.version.entry
    return {
        "number": number,
        "kind": row.at.fact.kind,
        "id": row.key,
        "on": str(row.at.on),
        "known_on": entry.known_on,
        "known_on_assumed": row.at.fact.known_on is None,
        "recorded_at": entry.recorded_at,
        "seq": entry.seq,
        "replaces": entry.replaces,
        "text": english(row.what),
        "source": english(row.source),
    }
