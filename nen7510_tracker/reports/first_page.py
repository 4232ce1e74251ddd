"""The first page: the question, the answer in words, until when it holds, and what is missing from whom."""

from collections import Counter
from collections.abc import Iterator, Sequence

from nen7510_tracker.reports.inline import Inline, joined
from nen7510_tracker.reports.report import Alarm, Answer, Bars, Block, Pairs, Paragraph, Section, Table
from nen7510_tracker.reports.subject import GateSubject, Subject, days_text, span
from nen7510_tracker.rules.decision import DecisionStatus, policy_of, taken_outside, unanswered
from nen7510_tracker.rules.gate import GateResult
from nen7510_tracker.rules.outcome import Need
from nen7510_tracker.rules.status import readiness
from nen7510_tracker.rules.trajectory import MeasureStatus
from nen7510_tracker.words.day import Day, of
from nen7510_tracker.words.message import N_, Message

MOST_NEEDS = 3  # of a criterion on the first page; the rest stands with the criterion
MANY_CRITERIA = 4  # when more fail, one need of each: it stays a page
QUESTIONS = {
    "resume": N_("May the collaboration be resumed?"),
    "certification": N_("Does a certification audit make sense?"),
}


def first_page(subject: GateSubject) -> Sequence[Block]:
    """The blocks of the first page; projections stay out of it."""
    return [
        answer(subject.result),
        *alarms(subject),
        Pairs(list(_key_facts(subject))),
        Section(Message("How far the laboratory is"), list(_readiness(subject))),
        Section(Message("What is missing"), list(_missing(subject))),
        Section(Message("The plan, as the laboratory gives it"), list(_plan(subject))),
    ]


def answer(result: GateResult) -> Answer:
    """The verdict in words."""
    return Answer(Message(QUESTIONS[result.policy.decides]), _in_words(result), result.verdict)


def _in_words(result: GateResult) -> Message:
    total = len(result.criteria)
    failed = sum(each.outcome.verdict == "not_met" for each in result.criteria)
    unknown = sum(each.outcome.verdict == "undetermined" for each in result.criteria)
    if result.verdict == "met":
        return Message("Yes: all {total} criteria are met.", total=total)
    if result.verdict == "undetermined":
        many = "That cannot be said: {n} of {total} criteria are undetermined, for nothing recorded could tell."
        one = "That cannot be said: 1 of {total} criteria is undetermined, for nothing recorded could tell."
        return Message(many, n=unknown, total=total) if unknown > 1 else Message(one, total=total)
    if not unknown:
        if failed == 1:
            return Message("No: 1 of {total} criteria is not met.", total=total)
        return Message("No: {n} of {total} criteria are not met.", n=failed, total=total)
    if failed == 1:
        text = "No: 1 of {total} criteria is not met, and {unknown} cannot be determined."
        return Message(text, total=total, unknown=unknown)
    text = "No: {n} of {total} criteria are not met, and {unknown} cannot be determined."
    return Message(text, n=failed, total=total, unknown=unknown)


def alarms(subject: GateSubject) -> Iterator[Alarm]:
    """What nobody may overlook: a lapsed ground, a resumption outside the gate, entries that are void."""
    if subject.evaluation.known.assumed:
        text = "What if: {n} assumed facts count here; nothing of it is recorded."
        yield Alarm(Message(text, n=len(subject.evaluation.known.assumed)))
    own = policy_of(subject.view, subject.evaluation.norm)
    if (own.id, own.digest) != (subject.policy.id, subject.policy.digest):
        text = "This report asks the policy {asked}; the dossier itself is judged by {own}."
        yield Alarm(Message(text, asked=subject.policy.id, own=own.id))
    yield from _decision_alarms(subject)
    voids = subject.view.known.dossier.voids
    if voids:
        text = "Void entries in the record: {n}. The rules refuse them, and they count nowhere in this report."
        yield Alarm(Message(text, n=len(voids)))


