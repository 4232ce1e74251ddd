"""A call whose connection broke in the middle: was it recorded? It is asked again, by its UUID (design section 7)."""

import time
from collections.abc import Callable
from typing import NamedTuple

from nen7510_tracker.store.engine import ConnectionLost
from nen7510_tracker.store.turn import Recorded, Turn
from nen7510_tracker.words.message import Message, StoreUnreachable

FIRST_PAUSE, LONGEST_PAUSE = 0.05, 1.0  # seconds

AGAIN = Message(
    "The connection broke on the way. The record was asked again by the call's number: it is recorded, once."
)


class Outlasted(NamedTuple):
    """What a call recorded, and whether it was asked again, because the connection broke."""

    recorded: Recorded
    again: bool


def outlast(
    turn: Turn,
    patience: float,
    clock: Callable[[], float] = time.monotonic,
    pause: Callable[[float], None] = time.sleep,
) -> Outlasted:
    """Take a turn, and again for so many seconds while the connection is lost: the same call adds nothing twice.

    Raises StoreUnreachable with the call's number when nobody could be asked any more: then it is not known
    whether it was recorded.
    """
    began, wait = clock(), FIRST_PAUSE
    lost: StoreUnreachable | None = None
    while True:
        try:
            return Outlasted(turn.take(), again=lost is not None)
        except StoreUnreachable as trouble:
            if lost is None and not isinstance(trouble, ConnectionLost):
                raise
            lost = trouble
        if clock() - began >= patience:
            raise _unknown(turn) from lost
        pause(wait)
        wait = min(2 * wait, LONGEST_PAUSE)


def _unknown(turn: Turn) -> StoreUnreachable:
    text = (
        "The connection to {place} broke while this was being recorded, and it cannot be reached again. Whether it was"
        " recorded is not known. Look later, for the call {call}: nen7510 ledger log {lab} --format json"
    )
    return StoreUnreachable(
        Message(text, place=turn.database.place.shown, call=turn.call, lab=next(iter(turn.dossiers), ""))
    )
