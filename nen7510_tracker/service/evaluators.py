"""Evaluating many laboratories on all cores, in processes of their own (design section 9)."""

import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import Any

import msgspec

from nen7510_tracker.service.evaluated import evaluated
from nen7510_tracker.service.evaluator import LENGTH, Task
from nen7510_tracker.service.fingerprint import fingerprint
from nen7510_tracker.service.record import Moment, Record
from nen7510_tracker.store.columns import Stored

CHUNK = 16  # laboratories that a process is asked for at a time
MANY = 40_000  # facts: with fewer a process of its own is not worth its start
PROCESSES = 8  # more wait for each other's turn to store


def work_out(record: Record, labs: Sequence[str], moment: Moment, edition: str, facts: int) -> Iterator[list[Stored]]:
    """The evaluations of some laboratories, in any order, some at a time; `facts` is how many theirs are.

    Stopped in between, the processes end. Raises InputRejected for what the record lacks, StoreUnreachable.
    """
    processes = min(_cores(), PROCESSES)
    chunks = _chunks(labs)
    if record.address is None or processes < 2 or facts < MANY:
        for chunk in chunks:
            yield _here(record, chunk, moment, edition)
        return
    task = Task(
        place=record.address,
        norm=str(record.norm.folder),
        fingerprint=fingerprint(record.norm),
        as_of=moment.as_of,
        known_on=moment.known_on,
        edition=edition,
    )
    for chunk, found in _Pool(task, processes).answers(chunks):
        yield _here(record, chunk, moment, edition) if found is None else found


def _cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _here(record: Record, labs: Sequence[str], moment: Moment, edition: str) -> list[Stored]:
    return [evaluated(record.evaluation(lab, moment), edition) for lab in labs]


def _chunks(labs: Sequence[str]) -> Iterator[list[str]]:
    rest = iter(labs)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


class _Pool:
    """Some processes, each asked by a thread of its own that waits for its answers."""

    def __init__(self, task: Task, processes: int) -> None:
        self._answers: queue.Queue[tuple[list[str], list[Stored] | None] | None] = queue.Queue(maxsize=processes * 2)
        self._turn = threading.Lock()
        self._stopped = False
        self._processes = [_process(task) for _ in range(processes)]

    def answers(self, chunks: Iterator[list[str]]) -> Iterator[tuple[list[str], list[Stored] | None]]:
        """Each chunk with its evaluations; None where its process could not make them."""
        threads = [threading.Thread(target=self._ask, args=(each, chunks), daemon=True) for each in self._processes]
        for thread in threads:
            thread.start()
        ended = 0
        try:
            while ended < len(threads):
                answer = self._answers.get()
                if answer is None:
                    ended += 1
                else:
                    yield answer
        finally:
            self._stop(threads)

    def _ask(self, process: "subprocess.Popen[bytes]", chunks: Iterator[list[str]]) -> None:
        while not self._stopped:
            with self._turn:
                chunk = next(chunks, None)
            if chunk is None:
                break
            self._put((chunk, _answer(process, chunk)))
        self._put(None)

    def _put(self, answer: tuple[list[str], list[Stored] | None] | None) -> None:
        """Wait until there is room, or nobody takes it any more."""
        while not self._stopped:
            with suppress(queue.Full):
                self._answers.put(answer, timeout=0.2)
                return

    def _stop(self, threads: Sequence[threading.Thread]) -> None:
        self._stopped = True
        for each in self._processes:
            each.kill()
            each.wait()
        for thread in threads:
            thread.join()
        for stream in (stream for each in self._processes for stream in (each.stdin, each.stdout) if stream):
            with suppress(OSError):  # what was still to be told is of no use any more
                stream.close()


def _process(task: Task) -> "subprocess.Popen[bytes]":
    """A process that evaluates. In a session of its own: ctrl-c is for who asked, who then ends it.

    What it is told goes to its stdin, for the address of a database may hold a password. `-P`: nothing in the
    folder in which somebody stands is taken for a module.
    """
    words = [sys.executable, "-P", "-m", "nen7510_tracker.service.evaluator"]
    process = subprocess.Popen(  # noqa: S603 - this program itself
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    )
    _tell(process, msgspec.json.encode(task))
    return process


def _tell(process: "subprocess.Popen[bytes]", line: bytes) -> None:
    if process.stdin:
        with suppress(OSError):  # it ended; that it does not answer tells
            process.stdin.write(line + b"\n")
            process.stdin.flush()


def _answer(process: "subprocess.Popen[bytes]", labs: Sequence[str]) -> list[Stored] | None:
    """The evaluations that a process makes; None when it makes none, or has ended."""
    _tell(process, msgspec.json.encode(labs))
    if process.stdout is None:
        return None
    length = process.stdout.read(LENGTH)
    answer = process.stdout.read(int.from_bytes(length, "big"))
    if len(length) < LENGTH or len(answer) < int.from_bytes(length, "big"):
        return None
    found: Any = msgspec.msgpack.decode(answer)
    return None if found is None else [Stored(*each) for each in found]
