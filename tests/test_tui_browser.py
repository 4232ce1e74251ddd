"""The interface in a browser: who may come in, a real Chromium, a proxy in front (docs/browser.md)."""

import asyncio
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import (
    ClientSession,
    ClientWebSocketResponse,
    CookieJar,
    WSMsgType,
    WSServerHandshakeError,
    encode_basic_auth,
)
from playwright.async_api import Page, async_playwright

from nen7510_tracker.norm.norm import load_norm
from nen7510_tracker.service.record import Record
from nen7510_tracker.tui.browser.door import BadAddress, Door

NEN7510 = str(Path(sys.executable).with_name("nen7510"))
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
QUIET = [f"--disable-{each}" for each in ("gpu", "quic", "background-networking", "component-update", "sync")]
KEY = "k" * 32
NOTHING = "There is no laboratory in this record yet."
PATIENCE = 60_000  # milliseconds, on a machine that is busy


# The door


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "192.168.1.20", "10.0.0.1", "lab.example.org", "", "127.0.0.1.nip.io"]
)
def test_it_listens_on_this_machine_alone(host: str) -> None:
    with pytest.raises(BadAddress):
        Door.at(host, 7510, None, None, None)


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("127.0.0.1", "http://127.0.0.1:7510"),
        ("localhost", "http://127.0.0.1:7510"),
        ("127.1.2.3", "http://127.1.2.3:7510"),
        ("::1", "http://[::1]:7510"),
    ],
)
def test_addresses_of_this_machine(host: str, origin: str) -> None:
    door = Door.at(host, 7510, None, None, None)
    assert door.origin == origin
    assert door.is_from_us(origin)
    assert door.is_ours(origin.removeprefix("http://"))


@pytest.mark.parametrize(
    "url",
    [
        "nen7510.example.org",
        "https://nen7510.example.org/below",
        "https://anna:secret@nen7510.example.org",
        "https://nen7510.example.org?x=1",
        "http://nen7510.example.org",
        "ftp://nen7510.example.org",
        "https://[broken",
        "https://",
    ],
)
def test_a_proxy_has_an_encrypted_address_without_a_path(url: str) -> None:
    with pytest.raises(BadAddress):
        Door.at("127.0.0.1", 7510, KEY, url, None)


@pytest.mark.parametrize(
    ("key", "public", "header"),
    [
        (None, "https://nen7510.example.org", None),  # the proxy has to know the key
        ("short", None, None),
        (KEY, None, "X-User"),  # anybody could name anybody
    ],
)
def test_what_a_proxy_needs(key: str | None, public: str | None, header: str | None) -> None:
    with pytest.raises(BadAddress):
        Door.at("127.0.0.1", 7510, key, public, header)


def test_each_start_has_a_key_of_its_own() -> None:
    first, second = (Door.at("127.0.0.1", 7510, None, None, None) for _ in range(2))
    assert first.key != second.key
    assert first.opens(first.key)
    assert not first.opens(second.key)
    assert not first.opens(None)
    assert first.key not in repr(first)


# The command


def started(folder: Path, *options: str, **more: str) -> "subprocess.Popen[str]":
    settings = {
        "NEN7510_DB": str(folder / "record.db"),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_DATA_HOME": str(folder / "data"),
        "NEN7510_LANG": "en",
    }
    return subprocess.Popen(
        [NEN7510, "--actor", "anna", "serve", *options],
        env=os.environ | settings | more,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--host", "0.0.0.0"), 2, "0.0.0.0 is not on this machine"),
        (("--public-url", "https://nen7510.example.org"), 2, "NEN7510_SERVE_KEY"),
        (("--port", "taken"), 2, "cannot be listened on"),
    ],
)
def test_wrong_usage_ends_at_once(tmp_path: Path, options: tuple[str, ...], code: int, said: str) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        options = tuple(str(taken.getsockname()[1]) if each == "taken" else each for each in options)
        program = started(tmp_path, *options)
        out, err = program.communicate(timeout=60)
    assert (program.returncode, out) == (code, "")
    assert said in err
    assert "Traceback" not in err


@dataclass
class Served:
    """A record that is served: at which origin, with which key."""

    folder: Path
    origin: str
    key: str
    host: str = ""

    @property
    def labs(self) -> list[str]:
        with Record.open(str(self.folder / "record.db"), load_norm()) as record:
            return list(record.labs())


