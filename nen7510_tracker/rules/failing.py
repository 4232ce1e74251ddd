"""Which controls of a laboratory fail, and according to whom (design section 4, Control status)."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Literal, NamedTuple, get_args

from nen7510_tracker.dossier.facts import Assessment
from nen7510_tracker.dossier.view import View
from nen7510_tracker.norm.norm import DEFAULT_EDITION
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.rules.independence import assessment_is_independent
from nen7510_tracker.rules.status import ControlStatus, Status

Source = Literal["inspectorate", "auditor", "certification_body", "own"]

SOURCES: tuple[Source, ...] = get_args(Source)
FAILING: frozenset[Status] = frozenset({"nonconforming", "partial"})


class Look(NamedTuple):
    """What is said of one control of a laboratory: its status, who looked at it, and according to whom it fails.

    `failing` is a part of `looked`, and is empty unless the status is one of `FAILING`.
    """

    lab: str
    control: str
    area: str
    status: Status
    looked: tuple[Source, ...]
    failing: tuple[Source, ...]


class Alike(NamedTuple):
    """The controls of a laboratory, in the norm's order, of which the same is said: see `Look`."""

    lab: str
    status: Status
    looked: tuple[Source, ...]
    failing: tuple[Source, ...]
    controls: tuple[str, ...]


def source_of(view: View, assessment: Assessment) -> Source:
    """Whose word an assessment is: the kind of its party if it is independent, else the laboratory's own."""
    party = view.parties.get(assessment.performed_by)
    if party is None or not assessment_is_independent(view, assessment):
        return "own"
    return next((each for each in SOURCES if each == party.is_a), "own")


def looks(evaluation: Evaluation, edition: str = DEFAULT_EDITION) -> Iterator[Look]:
    """Every control of an edition, in the norm's order. Raises KeyError for an unknown edition.

    A source looked at a control that it rated, given or derived, or that it made a finding on which counts;
    it says that the control fails by what weighs in the control's status.
    """
    view = evaluation.view
    sources = {key: source_of(view, each) for key, each in view.all_assessments.items()}
    looked, rated = _looked(evaluation, edition, sources), {each.id: each.assessment.id for each in evaluation.ratings}
    controls = evaluation.norm.edition(edition).controls
    for key, status in evaluation.statuses(edition).items():
        weights = _weights(status) if status.status in FAILING else ()
        yield Look(
            lab=view.lab_id,
            control=key,
            area=controls[key].area,
            status=status.status,
            looked=_in_order(looked.get(key, ())),
            failing=_in_order({sources[_assessment(evaluation, rated, *each)] for each in weights}),
        )


def _in_order(sources: Collection[Source]) -> tuple[Source, ...]:
    return tuple(each for each in SOURCES if each in sources) if sources else ()


def alike(evaluation: Evaluation, edition: str = DEFAULT_EDITION) -> Iterator[Alike]:
    """The same, with the controls together of which the same is said: there are fewer of those by far."""
    found: dict[tuple[Status, tuple[Source, ...], tuple[Source, ...]], list[str]] = defaultdict(list)
    for each in looks(evaluation, edition):
        found[each.status, each.looked, each.failing].append(each.control)
    return (Alike(evaluation.view.lab_id, *said, tuple(controls)) for said, controls in found.items())


def _weights(status: ControlStatus) -> Iterator[tuple[str, str]]:
    """The facts that make a control fail, each as its kind and id."""
    return ((each.kind, each.id) for each in status.weights if each.status in FAILING)


def _assessment(evaluation: Evaluation, rated: Mapping[str, str], kind: str, key: str) -> str:
    return evaluation.findings[key].assessment.id if kind == "finding" else rated[key]


def _looked(evaluation: Evaluation, edition: str, sources: Mapping[str, Source]) -> Mapping[str, set[Source]]:
    """Per control of the edition who looked at it, also at one of the other edition that maps to it."""
    looked: dict[str, set[Source]] = defaultdict(set)
    told = [(each.control, each.assessment) for each in evaluation.ratings if each.counts]
    told += [
        (control, each.assessment)
        for each in evaluation.findings.values()
        if each.weighs
        for control in each.finding.controls
    ]
    for control, assessment in dict.fromkeys((control, each.id) for control, each in told):
        origin = evaluation.view.all_assessments[assessment].edition
        for target in evaluation.norm.mapped(control, origin, edition):
            looked[target].add(sources[assessment])
    return looked
