"""Checks the package that it came in, with nothing but Python: `python3 verify.py [SEQ:DIGEST]`.

First the digest of every file, as SHA256SUMS lists it; then the chain: each line of
entries.jsonl names, as "previous", the SHA-256 of the line before. With a head that was kept elsewhere also
whether this record had it. Ends with 0 if all is well, else with 1.
"""

from __future__ import annotations  # older Pythons too: it runs on machines that nobody here knows

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


def sha256(data: bytes) -> str:
    """The SHA-256 of some bytes, in hex."""
    return hashlib.sha256(data).hexdigest()


def check_files() -> Iterator[str]:
    """What is wrong with the files beside this one."""
    rows = (FOLDER / "SHA256SUMS").read_text("utf-8").splitlines()
    listed = {name: digest for digest, name in (row.split("  ", 1) for row in rows)}
    found = {path.name for path in FOLDER.iterdir()} - {"SHA256SUMS"}
    for name in sorted(found | set(listed)):
        if name not in listed:
            yield f"{name}: is not in SHA256SUMS"
        elif name not in found:
            yield f"{name}: is missing"
        elif sha256((FOLDER / name).read_bytes()) != listed[name]:
            yield f"{name}: was changed"


def check_chain(kept: str) -> Iterator[str]:
    """What is wrong with the chain; `kept` is a head that was kept elsewhere, or nothing."""
    pairs = (row.split(" ") for row in (FOLDER / "digests.txt").read_text("utf-8").splitlines())
    digests = {int(seq): digest for seq, digest in pairs}
    seq, digest, withheld, heads = 0, "0" * 64, 0, {""}
    for line in (FOLDER / "entries.jsonl").read_bytes().splitlines():
        entry, seq, previous = json.loads(line), seq + 1, digest
        told = "previous" in entry  # of what is withheld only number and digest are there
        digest = sha256(line) if told else entry["digest"]
        if entry["seq"] != seq:
            yield f"broken at entry {min(seq, entry['seq'])}: it is missing, or there twice"
            return
        if digest != digests.get(seq):
            yield f"broken at entry {seq}: it was changed or added"
            return
        if told and entry["previous"] != previous:
            yield f"broken at entry {seq}: it does not continue the entry before it"
            return
        withheld += not told
        heads.add(f"{seq}:{digest}")
    if seq != max(digests, default=0):
        yield f"broken at entry {seq + 1}: the end is cut off"
    if kept not in heads:
        yield f"the head {kept} is not one of this record"
    sys.stdout.write(f"entries: {seq}, of which withheld: {withheld}\nhead: {seq}:{digest}\n")


def problems() -> Iterator[str]:
    """Everything that is wrong."""
    try:
        yield from check_files()
        yield from check_chain(sys.argv[1] if len(sys.argv) > 1 else "")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        yield f"this cannot be read: {type(error).__name__}: {error}"


if __name__ == "__main__":
    found = list(problems())
    sys.stdout.write("\n".join(found or ["all is intact"]) + "\n")
    sys.exit(1 if found else 0)
