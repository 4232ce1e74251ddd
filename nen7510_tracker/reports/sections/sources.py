"""Who looked when and with what conclusion; and where everything can be looked up."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from nen7510_tracker.dossier.facts import Assessment
from nen7510_tracker.dossier.labels import label
from nen7510_tracker.dossier.view import At
from nen7510_tracker.reports.facts_in_view import dated_facts, is_withheld
from nen7510_tracker.reports.inline import Inline, joined
from nen7510_tracker.reports.report import Block, Pairs, Paragraph, Section, Table
from nen7510_tracker.reports.subject import GateSubject, known_day, labelled, source_text
from nen7510_tracker.rules.finding import ASSUMED_DEPTH
from nen7510_tracker.rules.independence import assessment_is_independent
from nen7510_tracker.words.message import Message


def assessments(subject: GateSubject) -> Section:
    """Every investigation and audit in the view."""
    found = subject.view.assessments
    title = Message("Investigations and audits")
    if not found:
        text = "No assessment is recorded: nobody has looked yet, as far as was known then."
        return Section(title, [Paragraph(Message(text))])
    return Section(title, [Section(_title(each), list(_assessment(subject, each))) for each in found.values()])


def _title(each: At[Assessment]) -> Message:
    return Message("{title} ({id})", title=each.fact.title, id=each.fact.id)


def _assessment(subject: GateSubject, each: At[Assessment]) -> Iterator[Block]:
    fact = each.fact
    rows: list[tuple[Inline, Inline]] = [
        (Message("Kind"), label(fact.is_a)),
        (Message("By"), subject.party(fact.performed_by)),
        (Message("Commissioned by"), subject.party(fact.commissioned_by)),
        (Message("Independent"), Message("yes") if assessment_is_independent(subject.view, fact) else Message("no")),
        (Message("Conclusion"), labelled(fact.conclusion) or Message("none given")),
        (Message("Edition"), fact.edition),
        (Message("Looked at the situation of"), joined(fact.reference_dates) or Message("no day is given")),
        (Message("Published on"), fact.published_on),
        (Message("Known on"), known_day(each)),
        (Message("Depth"), _depth(subject, fact)),
        (Message("Scope"), fact.scope_text),
        (Message("Limitations"), fact.limitations),
        (Message("Source"), source_text(fact.source)),
    ]
    yield Pairs([(name, value) for name, value in rows if value is not None])


def _depth(subject: GateSubject, fact: Assessment) -> Inline:
    """How far it looked; assumed only where it judged something."""
    if fact.depth:
        return label(fact.depth)
    judged = any(each.assessment.id == fact.id for each in subject.evaluation.ratings)
    return Message("~{depth}", depth=label(ASSUMED_DEPTH)) if judged else None


def sources(subject: GateSubject) -> Section:
    """Every source that a fact in the view names, with the facts that name it."""
    title, found = Message("Sources"), sources_of(subject)
    if not found:
        return Section(title, [Paragraph(Message("No fact in this dossier names a source."))])
    rows = [(source, ", ".join(keys)) for source, keys in found.items()]
    return Section(
        title, [Table(Message("Sources, and what rests on them"), (Message("Source"), Message("For")), rows)]
    )


def sources_of(subject: GateSubject) -> Mapping[Inline, Sequence[str]]:
    """Each source that a fact with a day names, with the keys of the facts that name it."""
    found: dict[Inline, dict[str, None]] = defaultdict(dict)
    for at in (*dated_facts(subject.view), *subject.view.ratings):
        source = source_text(at.fact.source)
        if source and not is_withheld(subject, at.fact):
            found[source][at.fact.key] = None
    return {source: tuple(keys) for source, keys in found.items()}
