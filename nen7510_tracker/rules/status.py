"""Where a control stands, and which facts weighed (design section 4, Control status)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from nen7510_tracker.dossier.facts import Statement
from nen7510_tracker.dossier.labels import label
from nen7510_tracker.dossier.view import At, View
from nen7510_tracker.norm.norm import Norm
from nen7510_tracker.rules.finding import FindingStatus
from nen7510_tracker.rules.rating import RatingStatus
from nen7510_tracker.words.message import Message

Status = Literal["nonconforming", "partial", "claimed", "conforming", "not_assessed", "not_applicable"]

# From the worst on; the last two are what is left when nothing weighs.
STATUSES: tuple[Status, ...] = ("nonconforming", "partial", "claimed", "conforming", "not_assessed", "not_applicable")
_BADNESS = {status: -place for place, status in enumerate(STATUSES)}
OF_GRADE: dict[str, Status] = {"major": "nonconforming", "ungraded": "nonconforming", "minor": "partial"}
OF_VALUE: dict[str, Status] = {
    "fails": "nonconforming",
    "largely_fails": "nonconforming",
    "largely_meets": "partial",
    "meets": "conforming",
}


class Weight(NamedTuple):
    """A fact that weighs on a control: what it says of it, and from which control of the other edition."""

    status: Status
    about: FindingStatus | RatingStatus
    mapped_from: str | None = None

    @property
    def kind(self) -> Literal["finding", "rating"]:
        """Which kind of fact it is."""
        return "rating" if isinstance(self.about, RatingStatus) else "finding"

    @property
    def id(self) -> str:
        """The fact's id."""
        return self.about.id if isinstance(self.about, RatingStatus) else self.about.finding.id

    @property
    def text(self) -> Message:
        """What it says, made when somebody reads it: there are many of them."""
        return _rating_text(self.about) if isinstance(self.about, RatingStatus) else _finding_text(self.about)


class ControlStatus(NamedTuple):
    """A control's status in one edition, with everything that weighed, the worst first."""

    control: str
    status: Status
    weights: Sequence[Weight] = ()
    excluded_by: str | None = None

    @property
    def mapped_from(self) -> tuple[str, ...]:
        """The controls of the other edition whose facts weigh here."""
        return tuple(dict.fromkeys(weight.mapped_from for weight in self.weights if weight.mapped_from))


def worst_status(statuses: Iterable[Status]) -> Status:
    """The worst of some statuses. Raises ValueError on none."""
    return max(statuses, key=_BADNESS.__getitem__)


@dataclass(slots=True)
class _Facts:
    """The findings and ratings of one edition, by control."""

    findings: Mapping[str, Sequence[FindingStatus]]
    independent: Mapping[str, Sequence[RatingStatus]]
    own: Mapping[str, Sequence[RatingStatus]]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said in that edition."""
        return not (self.findings or self.independent or self.own)


def _by_control(findings: Iterable[FindingStatus], ratings: Iterable[RatingStatus], edition: str) -> _Facts:
    on_control: dict[str, list[FindingStatus]] = defaultdict(list)
    independent: dict[str, list[RatingStatus]] = defaultdict(list)
    own: dict[str, list[RatingStatus]] = defaultdict(list)
    for finding in findings:
        if finding.assessment.edition == edition and finding.weighs:
            for control in finding.finding.controls:
                on_control[control].append(finding)
    for rating in ratings:
        if rating.assessment.edition == edition and rating.counts:
            (independent if rating.independent else own)[rating.control].append(rating)
    return _Facts(on_control, independent, own)


def _of_finding(finding: FindingStatus) -> Status:
    if finding.standing == "open":
        return OF_GRADE[finding.grade]
    return "claimed" if finding.standing == "claimed" else "conforming"


def _answered(rating: RatingStatus, findings: Iterable[FindingStatus]) -> Status | None:
    """What the findings that the rating's own assessment made on that control turn it into; None: nothing."""
    answers = [each for each in findings if each.finding.assessment == rating.assessment.id]
    if not answers or any(each.last and each.last.day < rating.day for each in answers):
        return None
    standings = {each.standing for each in answers}
    if standings == {"verified"}:
        return "conforming"
    return "claimed" if standings <= {"verified", "claimed"} else None


def _of_rating(rating: RatingStatus, findings: Iterable[FindingStatus]) -> Status:
    if rating.value == "meets":
        return "claimed" if rating.depth == "design" or not rating.independent else "conforming"
    return _answered(rating, findings) or OF_VALUE[rating.value]


def _rating_text(rating: RatingStatus) -> Message:
    return Message(
        "{assessment} rates {control} as {value} on {day}",
        assessment=rating.assessment.id,
        control=rating.control,
        value=label(rating.value),
        day=rating.on,
    )


def _finding_text(finding: FindingStatus) -> Message:
    return Message(
        "finding {id} ({grade}) is {standing}: {title}",
        id=finding.finding.id,
        grade=label(finding.grade),
        standing=label(finding.standing),
        title=finding.finding.title,
    )


