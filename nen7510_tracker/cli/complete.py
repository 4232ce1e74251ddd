"""What the shell completes: names from the record and the norm, read with the standard library alone."""

import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import typer


def labs(ctx: typer.Context, incomplete: str) -> list[str]:
    """The laboratories of a SQLite record whose id begins so; none where there is no such file."""
    return _matching(_asked(ctx, "SELECT dossier FROM heads ORDER BY dossier"), incomplete)


def assessments(ctx: typer.Context, incomplete: str) -> list[str]:
    """The assessments of the laboratory that was named before."""
    query = "SELECT DISTINCT id FROM entries WHERE dossier = :lab AND kind = 'assessment' ORDER BY id"
    return _matching(_asked(ctx, query, str(ctx.params.get("lab"))), incomplete)


def proposals(ctx: typer.Context, incomplete: str) -> list[str]:
    """What was proposed for the laboratory that was named before, and is not approved."""
    query = (
        "SELECT DISTINCT id FROM entries WHERE dossier = :lab AND kind = 'proposal' AND id NOT IN"
        " (SELECT id FROM entries WHERE dossier = :lab AND kind = 'approval') ORDER BY id"
    )
    return _matching(_asked(ctx, query, str(ctx.params.get("lab"))), incomplete)


def kinds(incomplete: str) -> list[str]:
    """The kinds of fact that can be recorded one at a time."""
    from nen7510_tracker.dossier.facts import FOUR_EYES, KINDS

    return _matching([kind for kind in KINDS if kind not in FOUR_EYES], incomplete)


def controls(incomplete: str) -> list[str]:
    """The controls of the default edition whose id begins so."""
    from nen7510_tracker.norm.norm import DEFAULT_EDITION, load_norm

    return _matching(load_norm().edition(DEFAULT_EDITION).controls, incomplete)


def areas(incomplete: str) -> list[str]:
    """The areas of the default edition."""
    from nen7510_tracker.norm.norm import DEFAULT_EDITION, load_norm

    return _matching(load_norm().edition(DEFAULT_EDITION).areas, incomplete)


def editions(incomplete: str) -> list[str]:
    """The editions of the norm; by their years where nothing is typed, for a shell takes a colon apart."""
    from nen7510_tracker.norm.norm import load_norm

    editions = load_norm().editions
    years = [each.partition(":")[2] for each in editions]
    return _matching(years if not incomplete else [*years, *editions], incomplete)


def policies(incomplete: str) -> list[str]:
    """The policies that are shipped and whose id begins so."""
    from nen7510_tracker.norm.norm import load_norm

    return _matching(load_norm().policies, incomplete)


def _matching(names: Iterable[str], incomplete: str) -> list[str]:
    return [name for name in names if name.startswith(incomplete)]


def _asked(ctx: typer.Context, query: str, lab: str | None = None) -> list[str]:
    """The names that a query gives; none where the record is no SQLite file that can be read."""
    place = str(ctx.find_root().params.get("db") or os.environ.get("NEN7510_DB") or _default())
    place = place.removeprefix("sqlite:///")
    if "://" in place or not Path(place).is_file():
        return []
    try:
        with closing(sqlite3.connect(f"file:{quote(place)}?mode=ro", uri=True, timeout=1)) as connection:
            rows = connection.execute(query, {"lab": lab}).fetchall()
    except sqlite3.Error:
        return []
    return [str(name) for (name,) in rows]


def _default() -> Path:
    from nen7510_tracker.cli.session import default_place

    return Path(default_place())
