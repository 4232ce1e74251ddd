"""The controls that fail most, across laboratories, and according to whom."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from nen7510_tracker.norm.norm import DEFAULT_EDITION
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.rules.failing import FAILING, SOURCES, Look, Source, looks
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
    labs: list[Look] = field(default_factory=list)

    @property
    def failing(self) -> int:
        """In how many laboratories it fails."""
        return self.nonconforming + self.partial

    def add(self, look: Look) -> None:
        """Count a laboratory."""
        self.applicable += look.status != "not_applicable"
        self.assessed += look.status not in {"not_applicable", "not_assessed"}
        self.nonconforming += look.status == "nonconforming"
        self.partial += look.status == "partial"
        for source in look.looked:
            self.sources[source].looked += 1
        for source in look.failing:
            self.sources[source].failing += 1
        if look.status in FAILING:
            self.labs.append(look)


class Failing(NamedTuple):
    """Every control of an edition that fails somewhere, the one that fails most first; of how many laboratories."""

    controls: Sequence[FailingControl]
    laboratories: int
    names: Mapping[str, str]


def failing_controls(
    evaluations: Iterable[Evaluation], edition: str = DEFAULT_EDITION, source: Source | None = None
) -> Failing:
    """What fails most; with a source, according to that one. Raises KeyError for an unknown edition."""
    names: dict[str, str] = {}

    def told() -> Iterator[Look]:
        for evaluation in evaluations:
            names[evaluation.view.lab_id] = evaluation.view.lab.name
            yield from looks(evaluation, edition)

    controls = ranked(told(), source)
    return Failing(controls, len(names), names)


def ranked(told: Iterable[Look], source: Source | None = None) -> list[FailingControl]:
    """The controls that fail in some laboratory, by how many; of as many the nonconforming ones first."""
    found: dict[str, FailingControl] = {}
    for look in told:
        found.setdefault(look.control, FailingControl(look.control, look.area)).add(look)
    for each in found.values():
        each.labs.sort(key=lambda look: (look.status != "nonconforming", look.lab))
    if source is None:
        failing = [each for each in found.values() if each.failing]
        return sorted(failing, key=lambda each: (-each.failing, -each.nonconforming))
    failing = [each for each in found.values() if each.sources[source].failing]
    return sorted(failing, key=lambda each: (-each.sources[source].failing, -each.failing))


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
