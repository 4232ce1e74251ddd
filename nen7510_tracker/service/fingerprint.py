"""What a stored evaluation depends on beside the record: this program and its norm (design section 9)."""

import hashlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from nen7510_tracker import VERSION
from nen7510_tracker.norm.norm import Norm

_PACKAGE = Path(__file__).parents[1]
_ROOMS = ("words", "norm", "dossier", "rules", "store", "service")  # what an evaluation passes through


def fingerprint(norm: Norm) -> str:
    """A digest of the program's own text and the norm's data: with another, an evaluation can be another."""
    return _fingerprint(norm.folder)


@lru_cache(maxsize=8)
def _fingerprint(folder: Path) -> str:
    digest = hashlib.sha256(VERSION.encode())
    for path in _files(folder):
        digest.update(f"\0{path.name}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    for room in _ROOMS:
        yield from sorted((_PACKAGE / room).rglob("*.py"))
    yield from sorted(path for path in folder.rglob("*") if path.is_file())
