"""Whoever touches a package is found out: by the program from the file alone, and by its own script alike."""

import hashlib
import io
import json
import re
import sys
import zipfile
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from cli_support import Program, examples, reading, steady
from package_support import LAB, WHEN, opened, script, summed, unpacked, zipped

__all__ = ["examples", "reading", "steady"]

Files = dict[str, bytes]
Lines = list[bytes]
ZEROS = "0" * 64


@pytest.fixture(scope="module")
def packages(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Files]:
    """A package of everything, and a public one."""
    folder = tmp_path_factory.mktemp("packages")
    for name, options in (("whole", ()), ("public", ("--public",))):
        words = ("package", LAB, *WHEN, *options, "-o", str(folder / f"{name}.zip"))
        assert Program(examples)(*words).code == 0
    return {name: opened(folder / f"{name}.zip") for name in ("whole", "public")}


class Found:
    """What the program says of a package that was put together from files, and what its script says."""

    def __init__(self, files: Files, folder: Path, head: str | None = None) -> None:
        place = folder / "p.zip"
        place.write_bytes(zipped(files))
        words = ["--head", head] if head else []
        answer = Program(folder / "no-record.db")("ledger", "verify", str(place), *words, "--format", "json")
        assert answer.code in {0, 1}, answer.err
        self.document = answer.json
        self.intact = answer.code == 0
        assert self.intact == self.document["intact"]
        self.files = {each["name"]: each["broken"] for each in self.document["files"]}
        self.script = script(unpacked(files, folder / "p"), *([head] if head else []))

    @property
    def chain(self) -> tuple[int | None, str | None]:
        first = next((each for each in self.document["dossiers"] if each["broken"]), None)
        return (first["broken_at"], first["broken"]) if first else (None, None)

    @property
    def script_at(self) -> int | None:
        found = re.search(r"broken at entry (\d+)", self.script.out)
        return int(found[1]) if found else None


@pytest.mark.parametrize("kind", ["whole", "public"])
def test_an_intact_package_is_said_to_be_intact(packages: Mapping[str, Files], tmp_path: Path, kind: str) -> None:
    found = Found(packages[kind], tmp_path)
    assert found.intact
    assert found.files == {}
    (dossier,) = found.document["dossiers"]
    head = f"{dossier['seq']}:{dossier['digest']}"
    withheld = sum(b"previous" not in line for line in packages[kind]["entries.jsonl"].splitlines())
    assert dossier["withheld"] == withheld
    assert (withheld > 0) == (kind == "public")
    assert found.script.code == 0
    assert f"head: {head}" in found.script.out
    assert f"of which withheld: {withheld}" in found.script.out
    assert "all is intact" in found.script.out


@pytest.mark.parametrize("kind", ["whole", "public"])
def test_a_byte_changed_in_any_file_is_found(packages: Mapping[str, Files], tmp_path: Path, kind: str) -> None:
    for name, data in packages[kind].items():
        if name in {"SHA256SUMS", "verify.py"}:
            continue
        middle = len(data) // 2
        touched = data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]
        folder = tmp_path / name
        folder.mkdir()
        found = Found({**packages[kind], name: touched}, folder)
        assert not found.intact, name
        assert found.files.get(name) in {"changed", "form"}, name
        assert found.script.code == 1, name
        assert f"{name}: was changed" in found.script.out


def test_a_changed_script_and_a_changed_list_of_digests_are_found(
    packages: Mapping[str, Files], tmp_path: Path
) -> None:
    whole = packages["whole"]
    (tmp_path / "a").mkdir()
    found = Found({**whole, "verify.py": whole["verify.py"] + b"# harmless\n"}, tmp_path / "a")
    assert found.files == {"verify.py": "changed"}
    assert "verify.py: was changed" in found.script.out
    rows = whole["SHA256SUMS"].decode().splitlines()
    touched = "\n".join([f"{ZEROS}{rows[0][64:]}", *rows[1:]]) + "\n"
    (tmp_path / "b").mkdir()
    found = Found({**whole, "SHA256SUMS": touched.encode()}, tmp_path / "b")
    assert list(found.files.values()) == ["changed"]
    assert found.script.code == 1


def test_a_file_that_is_missing_or_was_added_is_found(packages: Mapping[str, Files], tmp_path: Path) -> None:
    for name in packages["whole"]:
        if name == "verify.py":
            continue
        folder = tmp_path / name
        folder.mkdir()
        found = Found({each: data for each, data in packages["whole"].items() if each != name}, folder)
        assert found.files[name] in {"missing", "form"}, name
        assert found.script.code == 1, name
        assert name in found.script.out
    folder = tmp_path / "added"
    folder.mkdir()
    found = Found({**packages["whole"], "letter.txt": b"From the minister\n"}, folder)
    assert found.files == {"letter.txt": "added"}
    assert found.script.code == 1


