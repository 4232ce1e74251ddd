"""Typing ahead: a key is answered before the next is handed on, however fast they come.

Textual hands every key at once to what has the focus at that moment. Over a slow line keys come in bursts:
`/` and a word would all go to the table, before the field that `/` opens has the focus, and mean other things there.
"""

from collections import deque
from collections.abc import Awaitable, Callable

from textual import events
from textual.app import App
from textual.message_pump import MessagePump

PATIENCE = 2.0  # seconds until the next key goes on all the same; a busy machine may take one for a key

Typed = events.Key | events.Paste


class Typing:
    """The keys of an app that wait for the one before them."""

    def __init__(self, app: App[None], hand_on: Callable[[Typed], Awaitable[None]]) -> None:
        """`hand_on` gives a key to what has the focus."""
        self._app = app
        self._hand_on = hand_on
        self._waiting: deque[Typed] = deque()
        self._number = 0
        self._is_answering = False

    @property
    def is_busy(self) -> bool:
        """Whether a key is being answered, or waits for its turn."""
        return self._is_answering or bool(self._waiting)

    async def take(self, event: Typed) -> None:
        """Hand a key on, or let it wait."""
        if self._is_answering:
            self._waiting.append(event)
            number = self._number
            self._app.set_timer(PATIENCE, lambda: self._answered(number))
        else:
            await self._answer(event)

    async def _answer(self, event: Typed) -> None:
        self._number += 1
        self._is_answering = True
        focused = self._app.focused or self._app.screen
        await self._hand_on(event)
        way = focused.ancestors_with_self
        self._follow([*way, *way], self._number)

    def _follow(self, nodes: list[MessagePump], number: int) -> None:
        """Go the way that the key goes, from what had the focus up to the app, behind it in every queue.

        Twice: what the key made a widget say (that a field was submitted) goes the same way after it.
        """
        while nodes:
            node, *nodes = nodes
            if node.call_later(self._follow, nodes, number):
                return
        self._settle(number)

    def _settle(self, number: int) -> None:
        """A screen that was opened gets its focus first."""
        screen = self._app.screen
        if screen.focused is None and not screen.is_mounted:
            screen.call_after_refresh(lambda: self._app.call_later(self._answered, number))
        else:
            self._app.call_later(self._answered, number)

    async def _answered(self, number: int) -> None:
        if number == self._number:
            self._is_answering = False
            if self._waiting:
                await self._answer(self._waiting.popleft())
