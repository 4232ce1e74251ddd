"""How far a long walk through the entries of a record has come: a line on the terminal, and nothing elsewhere."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING

from nen7510_tracker.cli.output import clean, note
from nen7510_tracker.cli.speech import say as _

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from rich.progress import Progress

LONG = 2000  # entries that come by too fast for anybody to wait


@contextmanager
def progress(total: int) -> Iterator[Callable[[str], None]]:
    """Give what is to be called with the dossier of every entry that comes by; `total`: how many are expected.

    Who stops it in the middle is told how far it came, for nothing is said of the rest.
    """
    watched = sys.stderr.isatty() and total > LONG
    shown = bar() if watched else None
    task = shown.add_task("", total=total) if shown else None
    passed = 0

    def told(lab: str) -> None:
        nonlocal passed
        passed += 1
        if shown and task is not None and passed % LONG == 1:
            shown.update(task, completed=passed, description=clean(lab))

    drawn: AbstractContextManager[object] = shown or nullcontext()
    try:
        with drawn:
            yield told
    except KeyboardInterrupt:
        note(_("Stopped after {n} of {total} entries.", n=passed, total=total))
        raise


def bar() -> "Progress":
    """A line on stderr that is drawn over and over, and gone at the end; what it says is no markup."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True, emoji=False), transient=True)
