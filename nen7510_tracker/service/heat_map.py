"""Laboratories by areas: how many controls of each area have which status (screens, 1)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from nen7510_tracker.norm.norm import DEFAULT_EDITION
from nen7510_tracker.rules.decision import policy_of
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.rules.gate import gate
from nen7510_tracker.rules.status import STATUSES, Status
from nen7510_tracker.service.evaluating import Portfolio

Counts = Mapping[str, int]


class HeatRow(NamedTuple):
    """A laboratory: for every area of the edition, in the norm's order, how many controls have each status."""

    lab: str
    name: str
    verdict: str
    areas: Mapping[str, Counts]


def heat_row(evaluation: Evaluation, edition: str = DEFAULT_EDITION) -> HeatRow:
    """A laboratory at the evaluation's moment. Raises KeyError for an unknown edition."""
    norm = evaluation.norm.edition(edition)
    counts: dict[str, Counter[str]] = {area: Counter() for area in norm.areas}
    for key, status in evaluation.statuses(edition).items():
        counts[norm.controls[key].area][status.status] += 1
    view = evaluation.view
    verdict = gate(evaluation, policy_of(view, evaluation.norm), holding=False).verdict
    return HeatRow(view.lab_id, view.lab.name, verdict, counts)


def kept_areas(portfolio: Portfolio) -> Mapping[str, Mapping[str, Counts]]:
    """The counts that are kept of today, by laboratory and area; what is not kept is worked out on the way."""
    found: dict[str, dict[str, Counts]] = defaultdict(dict)
    for each in portfolio.areas():
        counts = each._asdict()
        found[each.lab][each.area] = {status: counts[status] for status in STATUSES}
    return found


def kept_rows(portfolio: Portfolio, labs: Iterable[str]) -> Iterator[HeatRow]:
    """Some laboratories of a portfolio that is worked out. Raises InputRejected for one that it does not have."""
    chosen, areas = portfolio.chosen(labs), kept_areas(portfolio)
    return (HeatRow(lab, row.name, row.verdict, areas[lab]) for lab, row in chosen.items())


def hottest(row: HeatRow) -> tuple[object, ...]:
    """Sorts by how many controls are nonconforming, then partial, the most first."""
    together = over_areas(row.areas)
    return (*(-together.get(status, 0) for status in STATUSES[:2]), row.lab)


def over_areas(areas: Mapping[str, Counts]) -> Counts:
    """How many controls have each status, over the areas."""
    return _added(areas.values())


def over_labs(rows: Iterable[HeatRow], areas: Iterable[str]) -> Mapping[str, Counts]:
    """How many controls of each area have each status, over the laboratories."""
    given = list(rows)
    return {area: _added(row.areas[area] for row in given) for area in areas}


def _added(counts: Iterable[Counts]) -> Counts:
    together: Counter[str] = Counter()
    for each in counts:
        together.update(each)
    return together


def worst_of(counts: Counts) -> Status | None:
    """The worst status that a control has; None: there is no control."""
    return next((status for status in STATUSES if counts.get(status)), None)


def applicable(counts: Counts) -> int:
    """How many controls are applicable."""
    return sum(number for status, number in counts.items() if status != "not_applicable")
