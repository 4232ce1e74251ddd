"""How values are written on a screen: in a language, with signs or letters, in the theme's colours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from textual.content import Content

from nen7510_tracker.dossier.labels import label
from nen7510_tracker.tui.ink import BLANK, between, ink, join, line
from nen7510_tracker.tui.symbols import UNICODE, Symbols
from nen7510_tracker.words.catalogue import Words
from nen7510_tracker.words.day import Day, of
from nen7510_tracker.words.message import Message

if TYPE_CHECKING:
    from nen7510_tracker.dossier.view import View
    from nen7510_tracker.rules.rating import RatingStatus
    from nen7510_tracker.rules.status import Readiness

VERDICT_STYLES = {"met": "$conforming", "not_met": "$nonconforming", "undetermined": "$partial"}
RATING_STYLES = {
    "meets": "$conforming",
    "largely_meets": "$partial",
    "largely_fails": "$nonconforming",
    "fails": "$nonconforming",
    "not_assessed": "$not-assessed",
}
GRADE_STYLES = {
    "major": "$nonconforming bold",
    "ungraded": "$nonconforming",
    "minor": "$partial",
    "observation": "$quiet",
}
STANDING_STYLES = {
    "open": "$nonconforming",
    "claimed": "$claimed",
    "verified": "$conforming",
    "withdrawn": "$not-applicable",
}
STANDING_STATUS = {
    "open": "nonconforming",
    "claimed": "claimed",
    "verified": "conforming",
    "withdrawn": "not_applicable",
}
STATUSES = tuple(UNICODE.status)  # from the worst on
GRADES = ("major", "ungraded", "minor", "observation")


def status_style(status: str) -> str:
    """The colour of a control's status."""
    return f"${status.replace('_', '-')}"


