"""The options that commands share (design section 6)."""

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import typer

from nen7510_tracker.cli.complete import areas, editions, labs, policies
from nen7510_tracker.cli.session import Session
from nen7510_tracker.cli.speech import say as _
from nen7510_tracker.words.day import Day, day
from nen7510_tracker.words.message import InputRejected, Message

TYPE_CHECKING = False
if TYPE_CHECKING:
    from nen7510_tracker.norm.norm import Norm


def a_day(text: str | None, option: str) -> date | None:
    """The last day of an option's date or month; wrong usage when it is none."""
    return given.last if (given := given_day(text, option)) else None


def given_day(text: str | None, option: str) -> Day | None:
    """An option's date or month as it was given; wrong usage when it is none."""
    if text is None:
        return None
    try:
        return day(text)
    except ValueError:
        raise typer.BadParameter(
            _("{text} is no day; write YYYY-MM-DD or YYYY-MM", text=text), param_hint=option
        ) from None


def a_text(text: str, option: str) -> str:
    """A text for the record: something, and nothing that may not be in it. Raises InputRejected."""
    from nen7510_tracker.exchange.typed import checked_text

    if not text.strip():
        raise typer.BadParameter(_("say it in writing"), param_hint=option)
    return checked_text(option, text)


def a_head(text: str | None) -> int | None:
    """The number at which the record ended; a head as reports print it, `SEQ:DIGEST`, is taken by its number."""
    if text is None:
        return None
    number = text.partition(":")[0]
    if not (number.isascii() and number.isdecimal() and int(number[:10]) > 0):
        raise typer.BadParameter(
            _("{text} is no head; write the number that `nen7510 ledger log` shows", text=text), param_hint="--head"
        )
    return int(number[:10])


def session_of(context: typer.Context) -> Session:
    """The session that the global options made."""
    session = context.obj
    if not isinstance(session, Session):
        raise TypeError(session)
    return session


def edition_of(norm: "Norm", name: str) -> str:
    """The id of an edition by its id, alias or year. Raises InputRejected."""
    known = norm.canonical_edition(name) or norm.canonical_edition(f"nen7510:{name}")
    if known is None:
        text = "There is no edition {name}; known are {editions}."
        raise InputRejected(Message(text, name=name, editions=", ".join(norm.editions)))
    return known


Many = list[str] | None
LabId = Annotated[str, typer.Argument(help=_("The laboratory's id."), metavar="LAB", autocompletion=labs)]
LabIds = Annotated[Many, typer.Argument(help=_("Laboratories (default: all)."), metavar="LAB", autocompletion=labs)]
AsOf = Annotated[
    str | None, typer.Option("--as-of", help=_("What was true on this day (default: today)."), metavar="DATE")
]
KnownOn = Annotated[
    str | None, typer.Option("--known-on", help=_("What was known on this day (default: today)."), metavar="DATE")
]
Head = Annotated[
    str | None,
    typer.Option("--head", help=_("What the record said when it ended at this number."), metavar="SEQ"),
]
EditionName = Annotated[
    str,
    typer.Option("--edition", help=_("The edition of the norm."), metavar="EDITION", autocompletion=editions),
]
PolicyName = Annotated[
    str | None,
    typer.Option(
        "--policy",
        help=_("Another policy than the dossier's: its id or file."),
        metavar="ID-or-FILE",
        autocompletion=policies,
    ),
]
Public = Annotated[bool, typer.Option("--public", help=_("Of findings only id, area, grade, state and due."))]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", help=_("Write to this file instead of the screen."), metavar="FILE")
]
OfArea = Annotated[Many, typer.Option("--area", help=_("Only this area."), metavar="AREA", autocompletion=areas)]
OfGrade = Annotated[Many, typer.Option("--grade", help=_("Only findings of this grade."), metavar="GRADE")]
OfTurn = Annotated[Many, typer.Option("--turn", help=_("Only what is this party's turn."), metavar="PARTY")]
Limit = Annotated[int | None, typer.Option("--limit", min=1, help=_("Only so many, the first."), metavar="N")]
Form = Annotated[Literal["table", "json"], typer.Option("--format", help=_("How to show it."))]
RowsForm = Annotated[Literal["table", "csv", "json"], typer.Option("--format", help=_("How to show it."))]
Headers = Annotated[bool, typer.Option("--headers", help=_("Name the columns in the language of --lang."))]
Excel = Annotated[bool, typer.Option("--excel", help=_("CSV as Excel opens it: with a mark, and ; in Dutch."))]