# The chain, where whoever touched it made the list of files fit


def changed(at: int) -> Callable[[Lines, Lines], None]:
    def touch(lines: Lines, digests: Lines) -> None:
        del digests
        entry = json.loads(lines[at - 1])
        entry["recorded_by"] = "somebody else"
        lines[at - 1] = json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    return touch


def removed(lines: Lines, digests: Lines) -> None:
    del digests, lines[3]


def inserted(lines: Lines, digests: Lines) -> None:
    del digests
    lines.insert(3, lines[2])


def exchanged(lines: Lines, digests: Lines) -> None:
    del digests
    lines[3], lines[4] = lines[4], lines[3]


def cut_off(lines: Lines, digests: Lines) -> None:
    del digests, lines[-2:]


def added(lines: Lines, digests: Lines) -> None:
    entry = json.loads(lines[0])
    entry |= {"seq": len(lines) + 1, "previous": digests[-1].split(b" ")[1].decode()}
    lines.append(json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())


def wrong_digest(lines: Lines, digests: Lines) -> None:
    del lines
    digests[3] = f"4 {ZEROS}".encode()


def digest_missing(lines: Lines, digests: Lines) -> None:
    del lines, digests[-1]


def changed_with_its_digest(lines: Lines, digests: Lines) -> None:
    changed(4)(lines, digests)
    digests[3] = f"4 {hashlib.sha256(lines[3]).hexdigest()}".encode()


CHAINS = {
    "changed": (changed(4), 4, "changed"),
    "first changed": (changed(1), 1, "changed"),
    "removed": (removed, 4, "missing"),
    "inserted": (inserted, 3, "inserted"),
    "exchanged": (exchanged, 4, "reordered"),
    "cut off": (cut_off, -1, "cut_off"),
    "added at the end": (added, +1, "inserted"),
    "a digest changed": (wrong_digest, 4, "changed"),
    "a digest missing at the end": (digest_missing, 0, "inserted"),
    "changed, and its digest too": (changed_with_its_digest, 5, "link"),
}


@pytest.mark.parametrize("case", CHAINS)
def test_what_was_done_to_the_chain_is_told(packages: Mapping[str, Files], tmp_path: Path, case: str) -> None:
    touch, at, kind = CHAINS[case]
    files = packages["whole"]
    lines, digests = files["entries.jsonl"].splitlines(), files["digests.txt"].splitlines()
    last = len(lines)
    touch(lines, digests)
    touched = {**files, "entries.jsonl": _file(lines), "digests.txt": _file(digests)}
    found = Found(summed(touched), tmp_path)
    assert found.files == {}
    assert found.chain == (at if at > 1 or case == "first changed" else last + at, kind)
    assert found.script.code == 1
    assert found.script_at == found.chain[0]


def _file(lines: Lines) -> bytes:
    return b"".join(line + b"\n" for line in lines)


def test_the_digest_of_a_withheld_entry_may_not_be_changed(packages: Mapping[str, Files], tmp_path: Path) -> None:
    files = packages["public"]
    lines = files["entries.jsonl"].splitlines()
    at = next(place for place, line in enumerate(lines, 1) if b"previous" not in line)
    lines[at - 1] = json.dumps({**json.loads(lines[at - 1]), "digest": ZEROS}).encode()
    found = Found(summed({**files, "entries.jsonl": _file(lines)}), tmp_path)
    assert found.chain == (at, "changed")
    assert found.script_at == at


def test_with_its_digest_changed_everywhere_the_next_entry_tells(packages: Mapping[str, Files], tmp_path: Path) -> None:
    files = packages["public"]
    lines, digests = files["entries.jsonl"].splitlines(), files["digests.txt"].splitlines()
    at = next(
        place
        for place, (line, after) in enumerate(pairwise(lines), 1)
        if b"previous" not in line and b"previous" in after
    )
    lines[at - 1] = json.dumps({**json.loads(lines[at - 1]), "digest": ZEROS}).encode()
    digests[at - 1] = f"{at} {ZEROS}".encode()
    found = Found(summed({**files, "entries.jsonl": _file(lines), "digests.txt": _file(digests)}), tmp_path)
    assert found.chain == (at + 1, "link")
    assert found.script_at == at + 1


