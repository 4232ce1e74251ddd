"""Files that are not taken in: what is wrong is said with file, line, key and meaning, and nothing is written."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from memory_record import MemoryRecord
from msgspec.structs import replace

from nen7510_tracker.exchange.fields import fact_of
from nen7510_tracker.exchange.importing import import_files
from nen7510_tracker.exchange.source import LARGEST
from nen7510_tracker.service.deciding import Wish, propose
from nen7510_tracker.service.recording import Batch, Told, record_facts, retract_fact
from nen7510_tracker.words.citizen_number import masked
from nen7510_tracker.words.message import InputRejected, Refusal

BSN = "111222333"
GOOD = """\
schema: nen7510-dossier/1
lab: {id: lab, name: Lab}
parties:
  - {id: igj, name: Inspectie, kind: inspectorate}
  - {id: bvo, name: Opdrachtgever, kind: commissioner}
assessments:
  - id: as-1
    kind: inspection
    title: Onderzoek
    performed_by: igj
    edition: nen7510:2024
    reference_dates: [2026-01-10]
    ratings:
      - {control: A.8.5, rating: fails}
    findings:
      - id: F-1
        controls: [A.8.5]
        grade: major
        title: Bevinding
        events:
          - {on: 2026-02-01, state: planned, by: lab}
measures:
  - {id: M-1, title: Herstel, findings: [F-1], on: 2026-02-01}
