"""A process that works out evaluations for another one: `python -P -m nen7510_tracker.service.evaluator`.

It is told on stdin, in lines of JSON, first what to evaluate at which moment, then some laboratories at a time; for
each line of laboratories it answers on stdout with a length of four bytes and as many bytes of MessagePack: the
evaluations, or nothing where one of them could not be made (who asked finds out by making it itself). It ends when
stdin does: it outlives nobody who asked.
"""

import gc
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import BinaryIO

import msgspec

from nen7510_tracker.norm.norm import load_norm
from nen7510_tracker.service.evaluated import evaluated
from nen7510_tracker.service.fingerprint import fingerprint
from nen7510_tracker.service.record import Moment, Record
from nen7510_tracker.store.columns import Stored
from nen7510_tracker.words.message import Refusal

LENGTH = 4  # bytes
SELDOM = 32  # lines after which what refers to itself is looked for


class Task(msgspec.Struct, frozen=True):
    """What to evaluate, and when; `fingerprint` is that of who asks."""

    place: str
    norm: str
    fingerprint: str
    as_of: date
    known_on: date
    edition: str


def main(asked: BinaryIO, answers: BinaryIO) -> None:
    """Answer until nobody asks any more."""
    task = msgspec.json.decode(asked.readline(), type=Task)
    norm = load_norm(Path(task.norm))
    if fingerprint(norm) != task.fingerprint:
        return  # another version was installed meanwhile
    gc.disable()  # what an evaluation is made of has hardly a cycle: looking for them is left to now and then
    with Record.open(task.place, norm) as record:
        for number, line in enumerate(asked, 1):
            answer = msgspec.msgpack.encode(_answer(record, task, msgspec.json.decode(line, type=list[str])))
            answers.write(len(answer).to_bytes(LENGTH, "big") + answer)
            answers.flush()
            if number % SELDOM == 0:
                gc.collect()


def _answer(record: Record, task: Task, labs: Sequence[str]) -> list[Stored] | None:
    moment = Moment(task.as_of, task.known_on)
    try:
        return [evaluated(record.evaluation(lab, moment), task.edition) for lab in labs]
    except Refusal:
        return None


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