def _decision_alarms(subject: GateSubject) -> Iterator[Alarm]:
    decision, gone = subject.standing, subject.lapse
    if decision and gone:
        text = (
            "The ground of the decision to resume ({id}, {day}) has lapsed since {since}: "
            "it would be refused today. Not met: {criteria}."
        )
        since, criteria = of(gone.since), subject.criteria(gone.criteria)
        yield Alarm(Message(text, id=decision.id, day=decision.on, since=since, criteria=criteria))
    for each in taken_outside(subject.view):
        text = "On {day} {party} resumed the collaboration outside the gate ({id}): that resumption does not stand."
        yield Alarm(Message(text, day=each.on, party=str(subject.party(each.by)), id=each.id))


def _key_facts(subject: GateSubject) -> Iterator[tuple[Inline, Inline]]:
    until = subject.result.holds_until
    if until:
        text = "until {day}, if nothing more becomes known"
        yield Message("This answer holds"), Message(text, day=of(until))
    else:
        yield Message("This answer holds"), Message("until something more becomes known")
    yield Message("Judged by"), Message("{title} ({id})", title=subject.policy.title, id=subject.policy.id)
    decision = subject.standing
    if decision:
        text = "{decision}, by {party} on {day} ({id})"
        said = Message(
            text,
            decision=_decided(decision.decision),
            party=str(subject.party(decision.by)),
            day=decision.on,
            id=decision.id,
        )
        yield Message("The decision that stands"), said
    else:
        yield Message("The decision that stands"), Message("none is recorded")
    if subject.policy.decides == "resume":
        yield Message("What speaks against"), _against(subject, decision)


def _against(subject: GateSubject, decision: DecisionStatus | None) -> Message:
    """How many points speak against a resumption, and whether the one that stands answers them."""
    points = len(subject.contra)
    if not points:
        return Message("nothing")
    if decision is None or decision.decision != "resume":
        return Message("points to be answered in writing before resuming: {n}", n=points)
    answered = points - len(unanswered(subject.evaluation, decision.answers))
    return Message("points: {n}, of which the decision that stands answers {answered}", n=points, answered=answered)


DECISIONS = {
    "suspend": N_("Suspended"),
    "maintain_suspension": N_("Suspension maintained"),
    "resume": N_("Resumed"),
    "end": N_("Ended"),
}


def _decided(decision: str) -> Message:
    return Message(DECISIONS[decision])


def _readiness(subject: Subject) -> Iterator[Block]:
    yield Pairs([(Message("Open findings"), open_counts(subject))])
    edition, statuses = subject.evaluation.norm.edition(subject.edition), subject.evaluation.statuses(subject.edition)
    parts = {part: [statuses[each.id] for each in edition.controls.values() if each.part == part] for part in (1, 2)}
    rows = [
        (Message("Part 1"), readiness(parts[1])),
        (Message("Part 2"), readiness(parts[2])),
        (Message("Both parts"), readiness(statuses.values())),
    ]
    yield Bars(Message("Applicable clauses (part 1) and controls (part 2): verified, claimed, assessed"), rows)
    if not subject.view.assessments:
        yield Paragraph(Message("No assessment is recorded: nobody has looked yet, as far as this record knows."))
    elif all(each.status == "not_assessed" for each in statuses.values()):
        text = "No assessment in this record judges a single clause or control: these counts say nothing of them."
        yield Paragraph(Message(text))


def open_counts(subject: Subject) -> Inline:
    """How many findings of each grade are open, the majors first, joined ones counted one by one."""
    if not subject.evaluation.findings:
        return Message("no finding is recorded")
    counts = open_by_grade(subject)
    parts: list[Inline] = [Message("major: {n}", n=counts["major"])]
    parts += [Message("ungraded: {n}", n=counts["ungraded"])] if counts["ungraded"] else []
    parts.append(Message("minor: {n}", n=counts["minor"]))
    parts.append(Message("claimed as solved, not yet verified: {n}", n=counts["claimed"]))
    return joined(parts, " · ")


