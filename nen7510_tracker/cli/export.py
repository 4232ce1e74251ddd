"""What the exports of rows share: the one CSV writer, and that a part never passes for the whole."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from shlex import quote

import typer

from nen7510_tracker.cli.output import emit_csv, note
from nen7510_tracker.cli.speech import language
from nen7510_tracker.cli.speech import say as _
from nen7510_tracker.cli.usage import meant

Filters = Mapping[str, Collection[str]]


def emit_rows(
    rows: Iterable[Sequence[object]],
    columns: Sequence[str],
    path: Path | None,
    *,
    headers: bool = False,
    excel: bool = False,
) -> None:
    """Write rows as CSV; with `headers` the columns have their names in the user's language."""
    from nen7510_tracker.cli.headers import HEADERS

    names = [_(HEADERS[name]) for name in columns] if headers else columns
    emit_csv(rows, names, path, excel=excel, separator=";" if excel and language == "nl" else ",")


def one_of(option: str, values: Iterable[str], known: Sequence[str]) -> None:
    """Refuse a value that can match nothing: it is a typing error (exit 2)."""
    for value in values:
        if value not in known:
            text = _("choose one of {known}, not {value}.", known=", ".join(known), value=value)
            raise typer.BadParameter(text + meant(value, known), param_hint=option)


def held(filters: Filters, **flags: bool) -> str:
    """The filters that held, as they were typed; empty: none."""
    told = [f"--{name} {quote(value)}" for name, values in filters.items() for value in values]
    return " ".join([*told, *(f"--{name}" for name, is_set in flags.items() if is_set)])


def tell_filters(filters: Filters, **flags: bool) -> None:
    """Say on stderr which filters held, if any."""
    told = held(filters, **flags)
    if told:
        note(_("Filters: {filters}", filters=told))
