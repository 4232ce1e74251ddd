"""For how long findings have been open, laboratory by laboratory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from nen7510_tracker.dossier.labels import label
from nen7510_tracker.rules.ageing import BUCKETS
from nen7510_tracker.tui.across.screen import AcrossScreen, one_by_one
from nen7510_tracker.tui.action import AGEING
from nen7510_tracker.tui.ink import BLANK, between, ink, join, line
from nen7510_tracker.tui.page import Block, Target, heading
from nen7510_tracker.tui.pen import GRADES, Pen
from nen7510_tracker.tui.table import Column
from nen7510_tracker.words.message import N_

if TYPE_CHECKING:
    from nen7510_tracker.rules.ageing import Ages, Bucket, OpenFinding
    from nen7510_tracker.service.ageing import Ageing, LabAges
    from nen7510_tracker.tui.desk import Desk
    from nen7510_tracker.tui.when import When

ALL = N_("{n} open findings, in {labs} of {total} laboratories.")
SOME = N_("{n} of {all} open findings, in {labs} of {total} laboratories.")


class AgeingScreen(AcrossScreen["Mapping[str, Ageing]", "LabAges"]):
    """A row per laboratory with open findings; beside it those findings, the oldest first."""

    @property
    def place(self) -> str:
        """The ages of open findings."""
        return AGEING

    def ask(self, desk: Desk, moment: When) -> Mapping[str, Ageing]:
        """The ages of all open findings, and of those of each grade, turn and age."""
        return desk.ageing(moment)

    def kinds(self, result: Mapping[str, Ageing]) -> Sequence[str]:
        """The grades, turns and ages that there are."""
        return [*_grades(result), *result[""].by_turn, *_ages(result)]

    def kind_name(self, kind: str) -> str:
        """The grade, whose turn it is, or how many days."""
        words = self.pen.words
        days = next((bucket_name(bucket) for bucket in BUCKETS if bucket.id == kind), None)
        return words("{n} days", n=days) if days else words(label(kind))

    def rows(self, result: Mapping[str, Ageing]) -> Sequence[LabAges]:
        """The laboratories that have any, the one with the oldest first."""
        return [row for row in result[self.only].labs if row.ages.open]

    def key(self, row: LabAges) -> str:
        """The laboratory."""
        return row.lab

    def searched(self, row: LabAges) -> str:
        """Its id and name."""
        return f"{row.lab} {row.name}"

    def columns(self, pen: Pen, result: Mapping[str, Ageing]) -> Sequence[Column[LabAges]]:
        """How many findings of each age."""
        del result
        words = pen.words
        return (
            Column(
                words("Laboratory"),
                26,
                lambda row, _: line(row.name),
                grows=1,
                least=12,
                sort=lambda row: row.name.casefold(),
            ),
            *(self._bucket(place) for place in range(len(BUCKETS))),
            Column(
                words("Open"),
                5,
                lambda row, _: ink(str(row.ages.open), "bold"),
                right=True,
                sort=lambda row: -row.ages.open,
            ),
            Column(words("Oldest"), 7, lambda row, _: oldest(row.ages), right=True, sort=_by_oldest),
        )

    def _bucket(self, place: int) -> Column[LabAges]:
        bucket = BUCKETS[place]
        style = "$nonconforming" if place >= len(BUCKETS) - 2 else ""
        return Column(
            bucket_name(bucket),
            len(bucket_name(bucket)),
            lambda row, _: ink(str(row.ages.counts[place] or ""), style),
            keep=6,
            right=True,
            sort=lambda row: -row.ages.counts[place],
        )

    def figures(self, pen: Pen, result: Mapping[str, Ageing]) -> Iterator[Block]:
        """All of them: by age, by grade, by turn."""
        words, found = pen.words, result[self.only]
        have = sum(row.ages.open > 0 for row in found.labs)
        told = words(
            SOME if self.only else ALL,
            n=found.total.open,
            all=result[""].total.open,
            labs=have,
            total=len(result[""].labs),
        )
        counts = between("   ", (ink(told, "bold"), _counts(pen, found.total)))
        yield Block(counts, hang=2, target=one_by_one(_ages(result)))
        groups = [_group(pen, words("by grade"), found.by_grade), _group(pen, words("by turn"), found.by_turn)]
        yield Block(between("   ", groups), hang=2, target=one_by_one([*_grades(result), *result[""].by_turn]))

    def about(self, pen: Pen, result: Mapping[str, Ageing], row: LabAges, width: int) -> Iterator[Block]:
        """The open findings, the oldest first."""
        del result
        words = pen.words
        yield Block(between("  ", (line(row.name, "bold"), ink(row.lab, "$quiet"))), hang=2)
        yield from heading(words("Open findings, the oldest first"), width, pen.symbols)
        for each in row.findings:
            yield Block(hang=2, target=Target("finding", each.finding, row.lab), content=_finding(pen, each))
        if any(each.assumed for each in row.findings):
            yield Block(ink(f"{pen.symbols.assumed} {words('assumed, nobody said it')}", "$quiet"), hang=2)

    def empty(self, pen: Pen) -> str:
        """Nothing is open."""
        return pen.words("No finding is open.")


def _grades(result: Mapping[str, Ageing]) -> Sequence[str]:
    """The grades that are open somewhere, the gravest first."""
    return [grade for grade in GRADES if grade in result]


def _ages(result: Mapping[str, Ageing]) -> Sequence[str]:
    """The ages that there are, the youngest first."""
    return [bucket.id for bucket in BUCKETS if bucket.id in result]


def oldest(ages: Ages) -> Content:
    """For how many days the oldest has been there."""
    found = ages.oldest
    return ink(f"{'~' if found.assumed else ''}{found.days}", "bold") if found else BLANK


def _by_oldest(row: LabAges) -> int:
    return -row.ages.oldest.days if row.ages.oldest else 1


def bucket_name(bucket: Bucket) -> str:
    """From how many days to how many: `0-30`; `366+` for the last."""
    return bucket.id if bucket.last is not None else f"{bucket.first}+"


def _counts(pen: Pen, ages: Ages) -> Content:
    pairs = [(bucket_name(bucket), count) for bucket, count in zip(BUCKETS, ages.counts, strict=True) if count]
    told = (join(ink(f"{name} ", "$quiet"), ink(str(count), "bold")) for name, count in pairs)
    return join(ink(f"{pen.words('in days')}: ", "$quiet"), between("  ", told)) if pairs else BLANK


def _group(pen: Pen, title: str, groups: Mapping[str, Ages]) -> Content:
    words = pen.words
    told = (join(ink(f"{words(label(name))} ", "$quiet"), ink(str(ages.open), "bold")) for name, ages in groups.items())
    return join(ink(f"{title}: ", "$quiet"), between("  ", told)) if groups else BLANK


def _finding(pen: Pen, each: OpenFinding) -> Content:
    words = pen.words
    days = ink(f"{'~' if each.assumed else ''}{each.days}d", "bold")
    whose = ink(words("turn: {who}", who=words(label(each.whose))), "$quiet")
    return between("  ", (days, ink(each.finding, "$primary"), pen.grade(each.grade), line(each.title), whose))
