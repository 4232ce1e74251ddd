"""The controls that fail most, across laboratories, and according to whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from nen7510_tracker.dossier.labels import label
from nen7510_tracker.rules.failing import SOURCES
from nen7510_tracker.tui.across.screen import AcrossScreen
from nen7510_tracker.tui.action import FAILING
from nen7510_tracker.tui.ink import BLANK, between, ink, join, line
from nen7510_tracker.tui.page import Block, Target, heading
from nen7510_tracker.tui.pen import Pen
from nen7510_tracker.tui.table import ESSENTIAL, Column
from nen7510_tracker.words.message import N_

if TYPE_CHECKING:
    from nen7510_tracker.rules.failing import Alike, Source
    from nen7510_tracker.service.failing import Failing, FailingControl
    from nen7510_tracker.tui.desk import Desk
    from nen7510_tracker.tui.when import When


# Titles of columns; the line above the table says what they are short for.
SHORT: Mapping[Source, str] = {
    "inspectorate": N_("insp."),
    "auditor": N_("auditor"),
    "certification_body": N_("cert."),
    "own": N_("own"),
}


class FailingScreen(AcrossScreen["Failing", "FailingControl"]):
    """A row per control; beside it the laboratories in which it fails."""

    @property
    def place(self) -> str:
        """The controls that fail most."""
        return FAILING

    def ask(self, desk: Desk, moment: When) -> Failing:
        """Every control that fails somewhere."""
        return desk.failing(moment)

    def kinds(self, result: Failing) -> Sequence[str]:
        """The sources according to which something fails."""
        return [each for each in SOURCES if any(row.sources[each].failing for row in result.controls)]

    def kind_name(self, kind: str) -> str:
        """According to whom."""
        return source_name(self.pen, kind)

    def rows(self, result: Failing) -> Sequence[FailingControl]:
        """All, or what fails according to one source, what fails most first."""
        source = next((each for each in SOURCES if each == self.only), None)
        if source is None:
            return result.controls
        some = [row for row in result.controls if row.sources[source].failing]
        return sorted(some, key=lambda row: -row.sources[source].failing)

    def key(self, row: FailingControl) -> str:
        """The control."""
        return row.control

    def searched(self, row: FailingControl) -> str:
        """Its number and its title."""
        return f"{row.control} {self._title(row)}"

    def _title(self, row: FailingControl) -> str:
        return self.tracker.desk().controls[row.control].title(self.pen.words.language)

    def columns(self, pen: Pen, result: Failing) -> Sequence[Column[FailingControl]]:
        """In how many laboratories, then according to whom."""
        words, signs = pen.words, pen.symbols.status
        room = 2 * len(str(result.laboratories)) + 1
        place = {control: at for at, control in enumerate(self.tracker.desk().controls)}
        return (
            Column(words("Control"), 8, lambda row, _: _control(row), sort=lambda row: place[row.control]),
            Column(words("Title"), 34, lambda row, _: line(self._title(row)), grows=1, least=12),
            _figure(words("Fails"), room, ESSENTIAL, lambda row: row.failing, _fails),
            _figure(signs["nonconforming"], 3, 4, lambda row: row.nonconforming, _nonconforming),
            _figure(signs["partial"], 3, 4, lambda row: row.partial, _partial),
            *(self._source(pen, each, room) for each in SOURCES),
        )

    def _source(self, pen: Pen, source: Source, room: int) -> Column[FailingControl]:
        def cell(row: FailingControl) -> Content:
            return _part(row.sources[source].failing, row.sources[source].looked)

        return _figure(pen.words(SHORT[source]), room, ESSENTIAL, lambda row: row.sources[source].failing, cell)

    def figures(self, pen: Pen, result: Failing) -> Iterator[Block]:
        """How many controls fail somewhere, of how many laboratories this tells."""
        words = pen.words
        counts = words(
            "{n} controls fail somewhere, of {total} laboratories", n=len(result.controls), total=result.laboratories
        )
        read = words("n/N: n of N assessed; insp. inspectorate, cert. certification body")
        yield Block(between("   ", (ink(counts, "bold"), ink(read, "$quiet"))), hang=2)

    def about(self, pen: Pen, result: Failing, row: FailingControl, width: int) -> Iterator[Block]:
        """The control, and where it fails."""
        words = pen.words
        yield Block(join(ink(f"{row.control} ", "bold $primary"), line(self._title(row), "bold")), hang=2)
        text = words(
            "fails in {n} of {total} laboratories in which it was assessed; it applies in {all}",
            n=row.failing,
            total=row.assessed,
            all=row.applicable,
        )
        yield Block(ink(text, "$quiet"), hang=2)
        yield from heading(words("Where it fails"), width, pen.symbols)
        for look in row.labs:
            yield Block(_where(pen, result, look), hang=2, target=Target("control", row.control, look.lab))

    def empty(self, pen: Pen) -> str:
        """Nothing fails."""
        return pen.words("No control fails.")


def _where(pen: Pen, result: Failing, look: Alike) -> Content:
    words = pen.words
    by = ", ".join(source_name(pen, each) for each in look.failing)
    return between(
        "  ",
        (
            join(pen.status_sign(look.status), " ", line(result.names[look.lab])),
            ink(words("according to: {who}", who=by), "$quiet"),
        ),
    )


def source_name(pen: Pen, source: str) -> str:
    """According to whom, in a word."""
    words = pen.words
    return words("own") if source == "own" else words(label(source))


def _figure(
    title: str,
    width: int,
    keep: int,
    number: Callable[[FailingControl], int],
    cell: Callable[[FailingControl], Content],
) -> Column[FailingControl]:
    """A column of figures, the highest first when it is sorted by; one cell more than its title, for that sign."""
    width = max(width, len(title) + 1)
    return Column(
        title,
        width,
        lambda row, _: cell(row),
        keep=keep,
        least=min(width, 7),
        right=True,
        sort=lambda row: -number(row),
    )


def _control(row: FailingControl) -> Content:
    return ink(row.control, "bold $primary")


def _nonconforming(row: FailingControl) -> Content:
    return ink(str(row.nonconforming or ""), "$nonconforming")


def _partial(row: FailingControl) -> Content:
    return ink(str(row.partial or ""), "$partial")


def _fails(row: FailingControl) -> Content:
    return _part(row.failing, row.assessed)


def _part(number: int, total: int) -> Content:
    """N of N; nothing where nobody looked."""
    return join(ink(str(number), "bold" if number else "$quiet"), ink(f"/{total}", "$quiet")) if total else BLANK
