"""Names of files on one line, parted by commas; one that holds a comma or a line's end stands in double quotes."""

import csv
import io
from collections.abc import Iterable, Sequence


def files_in(text: str) -> Sequence[str]:
    """The names on a line, in order; the last is empty after a comma that ends it."""
    return [name.strip() for row in csv.reader(io.StringIO(text, newline=""), skipinitialspace=True) for name in row]


def as_line(names: Iterable[str]) -> str:
    """Names on a line, so that `files_in` gives them again."""
    return ", ".join(_written(each) for each in names)


def _written(name: str) -> str:
    if name.startswith('"') or any(each in name for each in ",\r\n"):
        doubled = name.replace('"', '""')
        return f'"{doubled}"'
    return name
