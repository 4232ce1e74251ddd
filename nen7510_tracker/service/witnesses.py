"""The heads of all dossiers as one small text, for a newspaper, a mail or a website (design section 7, Heads).

It names no laboratory: a head finds its dossier by itself, and nobody else can guess what it stands for. It says no day
either, so that the same record always gives the same text: the day is that of the newspaper or the signature.
"""

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from nen7510_tracker.dossier.entry import Head
from nen7510_tracker.service.verifying import Verified, read_head
from nen7510_tracker.words.message import InputRejected, Message

FIRST = "nen7510-heads/1"
LAST = "sha256 "
LARGEST = 20 * 1024 * 1024  # bytes: of a quarter of a million dossiers
# What a mail puts before a line that it quotes, and a clear-signed text before one that begins with a dash.
_QUOTED = re.compile(r"^(?:[>|]\s?|- )+")


def published(found: Iterable[Verified]) -> str:
    """The text for the heads of dossiers that were found intact.

    In the order of their digests, which tells nothing of the laboratories. Raises InputRejected if there are none.
    """
    heads = sorted((each.head for each in found), key=lambda head: head.digest)
    if not heads:
        raise InputRejected(Message("The record is empty: there is no head to publish."))
    lines = [FIRST, *map(str, heads)]
    return "".join(f"{each}\n" for each in (*lines, LAST + _digest(lines)))


def _digest(lines: Iterable[str]) -> str:
    return hashlib.sha256("".join(f"{each}\n" for each in lines).encode()).hexdigest()


def read_published(path: Path) -> list[Head]:
    """The heads in a text that was published, whatever stands before and after it: a mail, a signature.

    Raises InputRejected for a file that cannot be read, or does not hold exactly one whole list.
    """
    lines = [_QUOTED.sub("", each.strip()).strip() for each in _text(path).splitlines()]
    if lines.count(FIRST) != 1:
        text = "{file} holds no list of heads: it has to have one line {line}, and only one."
        raise InputRejected(Message(text, file=str(path), line=FIRST))
    begun = [each for each in lines[lines.index(FIRST) :] if each]
    end = next((at for at, each in enumerate(begun) if each.startswith(LAST)), None)
    if end is None or begun[end] != LAST + _digest(begun[:end]):
        text = "The list of heads in {file} is not as it was published: its digest is missing, or another."
        raise InputRejected(Message(text, file=str(path)))
    return [read_head(each) for each in begun[1:end]]


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputRejected(Message("{file} cannot be read: {reason}.", file=str(path), reason=reason)) from error
    if len(data) > LARGEST:
        raise InputRejected(Message("{file} is too large for a list of heads.", file=str(path)))
    return data.decode("utf-8-sig", "replace")