@contextmanager
def serving(folder: Path, *options: str, **more: str) -> Iterator[Served]:
    program = started(folder, "--port", "0", *options, **more)
    assert program.stdout
    address = program.stdout.readline().strip()
    origin, _, key = address.partition("/?key=")
    try:
        yield Served(folder, origin, key)
    finally:
        program.send_signal(signal.SIGINT)
        _, err = program.communicate(timeout=60)
    assert program.returncode == 0
    assert "Traceback" not in err


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served")) as made:
        yield made


@asynccontextmanager
async def client(served: Served, *, let_in: bool = True) -> AsyncIterator[ClientSession]:
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:  # unsafe: also from an address in numbers
        if let_in:
            async with session.get(f"{served.origin}/?key={served.key}") as answer:
                assert answer.status == 200
        yield session


async def test_the_key_opens_and_leaves_the_address(served: Served) -> None:
    async with client(served, let_in=False) as session:
        async with session.get(f"{served.origin}/?key={served.key}", allow_redirects=False) as answer:
            assert (answer.status, answer.headers["Location"]) == (303, "/")
            cookie = answer.headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie
        async with session.get(served.origin) as answer:
            assert answer.status == 200


@pytest.mark.parametrize(
    ("path", "let_in", "headers", "status"),
    [
        ("/", False, {}, 403),
        ("/?key=wrong", False, {}, 403),
        ("/?key=", False, {}, 403),
        ("/static/js/textual.js", False, {}, 403),
        ("/", True, {"Host": "evil.example:7510"}, 403),
        ("/static/../../server.py", True, {}, 404),
        ("/static/%2e%2e/%2e%2e/server.py", True, {}, 404),
        ("/static/", True, {}, 403),  # no list of what is there
        ("/download/none", True, {}, 404),
        ("/nothing", True, {}, 404),
        ("/ws", True, {}, 403),  # no page began it
        ("/ws", True, {"Origin": "https://evil.example"}, 403),
        ("/page.js", True, {}, 200),
        ("/static/js/textual.js", True, {}, 200),
    ],
)
async def test_who_gets_what(served: Served, path: str, let_in: bool, headers: dict[str, str], status: int) -> None:
    async with client(served, let_in=let_in) as session, session.get(served.origin + path, headers=headers) as answer:
        assert answer.status == status
        assert served.key not in await answer.text()


async def test_the_page_asks_nobody_else(served: Served) -> None:
    async with client(served) as session, session.get(served.origin) as answer:
        page = await answer.text()
        assert {*re.findall(r"\w+://[^/\"]+", page)} <= {served.origin, served.origin.replace("http", "ws")}
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["Cache-Control"] == "no-store"


class Drawn:
    """What a program drew, without where and in which colours."""

    def __init__(self) -> None:
        self.text = ""
        self._grown = asyncio.Event()

    def add(self, data: str | bytes) -> None:
        text = data.decode(errors="replace") if isinstance(data, bytes) else ""
        self.text = (self.text + re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text))[-50_000:]
        self._grown.set()

    async def has(self, words: str) -> None:
        """Wait until the words were drawn."""
        async with asyncio.timeout(PATIENCE / 1000):
            while words not in self.text:
                self._grown.clear()
                await self._grown.wait()


async def seen(socket: ClientWebSocketResponse, words: str) -> None:
    """Read what the program draws until the words are there."""
    drawn = Drawn()
    async for message in socket:
        drawn.add(message.data)
        if words in drawn.text:
            return
    pytest.fail(f"ended before {words!r} was seen")


async def test_nonsense_from_a_page_ends_nothing(served: Served) -> None:
    address = f"{served.origin}/ws?width=99999999&height=-1"
    async with client(served) as session, session.ws_connect(address, origin=served.origin) as page:
        for nonsense in ("", "{", "[]", '["stdin"]', '["resize", {"width": "x"}]', "[" * 5000, '["quit", 1]'):
            await page.send_str(nonsense)
        await page.send_json(["resize", {"width": 100, "height": 30}])
        await seen(page, NOTHING)
        await page.send_json(["stdin", "q"])
        assert [each async for each in page if each.type is WSMsgType.TEXT] == []


async def test_a_connection_of_another_site_is_refused(served: Served) -> None:
    async with client(served) as session:
        with pytest.raises(WSServerHandshakeError) as refused:
            await session.ws_connect(f"{served.origin}/ws", origin="https://evil.example")
        assert refused.value.status == 403


# A real browser