def _latest(ratings: Sequence[RatingStatus], findings: Sequence[FindingStatus]) -> tuple[RatingStatus, Status] | None:
    """The last rating with what it says; of several on that day the one with the worst effect.

    Of those with the same effect one below `meets`: it weighs beside another's rating, where `meets` takes its place.
    """
    if not ratings:
        return None
    last = max(each.day for each in ratings)
    effects = [(each, _of_rating(each, findings)) for each in ratings if each.day == last]
    return max(effects, key=lambda effect: (_BADNESS[effect[1]], effect[0].value != "meets"))


def _mapped(control: str, facts: _Facts, here: _Facts, target: str) -> list[tuple[Weight, date | None]]:
    """What a control of the other edition carries over to one of this: only what is wrong.

    With each weight the day of an independent rating, None for the rest.
    """
    findings = facts.findings.get(control, ())
    weights: list[tuple[Weight, date | None]] = [
        (Weight(_of_finding(each), each, control), None) for each in findings if each.standing != "verified"
    ]
    independent = _latest(facts.independent.get(control, ()), findings)
    own = _latest(facts.own.get(control, ()), findings)
    if own and independent and own[0].day <= independent[0].day:
        own = None
    for found, newer in ((independent, here.independent), (own, here.own)):
        if found is None or found[1] in {"conforming", "claimed"}:
            continue
        rating, status = found
        if all(each.day <= rating.day for each in newer.get(target, ())):
            weights.append((Weight(status, rating, control), rating.day if rating.independent else None))
    return weights


def _weights(control: str, here: _Facts, elsewhere: Sequence[tuple[str, _Facts]]) -> list[Weight]:
    findings = here.findings.get(control, ())
    weights = [Weight(_of_finding(each), each) for each in findings]
    mapped = [found for origin, facts in elsewhere for found in _mapped(origin, facts, here, control)]
    weights += [weight for weight, _ in mapped]
    independent = _latest(here.independent.get(control, ()), findings)
    own = _latest(here.own.get(control, ()), findings)
    if own and (independent is None or own[0].day > independent[0].day):
        if own[0].value != "meets":
            # A mapped rating that is later does not silence it: what the other edition says never improves a status.
            weights.append(Weight(own[1], own[0]))
        elif _takes_its_place(own[0], independent, mapped):
            independent = own
    if independent:
        weights.append(Weight(independent[1], independent[0]))
    return sorted(weights, key=lambda weight: -_BADNESS[weight.status])


def _takes_its_place(
    own: RatingStatus, independent: tuple[RatingStatus, Status] | None, mapped: Iterable[tuple[Weight, date | None]]
) -> bool:
    """Whether an own `meets` counts in the place of the independent rating: it is later than the mapped ones too."""
    later = all(day is None or own.day > day for _, day in mapped)
    return later and (independent is None or independent[1] != "conforming")


def excluded(view: View, edition: str) -> Mapping[str, str]:
    """The controls that the latest statement of an edition excludes, with the statement's id."""
    statement = latest_statement(view, edition)
    if statement is None:
        return {}
    return {each.control: statement.fact.id for each in statement.fact.controls if not each.applicable}


def latest_statement(view: View, edition: str) -> At[Statement] | None:
    """The statement of applicability that counts: the latest; of several on one day the last recorded."""
    own = [each for each in view.statements if each.fact.edition == edition]
    return max(own, key=lambda each: (each.day, each.root), default=None)


def statuses_of(
    view: View, norm: Norm, edition: str, findings: Mapping[str, FindingStatus], ratings: Iterable[RatingStatus]
) -> Mapping[str, ControlStatus]:
    """The status of every control of an edition, in the norm's order. Raises KeyError for an unknown edition."""
    given = list(ratings)
    here = _by_control(findings.values(), given, edition)
    others = {each: _by_control(findings.values(), given, each) for each in norm.editions if each != edition}
    others = {each: facts for each, facts in others.items() if not facts.is_empty}
    left_out = excluded(view, edition)
    statuses = {}
    for control in norm.edition(edition).controls.values():
        elsewhere = [
            (origin, facts) for other, facts in others.items() for origin in norm.mapped(control.id, edition, other)
        ]
        weights = _weights(control.id, here, elsewhere)
        status: Status = weights[0].status if weights else "not_assessed"
        statement = left_out.get(control.id) if control.part == 2 else None
        if statement and status in {"not_assessed", "conforming"}:
            status = "not_applicable"
        statuses[control.id] = ControlStatus(control.id, status, weights, statement)
    return statuses


@dataclass(slots=True, frozen=True)
class Readiness:
    """Three counts over the applicable controls: verified ≤ claimed ≤ assessed ≤ applicable."""

    verified: int
    claimed: int
    assessed: int
    applicable: int


def readiness(statuses: Iterable[ControlStatus]) -> Readiness:
    """How far some controls are (design section 4, Readiness)."""
    counts = Counter(each.status for each in statuses)
    applicable = counts.total() - counts["not_applicable"]
    verified = counts["conforming"]
    return Readiness(verified, verified + counts["claimed"], applicable - counts["not_assessed"], applicable)