"""
AS, F, EVENT = "assessments[0]", "assessments[0].findings[0]", "assessments[0].findings[0].events[0]"


def refused(path: Path, text: str | bytes, name: str = "x.yaml") -> list[str]:
    """What is said of a file, without the place where the test keeps it."""
    file = path / name
    file.write_bytes(text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text)
    return said(path, file)


def said(path: Path, *files: Path) -> list[str]:
    record = MemoryRecord()
    with pytest.raises(InputRejected) as error:
        import_files(record, files, record.call())
    assert record.memory.lists["lab"] == []
    return [str(each).replace(f"{path}/", "") for each in error.value.messages]


def test_the_file_that_the_others_are_made_from_is_good(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(GOOD, "utf-8")
    record = MemoryRecord()
    assert import_files(record, [tmp_path / "x.yaml"], record.call())["lab"]


# Each: what is replaced, by what, and the one message: line, key, what is wrong.
ONE_MISTAKE = {
    "a key that is not known": (
        "grade: major",
        "grade: major\n        colour: red",
        f"line 19, {F}.colour (F-1): this key is not known here.",
    ),
    "a key with a typing error": (
        "measures:",
        "measure:",
        "line 22, measure: this key is not known here; probably meant: measures.",
    ),
    "a key that is missing": ("        title: Bevinding\n", "", f"line 16, {F}.title (F-1): this key is missing."),
    "a key given twice": (
        "    title: Onderzoek",
        "    title: Onderzoek\n    title: Nog een",
        f"line 10, {AS}.title (as-1): the key is given twice; first on line 9.",
    ),
    "a key without a value": (
        "grade: major",
        "grade:",
        f"line 16, {F}.grade (F-1): this key is missing.",
    ),
    "a control with a typing error": (
        "[A.8.5]",
        "[A.8.55]",
        f"line 17, {F}.controls[0] (F-1): nen7510:2024 has no control A.8.55; probably meant: A.8.5.",
    ),
    "a control without its letter": (
        "[A.8.5]",
        "[8.5]",
        f"line 17, {F}.controls[0] (F-1): nen7510:2024 has no control 8.5; probably meant: A.8.5.",
    ),
    "a control that yaml would take for the number 4.1": (
        "[A.8.5]",
        "[4.10]",
        f"line 17, {F}.controls[0] (F-1): nen7510:2024 has no control 4.10; probably meant: 4.1.",
    ),
    "a control of the other edition": (
        "[A.8.5]",
        "[A.9.2.5]",
        f"line 17, {F}.controls[0] (F-1): nen7510:2024 has no control A.9.2.5; it is one of nen7510:2017.",
    ),
    "a text where a list belongs": (
        "[A.8.5]",
        "A.8.5",
        f"line 17, {F}.controls (F-1): a list is expected here; probably meant: [A.8.5].",
    ),
    "a list where a text belongs": (
        "title: Bevinding",
        "title: [a, b]",
        f"line 19, {F}.title (F-1): a single value is expected here, not a list or a group of keys.",
    ),
    "keys where a list belongs": (
        "  - {id: M-1, title: Herstel, findings: [F-1], on: 2026-02-01}",
        "  M-1: {title: Herstel}",
        "line 22, measures: a list is expected here, not a group of keys; begin each item with a hyphen.",
    ),
    "an item without keys": (
        "  - {id: M-1, title: Herstel, findings: [F-1], on: 2026-02-01}",
        "  -",
        (
            "line 23, measures[0]: a group of keys is expected here"
            " (id, title, kind, findings, controls, owner, on, start, end, waits_for, known_on, source,"
            " transcribed, recorded, events)."
        ),
    ),
    "an unknown party": (
        "performed_by: igj",
        "performed_by: ijg",
        f"line 10, {AS}.performed_by: there is no party ijg, in the file or in the record; probably meant: igj.",
    ),
    "an unknown id": (
        "findings: [F-1]",
        "findings: [F-2]",
        "line 23, measures[0].findings[0]: there is no finding F-2, in the file or in the record; probably meant: F-1.",
    ),
    "an unknown edition": (
        "nen7510:2024",
        "nen7510:2025",
        f"line 11, {AS}.edition (as-1): there is no edition nen7510:2025; probably meant: nen7510:2024.",
    ),
    "a day that does not exist": (
        "2026-01-10",
        "2026-02-30",
        (
            f"line 12, {AS}.reference_dates[0] (as-1): 2026-02-30 is no day; write YYYY-MM-DD, or YYYY-MM for a month;"
            " probably meant: 2026-02-28."
        ),
    ),
    "a day as it is written in Dutch": (
        "2026-01-10",
        "10-1-2026",
        (
            f"line 12, {AS}.reference_dates[0] (as-1): 10-1-2026 is no day; write YYYY-MM-DD, or YYYY-MM for a month;"
            " probably meant: 2026-01-10."
        ),
    ),
    "a day with a time": (
        "2026-01-10",
        "2026-01-10T10:00:00Z",
        (
            f"line 12, {AS}.reference_dates[0] (as-1): 2026-01-10T10:00:00Z is no day; write YYYY-MM-DD,"
            " or YYYY-MM for a month; probably meant: 2026-01-10."
        ),
    ),
    "a day that is a word": (
        "2026-01-10",
        "gisteren",
        f"line 12, {AS}.reference_dates[0] (as-1): gisteren is no day; write YYYY-MM-DD, or YYYY-MM for a month.",
    ),
    "a grade that there is not": (
        "grade: major",
        "grade: mayor",
        f"line 18, {F}.grade (F-1): “mayor” is none of major, minor, observation, ungraded; probably meant: major.",
    ),
    "a state that there is not": (
        "state: planned",
        "state: plannd",
        (
            f"line 21, {EVENT}.state (F-1): “plannd” is none of planned, in_progress, implemented, submitted, disputed,"
            " accepted, returned, verified, reopened, withdrawn; probably meant: planned."
        ),
    ),
    "a state that is not allowed then": (
        "state: planned, by: lab",
        "state: accepted, by: igj",
        (
            f"line 21, {EVENT} (F-1/2026-02-01/accepted/igj): finding F-1: accepted by igj on 2026-02-01 is refused:"
            " the finding is open then."
        ),
    ),
    "a state that is not for that party": (
        "state: planned, by: lab",
        "state: verified, by: lab",
        (
            f"line 21, {EVENT} (F-1/2026-02-01/verified/lab): finding F-1: verified by lab on 2026-02-01 is refused:"
            " lab is not independent of the laboratory on that day."
        ),
    ),
    "an id with a space": (
        "id: M-1",
        "id: M 1",
        (
            "line 23, measures[0].id (M 1): “M 1” is no id: 1 to 64 letters, digits, dots, underscores and hyphens,"
            " first a letter or digit."
        ),
    ),
    "an id that ends in a line break": (
        "id: M-1",
        'id: "M-1\\n"',
        (
            "line 23, measures[0].id (M-1\ufffd): “M-1\ufffd” is no id: 1 to 64 letters, digits, dots, underscores and"
            " hyphens, first a letter or digit."
        ),
    ),
    "one rating key twice": (
        "      - {control: A.8.5, rating: fails}",
        "      - {control: A.8.5, rating: fails}\n      - {control: A.8.5, on: 2026-01-10, rating: meets}",
        f"line 15, {AS}.ratings[1] (as-1): as-1/A.8.5/2026-01-10 is given twice; first on line 14.",
    ),
    "one event twice": (
        "          - {on: 2026-02-01, state: planned, by: lab}",
        (
            "          - {on: 2026-02-01, state: planned, by: lab}\n"
            "          - {on: 2026-02-01, state: planned, by: lab, note: nog eens}"
        ),
        f"line 22, {F}.events[1] (F-1): F-1/2026-02-01/planned/lab is given twice; first on line 21.",
    ),
    "one id twice": (
        "  - {id: M-1, title: Herstel",
        "  - {id: M-1, title: Eerst, on: 2026-01-01}\n  - {id: M-1, title: Herstel",
        "line 24, measures[1] (M-1): M-1 is given twice; first on line 23.",
    ),
    "an assessment without a day": (
        "    reference_dates: [2026-01-10]\n",
        "",
        f"line 7, {AS} (as-1): an assessment needs reference_dates or published_on.",
    ),
    "the laboratory as another kind of party": (
        "  - {id: igj,",
        "  - {id: lab, name: Lab, kind: auditor}\n  - {id: igj,",
        "line 4, parties[0] (lab): lab is the laboratory itself, and no other kind of party.",
    ),
    "a control character": (
        "title: Bevinding",
        'title: "a\\e[31mb"',
        (
            f"line 19, {F}.title (F-1): the text holds a control character, or one that turns the reading direction;"
            " remove it."
        ),
    ),
    "a control character as it is": (
        "title: Bevinding",
        "title: a\x1bb",
        (
            f"line 19, {F}.title (F-1): the text holds a control character, or one that turns the reading direction;"
            " remove it."
        ),
    ),
    "a carriage return in a text": (
        "title: Bevinding",
        'title: "a\\rb"',
        (
            f"line 19, {F}.title (F-1): the text holds a control character, or one that turns the reading direction;"
            " remove it."
        ),
    ),
    "a bidirectional override": (
        "title: Bevinding",
        "title: a\u202eb",
        (
            f"line 19, {F}.title (F-1): the text holds a control character, or one that turns the reading direction;"
            " remove it."
        ),
    ),
    "a bidirectional override in a comment": (
        "grade: major",
        "grade: major # a\u2066b",
        "line 18: the file holds a control character, or one that turns the reading direction; remove it.",
    ),
    "an alias": (
        "title: Bevinding",
        "title: *naam",
        "line 19: aliases (*naam) are not read; write the value out.",
    ),
    "a tag": (
        "title: Bevinding",
        "title: !!python/name:os.system x",
        "line 19: tags (tag:yaml.org,2002:python/name:os.system) are not read; write the value alone.",
    ),
    "a merge key": (
        "grade: major",
        "<<: {grade: major}\n        grade: minor",
        f"line 18, {F}.<< (F-1): merge keys are not read; write the keys out.",
    ),
    "a list as a key": (
        "measures:",
        "? [a, b]\n: x\nmeasures:",
        "line 22: a key is a single word, not a list or a group of keys.",
    ),
    "a second document": (
        "measures:",
        "---\nmeasures:",
        "line 23: a second document begins here (---); a dossier file holds one.",
    ),
    "nesting without end": (
        "measures:",
        f"x: {'[' * 100}{']' * 100}\nmeasures:",
        "line 22: the nesting is deeper than 40 levels.",
    ),
    "a tab that indents": (
        "    title: Onderzoek",
        "\ttitle: Onderzoek",
        "line 9: this cannot be read as YAML: a line begins with a tab; indent with spaces.",
    ),
    "a colon in a text": (
        "title: Onderzoek",
        "title: Onderzoek: deel 1",
        (
            "line 9: this cannot be read as YAML: a colon stands in a text, or the indentation is wrong;"
            " put the text in quotes."
        ),
    ),
    "quotes that are not closed": (
        "title: Onderzoek",
        'title: "Onderzoek',
        "line 24: this cannot be read as YAML: quotes are opened and not closed.",
    ),
    "a bracket that is not closed": (
        "lab: {id: lab, name: Lab}",
        "lab: {id: lab, name: Lab",
        "line 3: this cannot be read as YAML: a comma or a closing brace is missing.",
    ),
    "another format": (
        "nen7510-dossier/1",
        "nen7510-dossier/2",
        "line 1, schema: nen7510-dossier/2 is no format that is read here; write nen7510-dossier/1.",
    ),
    "no format": (
        "schema: nen7510-dossier/1\n",
        "",
        "line 1, schema: this is no dossier file; such a file begins with schema: nen7510-dossier/1.",
    ),
    "no laboratory": ("lab: {id: lab, name: Lab}\n", "", "line 1, lab: this key is missing."),
    "somebody else than a commissioner who decides": (
        "measures:",
        "decisions: [{id: D-1, on: 2026-01-01, by: igj, decision: suspend, rationale: x}]\nmeasures:",
        "line 22, decisions[0] (D-1): decision D-1 is refused: only a commissioner decides, igj is none.",
    ),
    "a clause of part 1 that does not apply": (
        "measures:",
        (
            "statements: [{id: v, version: 1, edition: nen7510:2024, on: 2026-01-01,"
            " controls: [{control: 9.1, applicable: false}]}]\nmeasures:"
        ),
        "line 22, statements[0] (v): clauses of part 1 cannot be excluded: 9.1.",
    ),
    "yes for true": (
        "measures:",
        "decisions: [{id: D-1, on: 2026-01, by: bvo, decision: resume, rationale: x, taken_outside: yes}]\nmeasures:",
        "line 22, decisions[0].taken_outside (D-1): “yes” is none of true, false.",
    ),
    "a fraction for a whole number": (
        "grade: major",
        "grade: major\n        priority: 1.5",
        f"line 19, {F}.priority (F-1): 1.5 is no whole number from 0 to 999999999.",
    ),
    "a number that is written another way": (
        "grade: major",
        "grade: major\n        priority: 0x10",
        f"line 19, {F}.priority (F-1): 0x10 is no whole number from 0 to 999999999.",
    ),
    "a moment that is none": (
        "kind: inspectorate",
        "kind: inspectorate, recorded: {by: x, at: gisteren}",
        "line 4, parties[0].recorded.at (igj): gisteren is no moment; write 2026-01-31T09:30:00.000000Z.",
    ),
}


@pytest.mark.parametrize("mistake", ONE_MISTAKE)
def test_a_mistake_is_said_with_its_line_key_and_probable_meaning(mistake: str, tmp_path: Path) -> None:
    old, new, message = ONE_MISTAKE[mistake]
    assert old in GOOD
    at = "x.yaml, " if message.startswith("line") else ""
    assert refused(tmp_path, GOOD.replace(old, new, 1)) == [at + message]


def _json(change: Callable[[str], str] = lambda text: text, **lab: Any) -> str:
    return change(json.dumps({"schema": "nen7510-dossier/1", "lab": {"id": "lab", "name": "x"} | lab}, indent=1))


IN_JSON = {
    "a key twice": (
        _json(lambda text: text.replace('"name"', '"name": "y",\n  "name"')),
        "line 6, lab.name (lab): the key is given twice; first on line 5.",
    ),
    "no number": (
        _json(lambda text: text.replace('"x"', "NaN")),
        "line 5: this cannot be read as JSON (a value expected; texts stand in double quotes).",
    ),
    "half a pair": (
        _json(lambda text: text.replace('"x"', r'"a\ud83d"')),
        (
            "line 5, lab.name (lab): the text holds a control character, or one that turns the reading direction;"
            " remove it."
        ),
    ),
    "half a pair in a key": (
        _json(lambda text: text.replace('"name"', r'"b\udc00": 1, "name"')),
        "line 5, lab.b\ufffd (lab): this key is not known here.",
    ),
    "a comma too many": (
        _json(lambda text: text.replace('"x"', '"x",')),
        "line 6: this cannot be read as JSON (a key in double quotes expected).",
    ),
    "single quotes": (
        "{'schema': 'nen7510-dossier/1'}",
        "line 1: this cannot be read as JSON (a key in double quotes expected).",
    ),
    "cut off": (
        _json()[:-6],
        "line 5: this cannot be read as JSON (a text that does not end, or a wrong escape in it).",
    ),
    "more after the end": (_json() + "{}", "line 7: this cannot be read as JSON (the document has ended before)."),
    "brackets without end": ("[" * 200_000, "line 1: the nesting is deeper than 40 levels."),
    "a huge number": (
        _json(lambda text: text.replace('"x"', "9" * 5000)),
        None,
    ),
    "an empty group": (
        "{}",
        "line 1, schema: this is no dossier file; such a file begins with schema: nen7510-dossier/1.",
    ),
    "a list": ("[]", "line 1: this is no dossier file; such a file begins with schema: nen7510-dossier/1."),
}


@pytest.mark.parametrize("mistake", [each for each, (_, message) in IN_JSON.items() if message])
def test_a_mistake_in_json_is_said_with_its_line_and_key(mistake: str, tmp_path: Path) -> None:
    text, message = IN_JSON[mistake]
    assert refused(tmp_path, text, "x.json") == [f"x.json, {message}"]


def test_a_huge_number_where_a_number_belongs_is_no_number(tmp_path: Path) -> None:
    measure = {"id": "M", "title": "x", "on": "2026-01-01", "events": [{"on": "2026-01-01", "state": "done"}]}
    text = _json().replace('"lab": {', f'"measures": [{json.dumps(measure)}], "lab": {{')
    (message,) = refused(tmp_path, text.replace('"done"', '"done", "progress": 1' + "0" * 5000), "x.json")
    assert message.startswith("x.json, line 3, measures[0].events[0].progress (M): 1000")
    assert message.endswith("… is no whole number from 0 to 100.")
    assert len(message) < 200


FILES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "x.yaml is empty."),
    "blank": (b"\n \n", "x.yaml is empty."),
    "only a comment": (
        b"# niets\n",
        "x.yaml, line 1: this is no dossier file; such a file begins with schema: nen7510-dossier/1.",
    ),
    "a word": (
        b"hallo\n",
        "x.yaml, line 1: this is no dossier file; such a file begins with schema: nen7510-dossier/1.",
    ),
    "in Windows' own code": (
        GOOD.replace("Inspectie", "Caf\u00e9").encode("cp1252"),
        "x.yaml, line 4: this is not UTF-8 text; save the file as UTF-8.",
    ),
    "in UTF-16": (GOOD.encode("utf-16"), "x.yaml, line 1: this is not UTF-8 text; save the file as UTF-8."),
    "21 MiB": (GOOD.encode() + b"# " + b"x" * LARGEST, "x.yaml is larger than 20 MiB."),
    "a bomb": (
        b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
        "x.yaml, line 2: aliases (*a) are not read; write the value out.",
    ),
    "a workbook": (
        b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00\xff",
        "x.yaml, line 1: this is not UTF-8 text; save the file as UTF-8.",
    ),
}


@pytest.mark.parametrize("sort", FILES)
def test_a_file_that_is_none(sort: str, tmp_path: Path) -> None:
    data, message = FILES[sort]
    assert refused(tmp_path, data) == [message]


def test_a_file_that_cannot_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "folder").mkdir()
    locked = tmp_path / "locked.yaml"
    locked.write_text(GOOD, "utf-8")
    real = Path.open

    def opened(self: Path, *arguments: Any, **more: Any) -> Any:
        """The tests may run as root, who may read everything."""
        if self == locked:
            raise PermissionError(13, "Permission denied")
        return real(self, *arguments, **more)

    monkeypatch.setattr(Path, "open", opened)
    assert said(tmp_path, tmp_path / "folder", tmp_path / "none.yaml", locked, Path(f"{tmp_path}/a\0b")) == [
        "folder is a directory; name the files in it.",
        "none.yaml: there is no such file.",
        "locked.yaml: you have no permission to read this file.",
        "a\ufffdb cannot be read: embedded null byte.",
    ]


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\ufeff" + text,
        lambda text: "\ufeff" + text.replace("\n", "\r\n"),
        lambda text: text.replace("lab: {", "lab: &anchor {"),
        lambda text: text.replace("title: Bevinding", "title: !!str Bevinding"),
        lambda text: text.replace("nen7510:2024", "NEN 7510-1:2024"),
        lambda text: text.replace("title: Bevinding", 'title: "\\u0042evinding"'),
    ],
    ids=["CRLF", "BOM", "BOM and CRLF", "anchor", "tag of a text", "edition as certificates write it", "escapes"],
)
def test_what_says_the_same_is_the_same(change: Callable[[str], str], tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(GOOD.encode())
    (tmp_path / "b.yaml").write_bytes(change(GOOD).encode())
    record = MemoryRecord()
    import_files(record, [tmp_path / "a.yaml"], record.call())
    assert not import_files(record, [tmp_path / "b.yaml"], record.call())["lab"]


GUESSED = [
    "on",
    "off",
    "no",
    "y",
    "null",
    "~",
    "4.10",
    "1e3",
    "0x10",
    "1_000",
    "12:30",
    "2025-07-01",
    "true",
    "=",
    ".5",
]


@pytest.mark.parametrize("text", GUESSED)
def test_what_yaml_would_guess_is_text_where_text_belongs(text: str, tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(GOOD.replace("title: Bevinding", f"title: {text}"), "utf-8")
    record = MemoryRecord()
    import_files(record, [tmp_path / "x.yaml"], record.call())
    assert record.dossier("lab").current("finding", "F-1").title == text


@pytest.mark.parametrize(
    ("edition", "text"), [("nen7510:2017", "10.1"), ("nen7510:2024", "10.1"), ("nen7510:2017", "A.9.2.5")]
)
def test_a_control_is_one_of_its_assessments_edition(edition: str, text: str, tmp_path: Path) -> None:
    changed = GOOD.replace("nen7510:2024", edition).replace("A.8.5", text)
    (tmp_path / "x.yaml").write_text(changed, "utf-8")
    record = MemoryRecord()
    import_files(record, [tmp_path / "x.yaml"], record.call())
    assert record.dossier("lab").current("finding", "F-1").controls == (text,)


def test_all_mistakes_of_all_files_are_said_at_once_in_their_order(tmp_path: Path) -> None:
    files = {
        "a.yaml": GOOD.replace("grade: major", "grade: mayor").replace("kind: inspectorate", "kind: inspector"),
        "b.json": _json(lambda text: text.replace('"name"', '"nam"')),
        "c.yaml": "",
        "d.yaml": GOOD.replace("findings: [F-1]", "findings: [F-3]"),
        "good.yaml": GOOD.replace("id: lab", "id: ander").replace("by: lab", "by: ander"),
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
    found = said(tmp_path, *(tmp_path / name for name in files))
    assert [each.split(": ")[0] for each in found] == [
        "c.yaml is empty.",
        "a.yaml, line 4, parties[0].kind (igj)",
        f"a.yaml, line 18, {F}.grade (F-1)",
        "b.json, line 3, lab.name (lab)",
        "b.json, line 5, lab.nam (lab)",
        "d.yaml, line 23, measures[0].findings[0]",
    ]


# Citizen service numbers: refused wherever they stand, and never repeated

WITH_NUMBER = {
    "a text": ("title: Bevinding", f"title: Patient {BSN}"),
    "a text with dots": ("title: Bevinding", "title: 111.222.333"),
    "a text with spaces": ("title: Bevinding", "title: 1112 22 333"),
    "a text with narrow spaces": ("title: Bevinding", "title: 1112\u202f22\u00a0333"),
    "a text with its name": ("title: Bevinding", f"title: BSN{BSN}"),
    "an id": ("id: F-1", f'id: "{BSN}"'),
    "a party": ("performed_by: igj", f'performed_by: "{BSN}"'),
    "a control": ("[A.8.5]", f"[{BSN}]"),
    "a day": ("2026-01-10", BSN),
    "a state": ("state: planned", f"state: {BSN}"),
    "a number": ("grade: major", f"grade: major\n        priority: {BSN}"),
    "an edition": ("nen7510:2024", BSN),
    "a key": ("grade: major", f'grade: major\n        "{BSN}": x'),
    "a key with text": ("grade: major", f'grade: major\n        "van {BSN}": x'),
    "a key at the top": ("measures:", f'"{BSN}": x\nmeasures:'),
    "a list that is none": ("[A.8.5]", f"patient {BSN}"),
    "an alias": ("title: Bevinding", f"title: *{BSN}"),
    "a tag": ("title: Bevinding", f"title: !{BSN} x"),
    "the format": ("nen7510-dossier/1", BSN),
    "a source": ("grade: major", f"grade: major\n        source: {{reference: dossier {BSN}}}"),
    "a moment": ("kind: inspectorate", f'kind: inspectorate, recorded: {{by: x, at: "{BSN}"}}'),
    "a name": (
        "kind: inspectorate",
        f'kind: inspectorate, recorded: {{by: "{BSN}", at: "2026-01-31T09:30:00.000000Z"}}',
    ),
}


@pytest.mark.parametrize("place", WITH_NUMBER)
def test_a_citizen_service_number_is_refused_and_never_repeated(place: str, tmp_path: Path) -> None:
    old, new = WITH_NUMBER[place]
    assert old in GOOD
    found = " ".join(refused(tmp_path, GOOD.replace(old, new, 1)))
    assert masked(found) == found
    assert BSN not in found.replace(".", "").replace(" ", "").replace("\u202f", "").replace("\u00a0", "")


def test_a_citizen_service_number_in_the_name_of_a_file_is_not_repeated(tmp_path: Path) -> None:
    found = refused(tmp_path, GOOD.replace("grade: major", "grade: mayor"), f"{BSN}.yaml")
    assert found[0].startswith("….yaml, line 18")
    assert said(tmp_path, tmp_path / f"none {BSN}.yaml") == ["none ….yaml: there is no such file."]


def test_a_citizen_service_number_that_was_an_id_is_not_offered_as_what_was_meant(tmp_path: Path) -> None:
    near = str(int(BSN) + 1)
    text = GOOD.replace("id: F-1", f'id: "{BSN}"').replace("findings: [F-1]", f'findings: ["{near}"]')
    found = " ".join(refused(tmp_path, text))
    assert f"there is no finding {near}" in found
    assert BSN not in found


def _recorded() -> MemoryRecord:
    record = MemoryRecord()
    record.take(GOOD)
    return record


UNFIT = [f"wegens {BSN}", "wegens 111.222.333", "a\x1b[31mb", "a\u202eb"]


@pytest.mark.parametrize("text", UNFIT)
def test_nor_does_it_come_in_on_another_way(text: str) -> None:
    record = _recorded()
    head = record.ledger.head("lab")
    changed = GOOD.replace("title: Bevinding", "title: Anders")
    fact = record.dossier("lab").current("finding", "F-1")
    ways: list[Callable[[], Any]] = [
        lambda: record.take(changed, correct=text),
        lambda: record.take(changed, correct="Omdat", actor=text),
        lambda: retract_fact(record, "lab", "measure", "M-1", reason=text, call=record.call()),
        lambda: propose(record, "lab", Wish(text, decision="suspend"), record.call()),
        lambda: propose(record, "lab", Wish("Omdat", decision="suspend", services=("a", text)), record.call()),
        lambda: fact_of("timeline", {"id": ["T"], "on": ["2026-01"], "text": [text]}, record.norm),
        lambda: record_facts(record, {"lab": Batch([Told(_with_title(fact, text))])}, record.call(), "Omdat"),
    ]
    for way in ways:
        with pytest.raises(Refusal) as error:
            way()
        found = " ".join(map(str, getattr(error.value, "messages", [error.value.message])))
        assert "holds a" in found
        assert masked(found) == found
        assert found.isprintable()
    assert record.ledger.head("lab") == head


def _with_title(fact: Any, title: str) -> Any:
    return replace(fact, title=title)


@pytest.mark.parametrize("name", ["a\x1b[31m.yaml", "a\nb.yaml", "a\u202eb.yaml"])
def test_the_name_of_a_file_steers_no_terminal(name: str, tmp_path: Path) -> None:
    (found,) = refused(tmp_path, "", name)
    assert found.isprintable()
    assert os.sep not in found


# The history of a file

HISTORY = [
    ("{kind: party, id: igj}", "recorded: this key is missing."),
    ("{kind: partij, id: igj, recorded: WHO}", "kind: “partij” is none of lab, party,"),
    (
        "{kind: party, id: igj, reason: x, known_on: 2026-01-01, recorded: WHO}",
        "an earlier version of this fact is missing",
    ),
    ("{kind: party, id: igj, recorded: WHO}", "an earlier version of this fact is missing"),
    (
        "{kind: party, id: igj, recorded: WHO, fact: {id: jgi, name: x, kind: other}}",
        "the id is not that of the fact, jgi",
    ),
    ("{kind: party, id: igj, recorded: {by: a, at: 2026}, fact: {id: igj, name: x, kind: other}}", "2026 is no moment"),
    ("{kind: party, id: igj, recorded: WHO, fact: {id: igj, nme: x, kind: other}}", "probably meant: name"),
    (
        "{kind: measure, id: M, recorded: WHO, fact: {id: M, title: x, on: 2026-01-01, findings: [F-7]}}",
        "there is no finding F-7",
    ),
    (
        "{kind: approval, id: P-1, recorded: WHO, fact: {id: P-1, on: 2026-01-31, policy: MARK, head: HEAD}}",
        "there is no proposal P-1",
    ),
]


@pytest.mark.parametrize(("version", "expected"), HISTORY)
def test_a_history_that_cannot_be_taken_over_is_refused_with_its_line(
    version: str, expected: str, tmp_path: Path
) -> None:
    for name, value in (
        ("WHO", '{by: anna, at: "2026-01-31T09:30:00.000000Z"}'),
        ("HEAD", "{seq: 1, digest: z}"),
        ("MARK", "{id: x, digest: y}"),
    ):
        version = version.replace(name, value)
    found = refused(tmp_path, f"{GOOD}history:\n  - {version}\n")
    assert found[0].startswith("x.yaml, line 25, history[0]")
    assert expected in found[0]


FOUR_EYES = """\
history:
  - kind: proposal
    id: D-1
    recorded: {by: eva, at: "2026-03-01T09:30:00.000000Z"}
    fact:
      id: D-1
      on: 2026-03-01
      by: bvo
      decision: DECISION
      rationale: x
      policy: {id: p, digest: y}
      head: {seq: 1, digest: z}
  - kind: approval
    id: D-1
    recorded: {by: APPROVER, at: "2026-03-01T10:30:00.000000Z"}
    fact: {id: D-1, on: 2026-03-01, policy: {id: p, digest: y}, head: {seq: 1, digest: z}}
"""


@pytest.mark.parametrize(
    ("decision", "approver", "line", "expected"),
    [
        ("suspend", "Eva ", 36, "Eva proposed it: somebody else has to approve"),
        ("resume", "dirk", 25, "the gate (resume-bvo-nl) does not say met"),
    ],
)
def test_the_history_of_a_decision_is_judged_as_if_it_were_taken_here(
    decision: str, approver: str, line: int, expected: str, tmp_path: Path
) -> None:
    text = FOUR_EYES.replace("DECISION", decision).replace("APPROVER", approver)
    found = refused(tmp_path, GOOD + text)
    assert any(each.startswith(f"x.yaml, line {line}, history[") and expected in each for each in found)