def watched(page: Page, origin: str) -> tuple[list[str], Drawn]:
    """What goes wrong on a page, a look elsewhere included; what is drawn on it."""
    faults: list[str] = []
    drawn = Drawn()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith(origin) else faults.append(request.url))
    page.on("websocket", lambda socket: socket.on("framereceived", drawn.add))
    return faults, drawn


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")
async def test_somebody_works_in_a_browser(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET, chromium_sandbox=False)
            context = await browser.new_context(permissions=["clipboard-read", "clipboard-write"])
            page = await context.new_page()
            page.set_default_timeout(PATIENCE)
            faults, drawn = watched(page, served.origin)
            await page.goto(f"{served.origin}/?key={served.key}")
            await page.wait_for_selector("body.-first-byte .xterm-helper-textarea:focus")
            assert page.url == f"{served.origin}/"
            for words, keys in ((NOTHING, "n"), ("New laboratory", "browser-lab\tBrowser Lab"), ("Browser Lab", "")):
                await drawn.has(words)
                await page.keyboard.type(keys)
            await page.keyboard.press("Control+s")
            await drawn.has("Overview")
            await page.keyboard.type("e")
            await drawn.has("the gaps, CSV")
            async with page.expect_download() as expected:
                await page.keyboard.press("Enter")
            download = await expected.value
            assert download.suggested_filename == "browser-lab-gaps.csv"
            await download.save_as(tmp_path / "downloaded.csv")
            assert (tmp_path / "downloaded.csv").read_bytes() == (tmp_path / "browser-lab-gaps.csv").read_bytes()
            await page.keyboard.type("q")
            await page.wait_for_selector("#ended", state="visible")
            await browser.close()
        assert served.labs == ["browser-lab"]
        assert faults == []


# Behind a proxy, with the configuration that the document shows


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        return int(free.getsockname()[1])


@pytest.mark.skipif(NGINX is None, reason="there is no nginx here")
async def test_behind_a_login(tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    public = f"http://127.0.0.1:{port}"
    options = ("--public-url", public, "--user-header", "X-Nen7510-User")
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        behind = free.getsockname()[1]
    with (
        serving(tmp_path, *options, "--port", str(behind), NEN7510_SERVE_KEY=KEY) as served,
        proxy(tmp_path, port, behind),
    ):
        assert (served.origin, served.key) == (public, "")
        async with ClientSession() as session:
            async with session.get(f"http://127.0.0.1:{behind}", headers={"Host": f"127.0.0.1:{port}"}) as answer:
                assert answer.status == 403  # past the proxy
            async with session.get(public) as answer:
                assert answer.status == 401
            login = {"Authorization": encode_basic_auth("beatrix", "secret")}
            async with session.get(public, headers=login) as answer:
                assert answer.status == 200
                assert f"ws://127.0.0.1:{port}/ws" in await answer.text()
            async with session.ws_connect(f"{public}/ws", headers=login, origin=public) as page:
                await seen(page, "beatrix")


@contextmanager
def proxy(folder: Path, port: int, behind: int) -> Iterator[None]:
    """The proxy of the document, with other addresses and without encryption."""
    text = (Path(__file__).parents[1] / "docs" / "browser.md").read_text("utf-8")
    found = re.search(r"^```nginx\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert found
    users = folder / "users"
    users.write_text("beatrix:{PLAIN}secret\n")
    shown = re.sub(r"^ *ssl_.*\n", "", found[1], flags=re.MULTILINE)
    for old, new in (
        ("listen 443 ssl", f"listen 127.0.0.1:{port}"),
        ("nen7510.example.org", "127.0.0.1"),
        ("/etc/nginx/nen7510.users", str(users)),
        ("127.0.0.1:7510", f"127.0.0.1:{behind}"),
        ("the key of NEN7510_SERVE_KEY", KEY),
    ):
        assert old in shown, old
        shown = shown.replace(old, new)
    places = "".join(
        f"{name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    config = folder / "nginx.conf"
    config.write_text(
        f"{'user root;' if os.getuid() == 0 else ''} daemon off; pid {folder}/nginx.pid; error_log stderr;\n"
        f"events {{}}\nhttp {{ access_log off;\n{places}{shown}}}\n"
    )
    assert NGINX
    program = subprocess.Popen([NGINX, "-p", str(folder), "-c", str(config)], stderr=subprocess.PIPE, text=True)
    try:
        _await_port(program, port)
        yield
    finally:
        program.terminate()
        program.communicate(timeout=60)


def _await_port(program: "subprocess.Popen[str]", port: int) -> None:
    while program.poll() is None:
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
    assert program.stderr
    pytest.fail(program.stderr.read())
