"""What an assessment judged: per chapter and theme, per clause and control, and what it praised."""

from collections import Counter
from collections.abc import Iterator, Sequence

from nen7510_tracker.dossier.labels import label
from nen7510_tracker.reports.assessment_subject import AssessmentSubject
from nen7510_tracker.reports.inline import Inline, joined
from nen7510_tracker.reports.report import Bullets, Paragraph, Section, Table
from nen7510_tracker.rules.rating import VALUES, RatingStatus
from nen7510_tracker.words.message import Message

DERIVED = "*"


def results(subject: AssessmentSubject) -> Section:
    """How many clauses and controls of each chapter and theme were judged, and how."""
    title = Message("Results per chapter and theme")
    if not subject.judged:
        return Section(title, [Paragraph(Message("It rated nothing, as far as was known then."))])
    names = (Message("Area"), Message("Looked at"), *map(label, VALUES), Message("Findings"))
    return Section(title, [Table(Message("How each chapter and theme was judged"), names, list(_areas(subject)))])


def _areas(subject: AssessmentSubject) -> Iterator[Sequence[Inline]]:
    for area in subject.evaluation.norm.edition(subject.edition).areas:
        own = [key for key, each in subject.controls.items() if each.area == area]
        judged = Counter(subject.judged[key].value for key in own if key in subject.judged)
        found = sum(not set(each.finding.controls).isdisjoint(own) for each in subject.findings)
        if judged or found:
            of = Message("{n} of {total}", n=judged.total(), total=len(own))
            # a theme's counts say nothing of a single control: the public may read them
            name = Message("{area} {title}", area=area, title=subject.area(area))
            yield name, of, *(judged[each] for each in VALUES), found


def controls(subject: AssessmentSubject) -> Section | None:
    """Each clause and control that was judged, with the note that goes with it."""
    if not subject.ratings:
        return None
    title = Message("Results per clause and control")
    if subject.public:
        return Section(title, [Paragraph(Message("Left out of the public version: it would name what is open."))])
    names = (Message("No."), Message("Title"), Message("Rating"), Message("Of"), Message("Note"), Message("Findings"))
    rows = [_row(subject, key, each) for key, each in subject.ratings.items()]
    return Section(title, [Table(Message("How each clause and control was judged"), names, rows, cards=True)])


def _row(subject: AssessmentSubject, key: str, rating: RatingStatus) -> Sequence[Inline]:
    value: Inline = label(rating.value)
    if rating.derived:
        value = Message("{rating} {mark}", rating=label(rating.value), mark=DERIVED)
    before = [Message("{rating} on {day}", rating=label(each.value), day=each.on) for each in subject.earlier(key)]
    if before:
        value = joined([value, Message("before: {ratings}", ratings=_sentence(before))], "; ")
    found = [each.finding.id for each in subject.findings if key in each.finding.controls]
    return key, subject.control(key), value, rating.on, rating.note, joined(found)


def _sentence(parts: Sequence[Message]) -> Message:
    told = parts[0]
    for each in parts[1:]:
        told = Message("{what}, {more}", what=told, more=each)
    return told


def strengths(subject: AssessmentSubject) -> Section:
    """What meets the norm and was worth a remark."""
    title = Message("Strengths")
    if subject.public:
        return Section(title, [Paragraph(Message("Left out of the public version: it would name what is open."))])
    if not subject.strengths:
        text = "None is recorded. A strength is a rating “meets” with a note that says why."
        return Section(title, [Paragraph(Message(text))])
    return Section(title, [Bullets([_strength(subject, each) for each in subject.strengths])])


def _strength(subject: AssessmentSubject, rating: RatingStatus) -> Message:
    text, title = "{control} {title}: {note}", subject.control(rating.control)
    return Message(text, control=rating.control, title=title, note=rating.note or "")
