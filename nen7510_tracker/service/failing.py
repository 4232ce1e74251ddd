"""The controls that fail most, across laboratories, and according to whom."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from nen7510_tracker.norm.edition import Edition
from nen7510_tracker.rules.failing import FAILING, SOURCES, Alike, Source
from nen7510_tracker.rules.status import Status
from nen7510_tracker.service.across import OfLab
from nen7510_tracker.words.message import Message, Refused

FEWEST = 5  # laboratories that an outsider may be told figures of: those of fewer would tell of whom they are


@dataclass(slots=True)
class Said:
    """In how many laboratories a source looked at a control, and in how many of them it fails according to it."""

    failing: int = 0
    looked: int = 0


@dataclass(slots=True)
class FailingControl:
    """A control over some laboratories: in how many it is nonconforming and partial, assessed, and applicable.

    `labs`: those in which it fails, the nonconforming ones first.
    """

    control: str
    area: str
    nonconforming: int = 0
    partial: int = 0
    assessed: int = 0
    applicable: int = 0
    sources: Mapping[Source, Said] = field(default_factory=lambda: {source: Said() for source in SOURCES})
    labs: list[Alike] = field(default_factory=list)

    @property
    def failing(self) -> int:
        """In how many laboratories it fails."""
        return self.nonconforming + self.partial

    def count(self, labs: int, status: Status, looked: Iterable[Source], failing: Iterable[Source]) -> None:
        """Count some laboratories of which the same is said."""
        self.applicable += labs * (status != "not_applicable")
        self.assessed += labs * (status not in {"not_applicable", "not_assessed"})
        self.nonconforming += labs * (status == "nonconforming")
        self.partial += labs * (status == "partial")
        for source in looked:
            self.sources[source].looked += labs
        for source in failing:
            self.sources[source].failing += labs


class Failing(NamedTuple):
    """Every control of an edition that fails somewhere, the one that fails most first; of how many laboratories."""

    controls: Sequence[FailingControl]
    laboratories: int
    names: Mapping[str, str]


def failing_controls(labs: Iterable[OfLab[Alike]], edition: Edition, source: Source | None = None) -> Failing:
    """What fails most of the edition that the laboratories were asked of; with a source, according to that one."""
    names: dict[str, str] = {}

    def told() -> Iterator[Alike]:
        for each in labs:
            names[each.lab] = each.name
            yield from each.told

    controls = ranked(told(), edition, source)
    return Failing(controls, len(names), names)


def ranked(told: Iterable[Alike], edition: Edition, source: Source | None = None) -> list[FailingControl]:
    """The controls that fail in some laboratory, by how many; of as many the nonconforming ones first."""
    found = _counted(told, edition)
    if source is None:
        failing = [each for each in found if each.failing]
        return sorted(failing, key=lambda each: (-each.failing, -each.nonconforming))
    failing = [each for each in found if each.sources[source].failing]
    return sorted(failing, key=lambda each: (-each.sources[source].failing, -each.failing))


def _counted(told: Iterable[Alike], edition: Edition) -> Iterable[FailingControl]:
    """Every control, in the norm's order."""
    found = {key: FailingControl(key, control.area) for key, control in edition.controls.items()}
    counts: dict[tuple[Status, tuple[Source, ...], tuple[Source, ...]], Counter[str]] = defaultdict(Counter)
    for each in told:
        counts[each.status, each.looked, each.failing].update(each.controls)
        for control in each.controls if each.status in FAILING else ():
            found[control].labs.append(each)
    for said, controls in counts.items():
        for control, labs in controls.items():
            found[control].count(labs, *said)
    for failing in found.values():
        failing.labs.sort(key=lambda each: (each.status != "nonconforming", each.lab))
    return found.values()


def for_outsiders(found: Failing) -> Failing:
    """Without which laboratories. Raises Refused where they are so few that everybody knows which."""
    if found.laboratories < FEWEST:
        raise Refused(
            Message(
                "Of {n} laboratories no figures for outsiders: those of fewer than {fewest} tell of whom they are.",
                n=found.laboratories,
                fewest=FEWEST,
            )
        )
    for each in found.controls:
        each.labs.clear()
    return found._replace(names={})