@dataclass(slots=True, frozen=True)
class Pen:
    """Writes values as text with styles; nothing here is ever read as markup."""

    words: Words
    symbols: Symbols

    def say(self, message: Message | None, style: str = "") -> Content:
        """A message in the user's language; nothing for none."""
        return ink(self.words(message), style) if message else BLANK

    def day(self, value: date | Day | None, style: str = "") -> Content:
        """A day as people write it; a dash for none."""
        return ink(self.day_text(value), style if value else "$quiet")

    def day_text(self, value: date | Day | None) -> str:
        """A day as people write it; a dash for none."""
        if value is None:
            return self.symbols.status["not_applicable"]
        return self.words.day(value if isinstance(value, Day) else of(value))

    def label(self, value: str | None, style: str = "") -> Content:
        """A value of an enumeration; nothing for none."""
        return ink(self.words(label(value)), style) if value else BLANK

    def status(self, status: str) -> Content:
        """A control's status: its sign and its word."""
        words = self.words
        return ink(f"{self.symbols.status[status]} {words(label(status))}", status_style(status))

    def status_sign(self, status: str) -> Content:
        """A control's status where there is room for its sign only; its word stands beside the row."""
        return ink(self.symbols.status[status], status_style(status))

    def verdict(self, verdict: str, style: str = "bold") -> Content:
        """A verdict: its sign and its word."""
        words = self.words
        return ink(f"{self.symbols.verdict[verdict]} {words(label(verdict))}", f"{VERDICT_STYLES[verdict]} {style}")

    def standing(self, standing: str) -> Content:
        """What a finding counts as, with the sign of what that makes of a control."""
        words, sign = self.words, self.symbols.status[STANDING_STATUS[standing]]
        return ink(f"{sign} {words(label(standing))}", STANDING_STYLES[standing])

    def grade(self, grade: str) -> Content:
        """A finding's grade."""
        return self.label(grade, GRADE_STYLES[grade])

    def depth(self, depth: str | None) -> Content:
        """How far one looked; `~` before the depth that is assumed where none was given (design section 4)."""
        from nen7510_tracker.rules.finding import ASSUMED_DEPTH

        assumed = "" if depth else self.symbols.assumed
        return join(ink(assumed, "$quiet"), self.label(depth or ASSUMED_DEPTH, "$quiet"))

    def rating_sign(self, rating: RatingStatus | None) -> Content:
        """A rating on four points, in brackets when it was derived from an audit by exception."""
        if rating is None:
            return BLANK
        sign = self.symbols.rating[rating.value]
        return ink(f"({sign})" if rating.derived else f" {sign} ", RATING_STYLES[rating.value])

    def rating(self, value: str) -> Content:
        """A rating on four points: its sign and its word."""
        words = self.words
        return ink(f"{self.symbols.rating[value]} {words(label(value))}", RATING_STYLES[value])

    def room(self, values: Iterable[str], *, sign: int = 2) -> int:
        """How many cells the longest word among some values takes in this language, its sign included."""
        return sign + max(ink(self.words(label(each))).cell_length for each in values)

    def party(self, view: View, party: str | None) -> Content:
        """A party by its name."""
        return line(party_name(view, party), "bold") if party else BLANK

    def readiness(self, counts: Readiness) -> Content:
        """Verified and claimed of all that is applicable: n of N, never a percentage alone."""
        return join(
            ink(str(counts.verified), "$conforming bold"),
            ink(f" {self.symbols.separator} ", "$quiet"),
            ink(str(counts.claimed), "$claimed bold"),
            ink(" " + self.words("of {total}", total=counts.applicable), "$quiet"),
        )

    def readiness_bar(self, counts: Readiness, width: int) -> Content:
        """The same as a bar: verified, claimed beyond that, and the rest."""
        rest = counts.applicable - counts.claimed
        parts = shares([counts.verified, counts.claimed - counts.verified, rest], width)
        signs = self.symbols.verified, self.symbols.claimed, self.symbols.rest
        styles = "$conforming", "$claimed", "$rule"
        return join(*(ink(sign * part, style) for sign, part, style in zip(signs, parts, styles, strict=True)))

    def status_bar(self, counts: Mapping[str, int], width: int) -> Content:
        """How the statuses of some controls are shared out, the worst first, in their signs."""
        given = [counts.get(status, 0) for status in STATUSES]
        parts = shares(given, width)
        return join(
            *(
                ink(self.symbols.status[status] * part, status_style(status))
                for status, part in zip(STATUSES, parts, strict=True)
            )
        )

    def status_counts(self, counts: Mapping[str, int]) -> Content:
        """How many controls have each status: sign and number, those with none left out."""
        return between(
            "  ",
            (
                ink(f"{self.symbols.status[status]} {counts[status]}", status_style(status))
                for status in STATUSES
                if counts.get(status)
            ),
        )

    def grades(self, counts: Mapping[str, int], of: Mapping[str, int] | None = None) -> Content:
        """How many open findings have each grade, the majors always said; `of` how many that were found."""
        return between(
            f" {self.symbols.dot} ",
            (
                join(self._number(counts.get(grade, 0), of.get(grade, 0) if of else None), " ", self.grade(grade))
                for grade in GRADES
                if counts.get(grade) or grade == "major"
            ),
        )

    def _number(self, number: int, total: int | None) -> Content:
        if total is None:
            return ink(str(number), "bold")
        return join(ink(f"{number} ", "bold"), ink(self.words("of {total}", total=total), "$quiet"))

    def alarm(self, text: str) -> Content:
        """What cannot be missed."""
        return line(f" {self.symbols.alarm} {text} ", "bold $on-alarm on $alarm")


def shares(counts: list[int], width: int) -> list[int]:
    """How many cells of `width` each count gets; what is there gets one as long as there is room."""
    total = sum(counts)
    if not total or width <= 0:
        return [0] * len(counts)
    cells = [max(1, count * width // total) if count else 0 for count in counts]
    while sum(cells) > width:
        cells[cells.index(max(cells))] -= 1
    while sum(cells) < width:
        lacking = [count * width / total - cell if count else -width for count, cell in zip(counts, cells, strict=True)]
        cells[lacking.index(max(lacking))] += 1
    return cells


def party_name(view: View, party: str) -> str:
    """A party's name, its id where the dossier does not know it."""
    known = view.parties.get(party)
    return known.name if known else party
