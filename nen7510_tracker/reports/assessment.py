"""An assessment's own report: what was looked at, what was found, and what became of it (design section 6)."""

from collections import Counter
from collections.abc import Iterator, Sequence

from nen7510_tracker.dossier.labels import label
from nen7510_tracker.reports.assessment_document import assessment_document
from nen7510_tracker.reports.assessment_findings import nonconformities, observations, withheld_findings
from nen7510_tracker.reports.assessment_results import controls, results, strengths
from nen7510_tracker.reports.assessment_subject import AssessmentSubject
from nen7510_tracker.reports.inline import Inline, joined
from nen7510_tracker.reports.report import Block, Bullets, Pairs, Paragraph, Report, Section, Table
from nen7510_tracker.reports.subject import about, foot, known_day, labelled, source_text, view_line
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.rules.finding import ASSUMED_DEPTH, STANDINGS
from nen7510_tracker.rules.independence import assessment_is_independent
from nen7510_tracker.words.message import Message

GRADES = ("major", "ungraded", "minor", "observation")


def assessment_report(evaluation: Evaluation, key: str, *, public: bool, summary: bool = False) -> Report:
    """The report of one assessment with its follow-up, as far as the evaluation's view shows it.

    `key` is its id, `summary` gives the first page alone, `public` leaves out what an attacker would like
    to read. Raises KeyError for an assessment that is not known in the view.
    """
    subject = AssessmentSubject(evaluation, key, public=public)
    made = (_scope, _limits, results, controls, strengths, nonconformities, observations, withheld_findings, _record)
    return Report(
        title=Message("Report of {assessment}", assessment=subject.fact.title),
        about=about(subject),
        view=view_line(subject, Message("edition {edition}", edition=subject.edition)),
        first=list(_first(subject)),
        sections=[] if summary else [section for make in made if (section := make(subject))],
        foot=foot(subject),
        document=assessment_document(subject, summary=summary),
    )


def _first(subject: AssessmentSubject) -> Iterator[Block]:
    """What was found, on one page: the conclusion, and the findings by grade and by what became of them."""
    fact = subject.fact
    yield Pairs(
        [
            (Message("Assessment"), Message("{title} ({id})", title=fact.title, id=fact.id)),
            (Message("Kind"), label(fact.is_a)),
            (Message("By"), subject.party(fact.performed_by)),
            (Message("Looked at the situation of"), joined(fact.reference_dates) or Message("no day is given")),
            (Message("Published on"), fact.published_on),
            (Message("Conclusion"), labelled(fact.conclusion) or Message("none given")),
        ]
    )
    if not subject.findings:
        yield Paragraph(Message("It made no findings, as far as was known then."))
        return
    yield Table(
        Message("The findings, and what became of them"),
        (Message("Grade"), Message("Found"), *(label(each) for each in STANDINGS)),
        list(_counts(subject)),
    )
    yield Paragraph(Message("Open, claimed and verified are as of the day above: this report follows its findings."))


def _counts(subject: AssessmentSubject) -> Iterator[Sequence[Inline]]:
    for grade in GRADES:
        standings = Counter(each.standing for each in subject.findings if each.grade == grade)
        if standings:
            yield label(grade), standings.total(), *(standings[each] for each in STANDINGS)


def _scope(subject: AssessmentSubject) -> Section:
    fact, view = subject.fact, subject.view
    seen = view.assessments.get(fact.id)
    rows: list[tuple[Inline, Inline]] = [
        (Message("Laboratory"), about(subject)),
        (Message("Sites"), joined(view.lab.sites)),
        (Message("Services"), joined([label(each) for each in view.lab.services])),
        (Message("Scope"), fact.scope_text),
        (Message("Criteria"), subject.edition),
        (Message("Looked at"), joined(fact.examined)),
        (Message("Depth"), _depth(subject)),
        (Message("Team"), joined(fact.team)),
        (Message("Commissioned by"), subject.party(fact.commissioned_by)),
        (Message("Independent"), Message("yes") if assessment_is_independent(view, fact) else Message("no")),
        (Message("Known on"), known_day(seen) if seen else None),
        (Message("Source"), source_text(fact.source)),
    ]
    return Section(Message("Scope, criteria and team"), [Pairs([row for row in rows if row[1] is not None])])


def _depth(subject: AssessmentSubject) -> Inline:
    return label(subject.fact.depth) if subject.fact.depth else Message("~{depth}", depth=label(ASSUMED_DEPTH))


def _limits(subject: AssessmentSubject) -> Section:
    """What does not follow from this assessment."""
    told = [Paragraph(subject.fact.limitations, quote=True)] if subject.fact.limitations else []
    total = len(subject.controls)
    looked = len(subject.judged)
    derived = sum(each.derived for each in subject.judged.values())
    text = "Of {total} clauses and controls {n} were judged. Nothing follows from this report for the other {rest}."
    points: list[Inline] = [
        Message(text, total=total, n=looked, rest=total - looked),
        Message(
            "An assessment sees samples: people, documents and systems chosen on a few days. What it did not find may "
            "still be there."
        ),
    ]
    if derived:
        text = "{n} were looked at and not rated one by one: for those the findings on them speak (marked *)."
        points.append(Message(text, n=derived))
    if not subject.fact.depth:
        text = "It does not say how far it looked; {depth} is assumed (marked ~)."
        points.append(Message(text, depth=label(ASSUMED_DEPTH)))
    if not subject.fact.limitations:
        points.append(Message("The assessor stated no limitations."))
    return Section(Message("Limits of sampling"), [*told, Bullets(points)])


def _record(subject: AssessmentSubject) -> Section:
    text = (
        "The same head, days and language give this report again, byte for byte. Whoever holds the record verifies "
        "that what this report was made from is still the beginning of it with:"
    )
    command = f"nen7510 ledger verify {subject.view.lab_id} --head {subject.view.head}"
    return Section(Message("The record"), [Paragraph(Message(text)), Paragraph(command)])
