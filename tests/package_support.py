"""What tests of packages share: a package opened, put together again, unpacked, and checked by its own script."""

import hashlib
import io
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

LAB = "example-lab"
WHEN = ("--as-of", "2026-06-01", "--known-on", "2026-06-01")


class Said(NamedTuple):
    code: int
    out: str


def opened(place: Path) -> dict[str, bytes]:
    """The files of a package by name."""
    with zipfile.ZipFile(place) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def summed(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files with a list of digests that fits them: as somebody leaves them who wants no file to show it."""
    rest = {name: data for name, data in files.items() if name != "SHA256SUMS"}
    rows = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(rest.items()))
    return {**rest, "SHA256SUMS": rows.encode()}


def unpacked(files: Mapping[str, bytes], folder: Path) -> Path:
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def script(folder: Path, *words: str) -> Said:
    """What the package's own script says, with the standard library alone."""
    command = [sys.executable, "-S", "-I", "verify.py", *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert not done.stderr
    return Said(done.returncode, done.stdout)
