"""The small web server behind `nen7510 serve`: a page, what it is made of, and a connection for each visit."""

import json
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from importlib.resources import files
from pathlib import Path

import jinja2
import textual_serve
from aiohttp import WSMsgType, web
from textual_serve.download_manager import DownloadManager

from nen7510_tracker.tui.browser.door import HEADER, Door
from nen7510_tracker.tui.browser.visit import Visit, measured
from nen7510_tracker.words.catalogue import Words

STATIC = Path(textual_serve.__file__).parent / "static"
MOST = 20  # visits at a time: each is a program with a memory of its own
LONGEST = 1 << 20  # bytes of one message: as much as anybody pastes
SAFE = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Site:
    """The pages of one record, behind one door. `arguments` and `settings` start the program of a visit."""

    def __init__(self, door: Door, words: Words, arguments: Sequence[str], settings: dict[str, str]) -> None:
        self._door = door
        self.words = words
        self._arguments = list(arguments)
        self._settings = settings
        self._downloads = DownloadManager()
        self._visits: set[web.WebSocketResponse] = set()
        self._page = jinja2.Environment(autoescape=True).from_string(_file("page.html.jinja"))

    def application(self) -> web.Application:
        """What aiohttp runs."""
        made = web.Application(middlewares=[self._guard])
        made.add_routes(
            [
                web.get("/", self._index),
                web.get("/page.js", self._script),
                web.get("/ws", self._visit),
                web.get("/download/{key}", self._download),
                web.static("/static", STATIC),
            ]
        )
        made.on_response_prepare.append(self._protect)
        made.on_shutdown.append(self._close)
        return made

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if not self._door.is_ours(request.host):
            return self._refused(403, self.words("This address is not the one that was given out."))
        if self._door.opens(request.query.get("key")) and request.path == "/":
            return self._let_in()
        if not self._has_key(request):
            return self._refused(403, self.words("Open the whole address that nen7510 serve printed."))
        return await handler(request)

    def _has_key(self, request: web.Request) -> bool:
        if self._door.public:
            return self._door.opens(request.headers.get(HEADER))
        return self._door.opens(request.cookies.get(self._door.cookie))

    def _let_in(self) -> web.Response:
        """Keep the key in a cookie, so that it stands in no history and on no screen."""
        answer = web.Response(status=303, headers={"Location": "/"})
        answer.set_cookie(self._door.cookie, self._door.key, httponly=True, samesite="Strict", path="/")
        return answer

    def _refused(self, status: int, sentence: str) -> web.Response:
        text = self._page.render(language=self.words.language, sentence=sentence)
        return web.Response(status=status, text=text, content_type="text/html")

    async def _index(self, request: web.Request) -> web.Response:
        if len(self._visits) >= MOST:
            return self._refused(503, self.words("All {n} places are taken. Try again later.", n=MOST))
        if self._door.user_header and self._door.user(request.headers) is None:
            return self._refused(403, self.words("The login in front of this program named nobody."))
        text = self._page.render(
            language=self.words.language,
            begins=self.words("NEN 7510 opens…"),
            ended=self.words("The program has ended. What was typed is kept."),
            again=self.words("Open it again"),
            socket=f"ws{self._door.origin.removeprefix('http')}/ws",
        )
        return web.Response(text=text, content_type="text/html")

    async def _script(self, _request: web.Request) -> web.Response:
        return web.Response(text=_file("page.js"), content_type="text/javascript")

    async def _visit(self, request: web.Request) -> web.StreamResponse:
        user = self._door.user(request.headers)
        unnamed = self._door.user_header is not None and user is None
        if not self._door.is_from_us(request.headers.get("Origin")) or len(self._visits) >= MOST or unnamed:
            raise web.HTTPForbidden
        page = web.WebSocketResponse(heartbeat=15, max_msg_size=LONGEST)
        await page.prepare(request)
        self._visits.add(page)
        arguments = [*self._arguments, "--actor", user] if user else self._arguments
        visit = Visit(page, arguments, self._settings, self._downloads)
        try:
            await visit.start(*measured(_number(request, "width", 80), _number(request, "height", 24)))
            async for message in page:
                if message.type is WSMsgType.TEXT:
                    with suppress(ValueError, RecursionError):  # what is no JSON says nothing
                        await visit.take(json.loads(message.data))
        finally:
            self._visits.discard(page)
            await visit.stop()
        return page

    async def _download(self, request: web.Request) -> web.StreamResponse:
        key = request.match_info["key"]
        try:
            asked = await self._downloads.get_download_metadata(key)
        except KeyError:
            return self._refused(404, self.words("There is no such file any more: export it again."))
        answer = web.StreamResponse()
        answer.content_type = "application/octet-stream"  # to be kept, never to be shown as a page of ours
        answer.headers["Content-Disposition"] = f'attachment; filename="{_plain(asked.file_name)}"'
        await answer.prepare(request)
        async for piece in self._downloads.download(key):
            await answer.write(piece)
        await answer.write_eof()
        return answer

    async def _protect(self, _request: web.Request, response: web.StreamResponse) -> None:
        socket = f"ws{self._door.origin.removeprefix('http')}"
        rules = (
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; "
            f"img-src 'self' data:; connect-src 'self' {socket}; frame-ancestors 'none'; base-uri 'none'; "
            "form-action 'none'"
        )
        response.headers.update(SAFE | {"Content-Security-Policy": rules})

    async def _close(self, _application: web.Application) -> None:
        for page in list(self._visits):
            await page.close()


def _file(name: str) -> str:
    return files(__package__).joinpath(name).read_text("utf-8")


def _number(request: web.Request, name: str, otherwise: int) -> int:
    text = request.query.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else otherwise


def _plain(name: str) -> str:
    return "".join(each if each.isascii() and (each.isalnum() or each in "._-") else "_" for each in name)