@pytest.mark.parametrize("kind", ["whole", "public"])
def test_a_head_that_was_kept_is_looked_for(packages: Mapping[str, Files], tmp_path: Path, kind: str) -> None:
    rows = packages[kind]["digests.txt"].decode().splitlines()
    for name, row, intact in (("a", rows[-1], True), ("b", rows[99], True), ("c", f"100 {ZEROS}", False)):
        (tmp_path / name).mkdir()
        found = Found(packages[kind], tmp_path / name, row.replace(" ", ":"))
        assert found.intact == intact
        assert (found.script.code == 0) == intact


# The lines alone, and what is no package


def test_the_lines_verify_without_the_package(packages: Mapping[str, Files], reading: Program, tmp_path: Path) -> None:
    place = tmp_path / "entries.jsonl"
    place.write_bytes(packages["public"]["entries.jsonl"])
    answer = reading("ledger", "verify", str(place))
    assert answer.code == 0
    assert "of its entries are withheld" in answer.out
    lines = packages["public"]["entries.jsonl"].splitlines()
    place.write_bytes(_file(lines[:9] + lines[10:]))
    answer = reading("ledger", "verify", str(place), "--format", "json")
    assert (answer.code, answer.json["dossiers"][0]["broken"]) == (1, "missing")


LEFT = {"digest": ZEROS, "dossier": LAB, "seq": 1}


@pytest.mark.parametrize(
    "line",
    [
        {**LEFT, "digest": "0"},
        {**LEFT, "digest": None},
        {**LEFT, "digest": ZEROS.replace("0", "A")},
        {**LEFT, "seq": "1"},
        {**LEFT, "seq": True},
        {**LEFT, "dossier": 1},
        {**LEFT, "fact": None},
    ],
)
def test_what_stands_in_the_place_of_no_line(reading: Program, tmp_path: Path, line: dict[str, Any]) -> None:
    place = tmp_path / "entries.jsonl"
    place.write_text(json.dumps(line))
    assert reading("ledger", "verify", str(place)).code == 4


def test_a_damaged_member_is_found(packages: Mapping[str, Files], reading: Program, tmp_path: Path) -> None:
    data = bytearray(zipped(packages["whole"]))
    at = data.find(packages["whole"]["report.html"][:200])
    data[at + 50] ^= 1
    (tmp_path / "p.zip").write_bytes(data)
    answer = reading("ledger", "verify", str(tmp_path / "p.zip"), "--format", "json")
    assert answer.code == 1
    assert [each["name"] for each in answer.json["files"]] == ["report.html"]


def test_lines_that_cannot_be_read_are_a_broken_file(packages: Mapping[str, Files], tmp_path: Path) -> None:
    lines = packages["whole"]["entries.jsonl"].splitlines()
    lines[4] = b"{"
    found = Found(summed({**packages["whole"], "entries.jsonl": _file(lines)}), tmp_path)
    assert found.files == {"entries.jsonl": "form"}
    assert "line 5" in found.document["files"][0]["why"]
    assert found.script.code == 1


def other_zip() -> bytes:
    return zipped({"letter.txt": b"x"})


def too_many() -> bytes:
    return zipped({"entries.jsonl": b"", **{f"{n}.txt": b"" for n in range(200)}})


def another_compression() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("entries.jsonl", b"0" * 1000)
    return out.getvalue()


NO_PACKAGES = {
    "compressed so that it may swell": another_compression(),
    "no ZIP": b"PK nonsense",
    "empty": b"",
    "another ZIP": other_zip(),
    "too many files": too_many(),
}


@pytest.mark.parametrize("case", NO_PACKAGES)
def test_what_is_no_package_is_refused(reading: Program, tmp_path: Path, case: str) -> None:
    (tmp_path / "p.zip").write_bytes(NO_PACKAGES[case])
    answer = reading("ledger", "verify", str(tmp_path / "p.zip"))
    assert answer.code == 4
    assert "is no package" in answer.err


def test_a_bomb_is_refused_before_it_is_unpacked(reading: Program, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "p.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("entries.jsonl", "w", force_zip64=True) as file:
            file.write(b"{}\n")
        archive.infolist()[0].file_size = 2**31
    answer = reading("ledger", "verify", str(tmp_path / "p.zip"))
    assert answer.code == 4
    assert "too large" in answer.err


def test_a_package_that_is_not_there(reading: Program, tmp_path: Path) -> None:
    assert reading("ledger", "verify", str(tmp_path / "none.zip")).code == 4
    assert reading("ledger", "verify", str(tmp_path / "none.zip"), "--head", "no head").code == 4


def test_the_script_needs_the_standard_library_alone(packages: Mapping[str, Files]) -> None:
    names = re.findall(r"^(?:import|from) (\w+)", packages["whole"]["verify.py"].decode(), re.MULTILINE)
    assert set(names) <= sys.stdlib_module_names
