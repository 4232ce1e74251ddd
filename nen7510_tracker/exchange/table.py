"""CSV out: the one writer of every export, and how a cell that it wrote is read back (design section 6)."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import chain, islice
from typing import TextIO

_BOM = "\ufeff"
_FORMULA = frozenset("=+-@")
_SHORT, _MANY = 64, 10_000  # characters of a text, and texts, that are remembered while a file is written
_PAGE = 256  # rows that are written at a time
_STARTS_A_CELL = ("\t", "\r", "\n")  # a spreadsheet may drop them, and then look at what follows
_INVISIBLE = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf"})  # categories of Unicode: spaces, controls, formats
_IN_ITEM = re.compile(r"[\\|]")
_ITEM_OR_END = re.compile(r"((?:[^\\|]|\\.|\\\Z)*)(\||\Z)", re.DOTALL)


def write_csv(
    rows: Iterable[Sequence[object]],
    header: Sequence[str],
    out: TextIO,
    *,
    excel: bool = False,
    separator: str = ",",
) -> None:
    """Write rows under a header. `out` must not translate line ends (`newline=""`).

    A cell is None (empty), a number, true or false, a text, a day, or a tuple or list of those (see `joined`).
    `excel`: the mark by which Excel knows UTF-8, and its line ends; `separator` is the locale's list separator.
    """
    if excel:
        out.write(_BOM)
    end = "\r\n" if excel else "\n"
    written, every = _Written(separator), chain((header,), rows)
    while page := list(islice(every, _PAGE)):
        columns = map(written.column, zip(*page, strict=True))
        out.writelines(separator.join(row) + end for row in zip(*columns, strict=True))


class _Written(dict[object, str]):
    """How values stand in the file; those that come again and again are looked at once."""

    def __init__(self, separator: str) -> None:
        super().__init__()
        self._separator = separator

    def column(self, values: Sequence[object]) -> list[str]:
        """A column of cells."""
        try:
            return list(map(self.__getitem__, values))
        except TypeError:  # a list is no key
            return [self[tuple(each) if isinstance(each, list) else each] for each in values]

    def __missing__(self, value: object) -> str:
        found = _quoted(str(cell(value)), self._separator)
        if _may_be_kept(value):
            if len(self) >= _MANY:
                self.clear()
            self[value] = found
        return found


def _may_be_kept(value: object) -> bool:
    """Short texts, and tuples of such: one, 1 and true are one key, but not one cell."""
    if isinstance(value, tuple):
        return all(map(_may_be_kept, value))
    return value is None or (isinstance(value, str) and len(value) <= _SHORT)


def _quoted(text: str, separator: str) -> str:
    """A cell as RFC 4180 writes it; the csv module would leave a lone carriage return bare, which ends a row."""
    if separator not in text and '"' not in text and "\r" not in text and "\n" not in text:
        return text
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def cell(value: object) -> str | int | float:
    """A value as it stands in a cell: numbers as numbers, everything else as text that no spreadsheet runs."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return value
    if isinstance(value, tuple | list):
        return harmless(joined(value))
    return "" if value is None else harmless(str(value))


def harmless(text: str) -> str:
    """The text with an apostrophe before it if a spreadsheet might run it as a formula; `undo` takes it off again.

    A text that already has apostrophes before a formula gets one more, so that `undo` can tell them apart.
    """
    if text[:1].isalnum():  # most texts: no spreadsheet runs what begins with a letter or a figure
        return text
    return f"'{text}" if _runs(text.lstrip("'")) else text


def undo(text: str) -> str:
    """The text that `harmless` was given; any other text stays as it is."""
    return text[1:] if text.startswith("'") and _runs(text.lstrip("'")) else text


def joined(items: Sequence[object]) -> str:
    r"""A list as one text, its items parted by `|`; in an item `|` becomes `\|` and `\` becomes `\\`.

    `split` gives the items back, but for a list of one empty text, which is the empty list.
    """
    return "|".join(_IN_ITEM.sub(r"\\\g<0>", "" if each is None else str(each)) for each in items)


def split(text: str) -> list[str]:
    """The items of a text that `joined` wrote."""
    items: list[str] = []
    at = 0
    while text and (found := _ITEM_OR_END.match(text, at)):
        items.append(re.sub(r"\\(.)", r"\1", found[1], flags=re.DOTALL))
        at = found.end()
        if not found[2]:
            break
    return items


def _runs(text: str) -> bool:
    """Whether a spreadsheet might run a text: it begins with = + - @, full-width ones and invisible beginnings too."""
    if text.startswith(_STARTS_A_CELL):
        return True
    first = next((each for each in text if unicodedata.category(each) not in _INVISIBLE), "")
    return unicodedata.normalize("NFKC", first)[:1] in _FORMULA
