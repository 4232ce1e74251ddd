"""Names of files on one line, parted by commas; one that holds a comma itself stands in double quotes."""

import csv
from collections.abc import Iterable, Sequence


def files_in(text: str) -> Sequence[str]:
    """The names on a line, in order; the last is empty after a comma that ends it."""
    return [name.strip() for row in csv.reader([text], skipinitialspace=True) for name in row]


def as_line(names: Iterable[str]) -> str:
    """Names on a line, so that `files_in` gives them again."""
    return ", ".join(_written(each) for each in names)


def _written(name: str) -> str:
    if "," in name or name.startswith('"'):
        doubled = name.replace('"', '""')
        return f'"{doubled}"'
    return name
