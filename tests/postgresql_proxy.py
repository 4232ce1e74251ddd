"""A network between the program and its PostgreSQL server that can be cut at any point, in a test."""

import select
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from urllib.parse import parse_qs, urlsplit

PIECE = 65536


class Proxy:
    """Passes on what goes between a client and the server; `watch` sees every piece and says whether to go on.

    `watch` is called with who sent it ("client", "server") and the piece, before it is passed on. When it says no, the
    piece is lost with the connection.
    """

    def __init__(self, socket_folder: str) -> None:
        self._server = f"{socket_folder}/.s.PGSQL.5432"
        self.watch: Callable[[str, bytes], bool] = lambda _sender, _piece: True
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
                    if not piece or not self.watch(sender, piece):
                        return
                    other.sendall(piece)

    def close(self) -> None:
        """Take it away; what is connected stays until one end goes."""
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()


class Cut:
    """Cuts the network once: before what the client sends with a word in it, or before the answer to that.

    A commit counts from the insertion on: there are others before.
    """

    def __init__(self, word: bytes, *, answer: bool, then: Callable[[], None] = lambda: None) -> None:
        self.word, self.answer, self.then = word, answer, then
        self.done = self.asked = False
        self.inserts = word != b"COMMIT"

    def __call__(self, sender: str, piece: bytes) -> bool:
        """Whether the piece is passed on."""
        if self.done:
            return True
        if sender == "client":
            self.inserts = self.inserts or b"INSERT INTO entries" in piece
            self.asked = self.inserts and self.word in piece
        if self.asked and (sender == "server") == self.answer:
            self.done = True
            self.then()
            return False
        return True


@contextmanager
def proxied(url: str) -> Iterator[tuple[Proxy, str]]:
    """A proxy before the server of an address on a socket, and the address through it."""
    parts = urlsplit(url)
    proxy = Proxy(parse_qs(parts.query)["host"][0])
    try:
        yield proxy, f"postgresql://postgres@127.0.0.1:{proxy.port}{parts.path}"
    finally:
        proxy.close()
