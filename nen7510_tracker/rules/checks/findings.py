"""The checks on findings (design section 4, Gate)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain

from nen7510_tracker.dossier.labels import label
from nen7510_tracker.norm.criterion import FindingsVerified, NoOpenFindings, OpenFindingsPlanned, VerifiedInOperation
from nen7510_tracker.rules.checks.case import FINDINGS, Case, Check, names_a_document
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.rules.finding import CLOSED, LABORATORY_SAYS, FindingStatus
from nen7510_tracker.rules.outcome import Because, Need, Outcome, Rest, outcome
from nen7510_tracker.rules.trajectory import MeasureStatus
from nen7510_tracker.words.day import day_after
from nen7510_tracker.words.message import Message


def of_grades(findings: Iterable[FindingStatus], grades: Sequence[str] | None) -> list[FindingStatus]:
    """The findings of some grades; None: all but observations."""
    return [each for each in findings if (each.grade in grades if grades is not None else each.grade != "observation")]


def _of_kinds(evaluation: Evaluation, kinds: Sequence[str] | None) -> list[FindingStatus]:
    return [each for each in evaluation.findings.values() if kinds is None or each.assessment.is_a in kinds]


def _nothing_looked(evaluation: Evaluation, kinds: Sequence[str] | None) -> Outcome | None:
    """The answer when neither an assessment nor a finding of those kinds could tell."""
    looked = any(kinds is None or each.fact.is_a in kinds for each in evaluation.view.assessments.values())
    if looked or _of_kinds(evaluation, kinds):
        return None
    return Outcome("undetermined", (), (Need(Message("an assessment that could tell; none is recorded"), None),))


def _because(finding: FindingStatus) -> Because:
    text = Message(
        "finding {id} ({grade}) is {standing}: {title}",
        id=finding.finding.id,
        grade=label(finding.grade),
        standing=label(finding.standing),
        title=finding.finding.title,
    )
    return Because("finding", finding.finding.id, text)


def _verification(finding: FindingStatus) -> Rest | None:
    if finding.standing != "verified" or finding.last is None:
        return None
    said = finding.last.fact
    return Rest("verification", finding.finding.id, names_a_document(said))


def _rests(findings: Iterable[FindingStatus]) -> Iterable[Rest]:
    return (rest for each in findings if (rest := _verification(each)))


def to_verify(finding: FindingStatus) -> Need:
    """That a finding has to be verified, and whose turn it is."""
    text = Message(
        "finding {id} ({grade}, {standing}) has to be verified",
        id=finding.finding.id,
        grade=label(finding.grade),
        standing=label(finding.standing),
    )
    return Need(text, finding.turn or finding.assessment.performed_by)


def no_open_findings(criterion: NoOpenFindings, case: Case) -> Outcome:
    """Every finding of those grades and kinds is verified or withdrawn."""
    untold = _nothing_looked(case.evaluation, criterion.kinds)
    if untold:
        return untold
    concerned = of_grades(_of_kinds(case.evaluation, criterion.kinds), criterion.grades)
    still = [each for each in concerned if each.standing not in CLOSED]
    return outcome(map(_because, still or concerned), map(to_verify, still), _rests(concerned))


def findings_verified(criterion: FindingsVerified, case: Case) -> Outcome:
    """Every finding of those kinds, observations aside, is verified (`by_finder`: by who found it) or withdrawn."""
    untold = _nothing_looked(case.evaluation, criterion.kinds)
    if untold:
        return untold
    concerned = of_grades(_of_kinds(case.evaluation, criterion.kinds), None)
    still = [each for each in concerned if each.standing not in CLOSED]
    others = [each for each in concerned if criterion.by_finder and _verified_by_another(each)]
    needs = chain(map(to_verify, still), map(_for_its_finder, others))
    return outcome(map(_because, [*still, *others] or concerned), needs, _rests(concerned))


def _for_its_finder(finding: FindingStatus) -> Need:
    text = Message("finding {id} has to be verified by who found it", id=finding.finding.id)
    return Need(text, finding.assessment.performed_by)


def _verified_by_another(finding: FindingStatus) -> bool:
    return (
        finding.standing == "verified"
        and finding.last is not None
        and finding.last.fact.by != finding.assessment.performed_by
    )


def open_findings_planned(criterion: OpenFindingsPlanned, case: Case) -> Outcome:
    """Every open finding of those grades has a measure that holds; `accepted`: and its finder accepted the plan."""
    evaluation = case.evaluation
    concerned = [each for each in of_grades(evaluation.findings.values(), criterion.grades) if each.standing == "open"]
    answering = _by_finding(evaluation.measures.values())
    lacking: list[tuple[FindingStatus, bool, bool]] = []
    for each in concerned:
        planned = any(_answers(each, measure) for measure in answering.get(each.finding.id, ()))
        accepted = not criterion.accepted or _finders_last_word(each) == "accepted"
        if not (planned and accepted):
            lacking.append((each, planned, accepted))
    needs = (_to_plan(each, evaluation.view.lab_id, planned, accepted) for each, planned, accepted in lacking)
    return outcome(map(_because, [each for each, _, _ in lacking] or concerned), chain.from_iterable(needs))


def _to_plan(finding: FindingStatus, lab: str, planned: bool, accepted: bool) -> Iterator[Need]:
    if not planned:
        text = Message("finding {id} needs a measure that is neither cancelled nor overdue", id=finding.finding.id)
        yield Need(text, lab)
    if not accepted:
        text = Message("the plan for finding {id} has to be accepted by its finder", id=finding.finding.id)
        yield Need(text, finding.turn)


def _answers(finding: FindingStatus, status: MeasureStatus) -> bool:
    if status.is_cancelled or status.is_overdue:
        return False
    reopened = [event.day for event in finding.events if event.fact.state == "reopened"]
    return not (status.done_on and reopened and status.done_on.last < reopened[-1])


def _by_finding(measures: Iterable[MeasureStatus]) -> Mapping[str, Sequence[MeasureStatus]]:
    answering: dict[str, list[MeasureStatus]] = defaultdict(list)
    for each in measures:
        for finding in each.measure.findings:
            answering[finding].append(each)
    return answering


def _finders_last_word(finding: FindingStatus) -> str | None:
    """The last state that the finder gave it; what a laboratory reports on its own audit's finding is no such word."""
    finder = finding.assessment.performed_by
    said = (event.fact for event in reversed(finding.events))
    return next((each.state for each in said if each.by == finder and each.state not in LABORATORY_SAYS), None)


