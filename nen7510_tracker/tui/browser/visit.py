"""A visit: one program for one open page. It ends with the page, and what was typed stays, as in a terminal."""

import asyncio
import shlex
import sys
from collections.abc import Mapping
from contextlib import suppress

from aiohttp.web import WebSocketResponse
from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

PATIENCE = 10  # seconds for a program to end when its page is gone
WIDEST = 1000  # columns or lines: no screen is larger


class Visit(AppService):
    """The program behind one page; `settings` are in its environment, where no list of processes shows them."""

    def __init__(
        self, page: WebSocketResponse, arguments: list[str], settings: Mapping[str, str], downloads: DownloadManager
    ) -> None:
        super().__init__(
            shlex.join([sys.executable, "-m", "nen7510_tracker", *arguments]),
            write_bytes=page.send_bytes,
            write_str=page.send_str,
            close=self._close,
            download_manager=downloads,
        )
        self._page = page
        self._settings = settings

    async def _close(self) -> None:
        await self._page.close()

    def _build_environment(self, width: int = 80, height: int = 24) -> dict[str, str]:
        return super()._build_environment(width, height) | dict(self._settings)

    async def stop(self) -> None:
        """Ask the program to end; one that does not is ended."""
        try:
            async with asyncio.timeout(PATIENCE):
                await super().stop()
        except TimeoutError:
            if self._process is not None:
                with suppress(ProcessLookupError):
                    self._process.kill()

    async def take(self, message: object) -> None:
        """Pass on what the page says: keys, its size, whether it has the focus. What it cannot say is passed over."""
        match message:
            case ["stdin", str(text)]:
                await self.send_bytes(text.encode("utf-8", "replace"))
            case ["resize", {"width": int(width), "height": int(height)}]:
                await self.set_terminal_size(*measured(width, height))
            case ["ping", str(sent)]:
                await self._page.send_json(["pong", sent])
            case ["blur"]:
                await self.blur()
            case ["focus"]:
                await self.focus()
            case _:
                pass


def measured(width: int, height: int) -> tuple[int, int]:
    """Columns and lines, within what a screen can have."""
    return min(max(width, 1), WIDEST), min(max(height, 1), WIDEST)
