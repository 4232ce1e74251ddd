"""The gaps as Excel users like them: the columns of the CSV, days as dates, a sheet that says what is in it."""

from collections.abc import Sequence
from datetime import date

from nen7510_tracker.exchange.spreadsheet import Sheet, write_xlsx
from nen7510_tracker.rules.gaps import HEADERS, GapRow
from nen7510_tracker.words.catalogue import Words
from nen7510_tracker.words.day import of

DAYS = ("as_of", "known_on", "found_on", "due", "last_changed")  # columns that hold a day each
About = list[tuple[str, object]]


def gaps_workbook(rows: Sequence[GapRow], about: About, words: Words, *, headers: bool = False) -> bytes:
    """A workbook of these gaps; `headers`: columns named in the language, else as the JSON names them."""
    names = [words(HEADERS[name]) for name in GapRow._fields] if headers else GapRow._fields
    days = frozenset(GapRow._fields.index(name) for name in DAYS)
    return write_xlsx(Sheet(words("gaps"), names, rows, days), about, words("about"))


def about_gaps(words: Words, as_of: date, known_on: date, edition: str, counted: tuple[int, int], held: str) -> About:
    """What the rows are, the heads aside: a part must not pass for the whole.

    `counted`: how many rows of how many; `held`: the filters, in words, '' for none.
    """
    view = words("as of {as_of}, known on {known_on}", as_of=of(as_of), known_on=of(known_on))
    return [
        (words("view"), view),
        (words("edition"), edition),
        (words("rows"), words("{n} of {total} rows.", n=counted[0], total=counted[1])),
        (words("filters"), words("Filters: {filters}", filters=held) if held else words("none")),
    ]


def about_head(words: Words, lab: str, head: object) -> tuple[str, object]:
    """The head of a dossier that rows were made from."""
    return words("head of {lab}", lab=lab), str(head)
