"""A program in a terminal of its own, watched from outside: when it has drawn, and when it has answered a key."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

COLUMNS, LINES = 120, 40
LAST_LINE = f"\x1b[{LINES};1H".encode()
QUIET = 0.15  # seconds without a change after which a key has been answered
PATIENCE = 60  # seconds
_ESCAPES = re.compile(rb"\x1b\[[0-9;?>]*[A-Za-z]")


class Terminal:
    """A program in a pseudo-terminal of 120 by 40. Raises TimeoutError when what is waited for does not come."""

    def __init__(self, words: Sequence[str], environment: Mapping[str, str]) -> None:
        self._begun = time.perf_counter()
        self._pid, self._file = pty.fork()
        if self._pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
            colours = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
            os.execve(words[0], list(words), {**environment, **colours})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End the program; what it keeps it has kept already."""
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        os.close(self._file)

    def first_paint(self) -> float:
        """Seconds from the start until the last line of the first frame stands there."""
        self._until(lambda drawn: LAST_LINE in drawn)
        return time.perf_counter() - self._begun

    def shows(self, text: str) -> float:
        """Seconds from the start until a text has been drawn, in one piece."""
        self._until(lambda drawn: text.encode() in _ESCAPES.sub(b"", drawn))
        return time.perf_counter() - self._begun

    def press(self, key: str) -> float:
        """Seconds from a key until the last change that it makes on the screen."""
        pressed = time.perf_counter()
        os.write(self._file, key.encode())
        if not self._read(PATIENCE):
            raise TimeoutError(f"{key!r} changes nothing")
        last = time.perf_counter()
        while self._read(QUIET):
            last = time.perf_counter()
        return last - pressed

    def memory(self) -> float:
        """What the program holds now, in MB, as Linux tells."""
        status = Path(f"/proc/{self._pid}/status").read_text("utf-8")
        return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:"))) / 1024

    def rest(self) -> None:
        """Wait until nothing changes any more."""
        while self._read(QUIET):
            pass

    def _until(self, is_there: Callable[[bytes], bool]) -> None:
        drawn = b""
        while not is_there(drawn):
            if time.perf_counter() - self._begun > PATIENCE:
                raise TimeoutError(drawn[-2000:])
            drawn += self._read(QUIET)

    def _read(self, patience: float) -> bytes:
        ready, _, _ = select.select([self._file], [], [], patience)
        return os.read(self._file, 1 << 16) if ready else b""
