"""Is a package intact? From the file alone (design section 7: `ledger verify` works on a package)."""

import hashlib
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from nen7510_tracker.dossier.entry import Entry, Head, Withheld
from nen7510_tracker.exchange.package import DIGESTS, ENTRIES, SUMS
from nen7510_tracker.service.verifying import Verified, read_head, verified_lines
from nen7510_tracker.store.chain import Broken
from nen7510_tracker.store.lines import is_digest, lines_in
from nen7510_tracker.words.message import InputRejected, Message

MOST_FILES = 100
LARGEST = 1024**3  # bytes of all files together
LONGEST_LIST = 64 * 1024**2  # bytes of a list of digests
PIECE = 1 << 16
# Others may swell without bound in one step, however little is asked.
COMPRESSIONS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
# What a damaged or hostile ZIP raises: its CRC, its compression, its encryption, its offsets.
DAMAGED = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)


@dataclass(slots=True, frozen=True)
class BrokenFile:
    """A file of a package that is not as it was packed."""

    name: str
    kind: Literal["changed", "missing", "added", "form"]
    message: Message


@dataclass(slots=True, frozen=True)
class VerifiedPackage:
    """What was found of a package: of its record, and of its files."""

    dossiers: list[Verified]
    files: list[BrokenFile]


def verified_package(path: Path, head: str | None = None) -> VerifiedPackage:
    """Verify the files of a package and the chain in it; with a head also that its record had that head.

    Raises InputRejected for what is no package, and for what is no head.
    """
    if head is not None:
        read_head(head)
    try:
        with zipfile.ZipFile(path) as archive:
            _require(archive, path)
            files = list(_files(archive))
            dossiers, unreadable = _record(archive, head)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputRejected(Message("{file} cannot be read: {reason}.", file=str(path), reason=reason)) from error
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise InputRejected(Message("{file} is no package: it is no ZIP, or damaged.", file=str(path))) from error
    return VerifiedPackage(dossiers, files + unreadable)


def _require(archive: zipfile.ZipFile, path: Path) -> None:
    infos = archive.infolist()
    if not {ENTRIES, SUMS} & {each.filename for each in infos}:
        raise InputRejected(Message("{file} is no package: it holds no {name}.", file=str(path), name=ENTRIES))
    if any(each.compress_type not in COMPRESSIONS for each in infos):
        raise InputRejected(Message("{file} is no package: it is compressed in another way.", file=str(path)))
    if len(infos) > MOST_FILES or sum(each.file_size for each in infos) > LARGEST:
        raise InputRejected(Message("{file} is no package: it is too large.", file=str(path)))


def _files(archive: zipfile.ZipFile) -> Iterator[BrokenFile]:
    names = [each.filename for each in archive.infolist()]
    try:
        listed = _sums(archive)
    except (*DAMAGED, KeyError):
        yield BrokenFile(SUMS, "form", Message("{name} is missing or cannot be read.", name=SUMS))
        return
    for name in sorted({*listed, *names} - {SUMS}):
        if names.count(name) > 1 or name not in listed:
            text = "{name} was added: the package was made without it."
            yield BrokenFile(name, "added", Message(text, name=name))
        elif name not in names:
            yield BrokenFile(name, "missing", Message("{name} is missing.", name=name))
        elif _digest(archive, name) != listed[name]:
            yield BrokenFile(name, "changed", Message("{name} was changed after it was packed.", name=name))
    if names.count(SUMS) > 1:
        yield BrokenFile(SUMS, "added", Message("{name} is there twice.", name=SUMS))


def _sums(archive: zipfile.ZipFile) -> Mapping[str, str]:
    rows = (row.split("  ", 1) for row in _text(archive, SUMS).splitlines())
    return {name: digest for digest, name in rows}


def _digest(archive: zipfile.ZipFile, name: str) -> str | None:
    """The SHA-256 of a file; None where it cannot be read."""
    found = hashlib.sha256()
    try:
        with archive.open(name) as file:
            while piece := file.read(PIECE):
                found.update(piece)
    except DAMAGED:
        return None
    return found.hexdigest()


def _record(archive: zipfile.ZipFile, head: str | None) -> tuple[list[Verified], list[BrokenFile]]:
    """What is found of the chain; what cannot be read is a broken file."""
    broken = []
    try:
        digests = _digests(_text(archive, DIGESTS))
    except (*DAMAGED, KeyError):
        digests = {}
        broken.append(_unreadable(DIGESTS))
    try:
        with archive.open(ENTRIES) as file:
            return _verified(lines_in(file, ENTRIES), digests, head), broken
    except InputRejected as error:
        return [], [*broken, BrokenFile(ENTRIES, "form", error.message)]
    except (*DAMAGED, KeyError):
        return [], [*broken, _unreadable(ENTRIES)]


def _unreadable(name: str) -> BrokenFile:
    return BrokenFile(name, "form", Message("{name} is missing or cannot be read.", name=name))


def _verified(lines: Iterable[Entry | Withheld], digests: Mapping[int, str], head: str | None) -> list[Verified]:
    """The chain, each entry held against the digest that is listed for it."""
    end = Head(last := max(digests), digests[last]) if digests else None
    listed = _Listed(digests)
    found = verified_lines(listed.by(lines), head, end)
    if listed.broken:
        found[-1:] = [replace(each, broken=listed.broken) for each in found[-1:]]
    return found


class _Listed:
    """Gives entries the digests that are listed, as they have them in the record; stops where that cannot be."""

    def __init__(self, digests: Mapping[int, str]) -> None:
        self.digests = digests
        self.broken: Broken | None = None

    def by(self, lines: Iterable[Entry | Withheld]) -> Iterator[Entry | Withheld]:
        """The entries, one by one."""
        for each in lines:
            digest = self.digests.get(each.seq, each.digest if not self.digests else None)
            if isinstance(each, Entry) and digest is not None:
                yield each._replace(digest=digest)
            elif digest == each.digest:
                yield each
            else:
                self.broken = _unlisted(each.seq, digest)
                return


def _unlisted(seq: int, digest: str | None) -> Broken:
    if digest is None:
        return Broken(seq, "inserted", Message("Entry {seq} is not in the list of digests.", seq=seq))
    return Broken(seq, "changed", Message("The digest of entry {seq}, which is withheld, was changed.", seq=seq))


def _digests(text: str) -> Mapping[int, str]:
    """The digests by number. Raises ValueError for anything else."""
    found = {}
    for row in text.splitlines():
        seq, digest = row.split(" ")
        if not is_digest(digest):
            raise ValueError(row)
        found[int(seq)] = digest
    return found


def _text(archive: zipfile.ZipFile, name: str) -> str:
    """The text of a list. Raises ValueError for one that is too long or no text, KeyError for none."""
    with archive.open(name) as file:
        data = file.read(LONGEST_LIST + 1)
    if len(data) > LONGEST_LIST:
        raise ValueError(name)
    return data.decode("utf-8")
