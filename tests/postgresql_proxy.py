"""A network between the program and its PostgreSQL server that can be cut at any point, in a test."""

import math
import random
import select
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from urllib.parse import parse_qs, urlsplit

PIECE = 65536


def undisturbed(_sender: str, piece: bytes) -> int:
    """All of every piece is passed on."""
    return len(piece)


class Proxy:
    """Passes on what goes between a client and the server; `watch` sees every piece and says how much of it.

    `watch` is called with who sent it ("client", "server") and the piece, before it is passed on, and gives how many of
    its bytes still are. When these are not all, the rest is lost with the connection.
    """

    def __init__(self, socket_folder: str) -> None:
        self._server = f"{socket_folder}/.s.PGSQL.5432"
        self.watch: Callable[[str, bytes], int] = undisturbed
        self.refuses = False
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                if self.refuses:
                    client.close()
                    continue
                server = socket.socket(socket.AF_UNIX)
                server.connect(self._server)
                thread = threading.Thread(target=self._pass_on, args=(client, server), daemon=True)
                self._threads.append(thread)
                thread.start()

    def _pass_on(self, client: socket.socket, server: socket.socket) -> None:
        ends = {client: ("client", server), server: ("server", client)}
        with client, server, suppress(OSError):
            while True:
                for each in select.select([client, server], [], [])[0]:
                    sender, other = ends[each]
                    piece = each.recv(PIECE)
                    passed = self.watch(sender, piece)
                    other.sendall(piece[:passed])
                    if not piece or passed < len(piece):
                        return

    def close(self) -> None:
        """Take it away; what is connected stays until one end goes."""
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()


class Cut:
    """Cuts the network once: in what the client sends with a word in it, or in the answer to that.

    Chance says after how many bytes of it. A commit counts from the insertion on: there are others before.
    """

    def __init__(
        self, word: bytes, chance: random.Random, *, answer: bool, then: Callable[[], None] = lambda: None
    ) -> None:
        self.word, self.chance, self.answer, self.then = word, chance, answer, then
        self.done = self.asked = False
        self.inserts = word != b"COMMIT"

    def __call__(self, sender: str, piece: bytes) -> int:
        """How many bytes of the piece are passed on."""
        if self.done or not piece:
            return len(piece)
        if sender == "client":
            self.inserts = self.inserts or b"INSERT INTO entries" in piece
            self.asked = self.inserts and self.word in piece
        if not self.asked or (sender == "server") != self.answer:
            return len(piece)
        self.done = True
        self.then()
        return self.chance.randrange(len(piece))


class After:
    """Cuts the network once, after so many bytes of both ends; `passed` counts them."""

    def __init__(self, left: float = math.inf) -> None:
        self.left, self.passed = left, 0

    def __call__(self, _sender: str, piece: bytes) -> int:
        """How many bytes of the piece are passed on."""
        if self.left < len(piece):
            end, self.left = int(self.left), math.inf
            return end
        self.left -= len(piece)
        self.passed += len(piece)
        return len(piece)


@contextmanager
def proxied(url: str) -> Iterator[tuple[Proxy, str]]:
    """A proxy before the server of an address on a socket, and the address through it."""
    parts = urlsplit(url)
    proxy = Proxy(parse_qs(parts.query)["host"][0])
    try:
        yield proxy, f"postgresql://postgres@127.0.0.1:{proxy.port}{parts.path}"
    finally:
        proxy.close()
