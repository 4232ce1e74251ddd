"""Open the terminal interface."""

import os
import sys

from nen7510_tracker.cli.session import Session
from nen7510_tracker.words.message import Message, Refusal


class NoTerminal(Refusal):
    """The interface needs a terminal (wrong usage)."""

    code = 2


def is_visited() -> bool:
    """Whether a browser takes the place of the terminal: `nen7510 serve` says so to the programs that it starts."""
    return os.environ.get("TEXTUAL_DRIVER", "").endswith(":WebDriver")


def open_interface(session: Session, language: str, *, ascii_only: bool = False) -> None:
    """Run the interface on the session's record, which is opened behind the first screen. Raises NoTerminal."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()) and not is_visited():
        raise NoTerminal(Message("The interface needs a terminal. Without one, use a command: see `nen7510 --help`."))
    from nen7510_tracker.tui.app import run

    run(
        session.open_record,
        today=session.today,
        actor=session.actor,
        language=language,
        place=session.shown_place,
        ascii_only=ascii_only,
    )