def _measure_turns(_criterion: OpenFindingsPlanned, case: Case) -> Iterable[date]:
    """A measure becomes overdue the day after its current end: any end that was ever planned."""
    view = case.evaluation.view
    planned = (each.fact.end for each in view.measures.values())
    replanned = (each.fact.end for each in chain.from_iterable(view.measure_events.values()))
    yield from (day_after(end.last) for end in chain(planned, replanned) if end)


def verified_in_operation(criterion: VerifiedInOperation, case: Case) -> Outcome:
    """Every verified finding of those grades was verified with depth `operation`."""
    concerned = [
        each for each in of_grades(case.evaluation.findings.values(), criterion.grades) if each.standing == "verified"
    ]
    shallow = [each for each in concerned if each.depth != "operation"]
    return outcome(map(_because, shallow or concerned), map(_in_operation, shallow), _rests(concerned))


def _in_operation(finding: FindingStatus) -> Need:
    text = Message(
        "finding {id} was not verified in operation: it has to be verified in operation", id=finding.finding.id
    )
    return Need(text, finding.assessment.performed_by)


NO_OPEN = Check(no_open_findings, FINDINGS)
VERIFIED = Check(findings_verified, FINDINGS)
PLANNED = Check(open_findings_planned, FINDINGS | {"measure", "measure_event"}, _measure_turns)
IN_OPERATION = Check(verified_in_operation, FINDINGS)
