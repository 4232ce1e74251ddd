"""An entry of the record: one fact, who recorded it and when, and its place in the chain (design section 7)."""

import hashlib
import json
from typing import Any, NamedTuple

import msgspec

RULES = 1  # the number of today's rules; an entry is judged by the rules of its number for ever
START = "0" * 64  # what the first entry of a dossier names as the digest before it

_encode = msgspec.json.Encoder(order="sorted").encode


def canonical(value: Any) -> str:
    """RFC 8785 JSON of strings, whole numbers, booleans, null, lists and objects with ASCII keys.

    For those this encoder and RFC 8785 agree; the tests hold it against an implementation of the RFC.
    """
    return _encode(value).decode()


def canonical_text(text: str) -> str:
    """The canonical form of a JSON text. Raises ValueError if it is no JSON."""
    return canonical(msgspec.json.decode(text))


class Head(NamedTuple):
    """Where a dossier's chain ends: the sequence number and digest of its last entry; 0 and zeros when empty."""

    seq: int = 0
    digest: str = START

    def __str__(self) -> str:
        return f"{self.seq}:{self.digest}"


class Statement(NamedTuple):
    """What a writer asks to be recorded: an entry without what only the store sets.

    `on` and `known_on` are ISO days or None (a party has no date of its own). `fact` is canonical
    JSON, `null` in a retraction. `replaces` is the sequence number of what this corrects or
    retracts, `reason` why: both or neither.
    """

    kind: str
    id: str
    on: str | None
    known_on: str | None
    fact: str
    replaces: int | None = None
    reason: str | None = None


class Entry(NamedTuple):
    """A row of the ledger, as it stands in the store, in the order of design section 7.

    `recorded_at` is UTC with six decimals and Z; `salt` is 32 hex digits; `previous` and `digest`
    are SHA-256 in hex.
    """

    dossier: str
    seq: int
    call: str
    kind: str
    id: str
    on: str | None
    known_on: str | None
    recorded_at: str
    recorded_by: str
    replaces: int | None
    reason: str | None
    rules: int
    salt: str
    fact: str
    previous: str
    digest: str

    @property
    def head(self) -> Head:
        """The head of the record when this was its last entry."""
        return Head(self.seq, self.digest)


class Withheld(NamedTuple):
    """An entry whose line is not told: its digest stands in its place, so that the chain can be followed."""

    dossier: str
    seq: int
    digest: str

    @property
    def head(self) -> Head:
        """The head of the record when this was its last entry."""
        return Head(self.seq, self.digest)


_text = json.encoder.encode_basestring  # a JSON string as RFC 8785 writes it: non-ASCII stays as it is


def _or_null(text: str | None) -> str:
    return "null" if text is None else _text(text)


def line(entry: Entry) -> str:
    """The line that is hashed: RFC 8785 JSON of all columns but the digest, nulls written (design section 7, Chain).

    The fact stands in it as the JSON that it is, not as a string; written out here rather than by an
    encoder because every reader of a record makes thousands of them.
    """
    return (
        f'{{"call":{_text(entry.call)},"dossier":{_text(entry.dossier)},"fact":{entry.fact},"id":{_text(entry.id)},'
        f'"kind":{_text(entry.kind)},"known_on":{_or_null(entry.known_on)},"on":{_or_null(entry.on)},'
        f'"previous":{_text(entry.previous)},"reason":{_or_null(entry.reason)},'
        f'"recorded_at":{_text(entry.recorded_at)},"recorded_by":{_text(entry.recorded_by)},'
        f'"replaces":{"null" if entry.replaces is None else entry.replaces},"rules":{entry.rules},'
        f'"salt":{_text(entry.salt)},"seq":{entry.seq}}}'
    )


def digest_of(entry: Entry) -> str:
    """SHA-256, in hex, of the entry's line in UTF-8."""
    return hashlib.sha256(line(entry).encode("utf-8", "surrogatepass")).hexdigest()
