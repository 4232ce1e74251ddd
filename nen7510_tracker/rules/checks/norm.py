"""The checks on the statement of applicability, on coverage and on milestones (design section 4, Gate)."""

from collections.abc import Iterable
from datetime import date

from nen7510_tracker.dossier.labels import label
from nen7510_tracker.norm.criterion import ApplicabilityStated, CareControlsApplicable, ControlsAssessed, HeldRecently
from nen7510_tracker.norm.norm import DEFAULT_EDITION
from nen7510_tracker.rules.checks.case import FINDINGS, Case, Check
from nen7510_tracker.rules.outcome import Because, Need, Outcome, outcome
from nen7510_tracker.rules.status import excluded, latest_statement, readiness
from nen7510_tracker.words.day import day_after, months_after
from nen7510_tracker.words.message import Message

SHOWN = 5  # ids in a sentence; the report has them all


def _some(ids: list[str]) -> str:
    return ", ".join(ids[:SHOWN]) + (" …" if len(ids) > SHOWN else "")


def applicability_stated(_criterion: ApplicabilityStated, case: Case) -> Outcome:
    """The latest statement of applicability names every control of part 2."""
    evaluation = case.evaluation
    statement = latest_statement(evaluation.view, DEFAULT_EDITION)
    lab = evaluation.view.lab_id
    if statement is None:
        return outcome([], [Need(Message("a statement of applicability; none is recorded"), lab)])
    named = {each.control for each in statement.fact.controls}
    part_2 = [each.id for each in evaluation.norm.edition(DEFAULT_EDITION).controls.values() if each.part == 2]
    missing = [control for control in part_2 if control not in named]
    text = Message(
        "statement {id} names {n} of {total} controls",
        id=statement.fact.id,
        n=len(part_2) - len(missing),
        total=len(part_2),
    )
    needs = []
    if missing:
        needs.append(Need(Message("the statement has to name {controls}", controls=_some(missing)), lab))
    return outcome([Because("statement", statement.fact.id, text)], needs)


def care_controls_applicable(criterion: CareControlsApplicable, case: Case) -> Outcome:
    """The latest statement excludes no control to which the norm adds a requirement for care, but accepted ones."""
    evaluation = case.evaluation
    statement = latest_statement(evaluation.view, DEFAULT_EDITION)
    lab = evaluation.view.lab_id
    if statement is None:
        return Outcome("undetermined", (), (Need(Message("a statement of applicability; none is recorded"), lab),))
    controls = evaluation.norm.edition(DEFAULT_EDITION).controls
    left_out = [
        control
        for control in excluded(evaluation.view, DEFAULT_EDITION)
        if controls[control].care_addition and control not in (criterion.accepts or ())
    ]
    text = Message("statement {id} of {day}", id=statement.fact.id, day=statement.on)
    needs = []
    if left_out:
        needs.append(Need(Message("care-specific controls are excluded: {controls}", controls=_some(left_out)), lab))
    return outcome([Because("statement", statement.fact.id, text)], needs)


def controls_assessed(criterion: ControlsAssessed, case: Case) -> Outcome:
    """At least that share of the applicable controls was assessed."""
    counts = readiness(case.evaluation.statuses().values())
    text = Message("{n} of {total} applicable controls assessed", n=counts.assessed, total=counts.applicable)
    because = Because("readiness", DEFAULT_EDITION, text)
    if counts.applicable and counts.assessed / counts.applicable >= criterion.share:
        return Outcome("met", (because,))
    need = Message("{n} applicable controls have not been assessed", n=counts.applicable - counts.assessed)
    return outcome([because], [Need(need, None)])


def held_recently(criterion: HeldRecently, case: Case) -> Outcome:
    """A milestone of that kind was reached at most that many months ago."""
    evaluation = case.evaluation
    reached = [
        (event, milestone)
        for key, milestone in evaluation.view.milestones.items()
        if milestone.fact.is_a == criterion.milestone
        for event in evaluation.view.milestone_events[key]
        if event.fact.state == "reached"
    ]
    if not reached:
        text = Message("{milestone}: never held", milestone=label(criterion.milestone))
        return outcome([], [Need(text, evaluation.view.lab_id)])
    event, milestone = max(reached, key=lambda each: each[0].day)
    text = Message("{milestone} held on {day}", milestone=label(criterion.milestone), day=event.on)
    because = [Because("milestone", milestone.fact.id, text)]
    if months_after(event.day, criterion.months) >= evaluation.as_of:
        return outcome(because, [])
    need = Message(
        "{milestone}: held longer than {months} months ago",
        milestone=label(criterion.milestone),
        months=criterion.months,
    )
    return outcome(because, [Need(need, evaluation.view.lab_id)])


def _recency_turns(criterion: HeldRecently, case: Case) -> Iterable[date]:
    for events in case.evaluation.view.milestone_events.values():
        for event in events:
            yield day_after(months_after(event.day, criterion.months))


APPLICABILITY = Check(applicability_stated, frozenset({"statement"}))
CARE = Check(care_controls_applicable, frozenset({"statement"}))
ASSESSED = Check(controls_assessed, FINDINGS | {"rating", "statement"})
HELD = Check(held_recently, frozenset({"milestone", "milestone_event"}), _recency_turns)