def open_by_grade(subject: Subject) -> dict[str, int]:
    """The number of open findings per grade, observations aside; under `claimed` those claimed as solved."""
    findings = [each for each in subject.evaluation.findings.values() if each.weighs]
    counts = Counter(each.grade if each.standing == "open" else each.standing for each in findings)
    return {key: counts[key] for key in ("major", "ungraded", "minor", "claimed")}


def _missing(subject: GateSubject) -> Iterator[Block]:
    rows: list[tuple[Inline, ...]] = []
    most = MOST_NEEDS if len(subject.result.failing) <= MANY_CRITERIA else 1
    for each in subject.result.failing:
        needs = each.outcome.needs
        for place, need in enumerate(needs[:most], 1):
            left = len(needs) - most if place == most else 0
            rows.append((each.criterion.title, _need(subject, need, left), subject.party(need.turn)))
    if rows:
        columns = (Message("Criterion"), Message("Needed"), Message("Whose turn"))
        yield Table(Message("What each criterion still needs, and from whom"), columns, rows)
    else:
        yield Paragraph(Message("Nothing: every criterion is met."))


def _need(subject: Subject, need: Need, left: int) -> Message:
    """What is needed; `left` counts what more there is, which stands with the criterion."""
    text = subject.named(need.text)
    return Message("{need} (and {n} more, see the criterion)", need=text, n=left) if left > 0 else text


def _plan(subject: Subject) -> Iterator[Block]:
    found = subject.evaluation.trajectory
    measures = [each for each in found.measures.values() if not each.is_cancelled]
    if not measures and not found.milestones:
        yield Paragraph(Message("No measure and no milestone is recorded: there is no plan to show."))
        return
    rows: list[tuple[Inline, Inline]] = [(Message("Measures"), _measure_counts(measures))]
    rows.append((Message("All measures done"), moved(plan_baseline(measures), found.plan.end)))
    rows.append((Message("Slip"), _slip(measures)))
    ahead = [each for each in found.milestones.values() if each.kind == "certification"]
    rows.append((Message("Next audit"), found.plan.next_audit or Message("none is planned")))
    if ahead:
        last = ahead[-1]
        rows.append((Message("Certification"), _reached(last.reached) or moved(last.baseline, last.planned)))
    else:
        rows.append((Message("Certification"), Message("no date is planned")))
    yield Pairs(rows)


def plan_baseline(measures: Sequence[MeasureStatus]) -> Day | None:
    """The day on which all measures were to be done by the first plans."""
    return max((each.baseline_end for each in measures if each.baseline_end), default=None)


def _slip(measures: Sequence[MeasureStatus]) -> Inline:
    slips = [each.slip_days for each in measures if each.slip_days is not None]
    late = [slip for slip in slips if slip > 0]
    if not slips:
        return Message("cannot be said: no measure has a planned end")
    text = "{n} of {total} measures end later than first planned, at most {days} days later"
    return Message(text, n=len(late), total=len(slips), days=max(late, default=0))


def _measure_counts(measures: Sequence[MeasureStatus]) -> Inline:
    done = sum(each.done_on is not None for each in measures)
    text = "{done} of {total} done, {overdue} overdue"
    return Message(text, done=done, total=len(measures), overdue=sum(each.is_overdue for each in measures))


def _reached(day: Day | None) -> Inline:
    return Message("reached on {day}", day=day) if day else None


def moved(baseline: Day | None, current: Day | None) -> Inline:
    """A planned day, and how far it moved from the first plan."""
    if current is None:
        return Message("no date is planned")
    slip = days_text(span(baseline, current))
    if slip is None or baseline is None:
        return current
    if baseline.last == current.last:
        return Message("{day}, as first planned", day=current)
    return Message("{day}; first planned for {baseline} ({slip})", day=current, baseline=baseline, slip=slip)
