"""How old the open findings are: of each laboratory, and of all of them by grade and by turn."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from nen7510_tracker.rules.ageing import BUCKETS, Ages, OpenFinding, ages
from nen7510_tracker.service.across import OfLab


class LabAges(NamedTuple):
    """The open findings of a laboratory, the oldest first, and how old they are."""

    lab: str
    name: str
    ages: Ages
    findings: Sequence[OpenFinding]


class Ageing(NamedTuple):
    """The laboratories, the one with the oldest findings first; and all of their findings, by grade and turn."""

    labs: Sequence[LabAges]
    total: Ages
    by_grade: Mapping[str, Ages]
    by_turn: Mapping[str, Ages]


def ageing(labs: Iterable[OfLab[OpenFinding]], keep: Callable[[OpenFinding], bool] = lambda _: True) -> Ageing:
    """The ages of the open findings that are to be kept."""
    rows = []
    for lab, name, told in labs:
        findings = [each for each in told if keep(each)]
        rows.append(LabAges(lab, name, ages(findings), findings))
    return _together(rows)


def by_kind(found: Ageing) -> Mapping[str, Ageing]:
    """The same of the findings of one grade, turn or age (a bucket's id) alone; of the laboratories that have any."""
    kinds: dict[str, dict[str, list[OpenFinding]]] = defaultdict(lambda: defaultdict(list))
    for row in found.labs:
        for each in row.findings:
            for kind in (each.grade, each.whose, BUCKETS[each.bucket].id):
                kinds[kind][row.lab].append(each)
    names = {row.lab: row.name for row in found.labs}
    return {
        kind: _together(LabAges(lab, names[lab], ages(findings), findings) for lab, findings in labs.items())
        for kind, labs in kinds.items()
    }


def _together(rows: Iterable[LabAges]) -> Ageing:
    labs = sorted(rows, key=_oldest_first)
    everything = [each for row in labs for each in row.findings]
    return Ageing(
        labs=labs,
        total=ages(everything),
        by_grade=_by(everything, lambda each: each.grade),
        by_turn=_by(everything, lambda each: each.whose),
    )


def _oldest_first(row: LabAges) -> tuple[int, int, str]:
    """By the oldest, then by how many there are; those without any last."""
    return -(row.ages.oldest.days if row.ages.oldest else -1), -row.ages.open, row.lab


def _by(findings: Iterable[OpenFinding], key: Callable[[OpenFinding], str]) -> Mapping[str, Ages]:
    """The ages of the findings of each kind, the kind with the most first."""
    groups: dict[str, list[OpenFinding]] = defaultdict(list)
    for each in findings:
        groups[key(each)].append(each)
    return {name: ages(groups[name]) for name in sorted(groups, key=lambda name: (-len(groups[name]), name))}
