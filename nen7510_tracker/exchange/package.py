"""The package for an outsider: one ZIP that can be checked without this program (design sections 6 and 7)."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from nen7510_tracker.dossier.dossier import Dossier
from nen7510_tracker.dossier.entry import Entry, Head
from nen7510_tracker.exchange.archive import archive
from nen7510_tracker.exchange.package_readme import About, readme
from nen7510_tracker.exchange.table import write_csv
from nen7510_tracker.exchange.writing import write_dossier
from nen7510_tracker.rules.gaps import GapRow
from nen7510_tracker.store.lines import text_of

ENTRIES, DIGESTS, SUMS, SCRIPT, README = "entries.jsonl", "digests.txt", "SHA256SUMS", "verify.py", "README.md"
GAPS, DOSSIER = "gaps.csv", "dossier.yaml"


@dataclass(slots=True, frozen=True)
class Contents:
    """What goes into a package.

    `entries` are all those up to a head, `withheld` the numbers of those of which only number and digest are told.
    `reports` are files by name. `about` says what the reader has to know of them.
    """

    about: About
    dossier: Dossier
    entries: Sequence[Entry]
    withheld: frozenset[int]
    gaps: Sequence[GapRow]
    reports: Mapping[str, bytes]

    @property
    def head(self) -> Head:
        """Where the entries end."""
        return self.entries[-1].head if self.entries else Head()


def packed(contents: Contents) -> bytes:
    """The ZIP. The same contents give the same bytes: nothing is compressed, for that differs between machines."""
    files = dict(sorted(_files(contents).items()))
    files[SUMS] = "".join(f"{_sha256(data)}  {name}\n" for name, data in files.items()).encode()
    return archive(files, contents.about.as_of.last)


def without(dossier: Dossier, withheld: frozenset[int]) -> Dossier:
    """A dossier without those facts of which nothing may be told."""
    kept = Dossier(dossier.lab, dossier.head)
    for kind, chains in dossier.chains.items():
        told = {key: chain for key, chain in chains.items() if chain[-1].entry.seq not in withheld}
        kept.chains[kind] = told
        kept.by_seq |= {version.entry.seq: version for chain in told.values() for version in chain}
    return kept


def _files(contents: Contents) -> dict[str, bytes]:
    texts = {
        README: readme(contents.about, sorted([*contents.reports, GAPS, DOSSIER])),
        GAPS: _gaps(contents.gaps),
        DOSSIER: _dossier(contents),
        ENTRIES: text_of(contents.entries, contents.withheld),
        DIGESTS: "".join(f"{each.seq} {each.digest}\n" for each in contents.entries),
    }
    files = {name: text.encode("utf-8", "surrogatepass") for name, text in texts.items()}
    return {**files, **contents.reports, SCRIPT: script()}


def script() -> bytes:
    """The script that checks a package with the standard library of Python alone."""
    return Path(__file__).with_name("package_script.py").read_bytes()


def _dossier(contents: Contents) -> str:
    """The dossier; of one that is told in part without its history, which would name what is withheld."""
    if not contents.about.public:
        return write_dossier(contents.dossier, history=True)
    return write_dossier(without(contents.dossier, contents.withheld))


def _gaps(rows: Sequence[GapRow]) -> str:
    out = StringIO(newline="")
    write_csv(rows, GapRow._fields, out)
    return out.getvalue()


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
