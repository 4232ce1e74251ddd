"""OSCAL: documents that NIST's schema takes, references that lead somewhere, and a plan of action that comes back."""

import copy
import json
import os
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from cli_support import DATA, TODAY, Program, examples, steady
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft7Validator
from memory_record import MemoryRecord
from strategies import documents as drawn

from nen7510_tracker.exchange.oscal.documents import documents
from nen7510_tracker.exchange.oscal.names import token
from nen7510_tracker.exchange.oscal.poam_file import Poam
from nen7510_tracker.exchange.oscal.recognise import model_of
from nen7510_tracker.norm.norm import load_norm
from nen7510_tracker.service.record import Moment, Record
from nen7510_tracker.service.recording import Call, would_record
from nen7510_tracker.words.message import InputRejected

__all__ = ["examples", "steady"]

HERE = Path(__file__).parent / "oscal"
OTHER = HERE / "plan-of-another-tool.json"
ALL = Moment(date.max, date.max)
LABS = sorted(path.stem for path in DATA.glob("*.yaml"))
UUIDS = r"(party|actor|observation|risk|finding|task)-uuid"
ROOT = "plan-of-action-and-milestones"
Documents = Mapping[str, Any]


@pytest.fixture(scope="module")
def exported(examples: Path) -> Mapping[str, Documents]:
    """The documents of every example, read."""
    with Record.open(str(examples), load_norm()) as record:
        return {
            lab: {name: json.loads(data) for name, data in documents(record.evaluation(lab, ALL)).items()}
            for lab in LABS
        }


@pytest.fixture(scope="module")
def nist() -> Draft7Validator:
    """NIST's schema; Python's expressions know no `\\p{L}`."""
    text = (HERE / "oscal_complete_schema.json").read_text("utf-8")
    text = text.replace(r"(\\p{L}|_)(\\p{L}|\\p{N}|[.\\-_])*", r"[^\\W\\d][\\w.\\-]*")
    assert r"\\p{" not in text
    return Draft7Validator(json.loads(text))


@pytest.mark.parametrize("lab", ["clinical-diagnostics", "lab-leegblad", "lab-pipet", "lab-roerstaaf"])
def test_the_documents_are_valid_by_nists_schema(lab: str, exported: Mapping[str, Documents], nist: Any) -> None:
    for document in exported[lab].values():
        wrong = [f"{error.json_path}: {error.message}"[:300] for error in nist.iter_errors(document)]
        assert wrong == []


def test_the_plan_of_a_long_dossier_is_valid(exported: Mapping[str, Documents], nist: Any) -> None:
    (plan,) = (document for name, document in exported["example-lab"].items() if name.startswith(ROOT))
    assert len(plan[ROOT]["risks"]) > 30
    assert list(nist.iter_errors(plan)) == []


def test_what_is_left_out_where_it_would_be_empty(exported: Mapping[str, Documents]) -> None:
    assert [*exported["lab-leegblad"]] == ["catalogs/nen7510-2024/catalog.json"]
    assert [*exported["clinical-diagnostics"]] == ["catalogs/nen7510-2024/catalog.json"]
    assert sum(name.startswith("catalogs/") for name in exported["lab-roerstaaf"]) == 2


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for each in value.values():
            yield from nodes(each)
    elif isinstance(value, list):
        for each in value:
            yield from nodes(each)


@pytest.mark.parametrize("lab", LABS)
def test_every_reference_leads_to_what_the_export_holds(lab: str, exported: Mapping[str, Documents]) -> None:
    made = exported[lab]
    catalogs = [each for name, each in made.items() if name.startswith("catalogs/")]
    controls = {node["id"] for each in catalogs for node in nodes(each) if "id" in node and "parts" in node}
    parts = {part["id"] for each in catalogs for node in nodes(each) for part in node.get("parts", [])}
    for name, document in made.items():
        known = [node["uuid"] for node in nodes(document) if "uuid" in node]
        assert len(known) == len(set(known)), name
        roles = {role["id"] for node in nodes(document) for role in node.get("roles", [])}
        for node in nodes(document):
            named = [node[key] for key in node if re.fullmatch(UUIDS, key)]
            named += node.get("party-uuids", [])
            assert set(named) <= set(known)
            href = node.get("href", "")
            assert not href.startswith("#") or href[1:] in known
            assert not href.startswith("../../") or href[6:] in made
            assert node.get("control-id") in {None, *controls}
            assert node.get("target-id") in {None, *parts}
            assert node.get("role-id") in {None, *roles}


def test_a_catalog_tells_ids_and_titles_and_no_text_of_the_norm(exported: Mapping[str, Documents]) -> None:
    catalog = exported["lab-pipet"]["catalogs/nen7510-2024/catalog.json"]["catalog"]
    controls = [control for group in catalog["groups"] for control in group["controls"]]
    norm = load_norm().edition("nen7510:2024").controls
    assert {each["props"][0]["value"]: each["title"] for each in controls} == {
        key: each.title_en for key, each in norm.items()
    }
    assert not [node for node in nodes(catalog) if "prose" in node]
    assert (token("A.8.5", "nen7510:2024"), token("9.1", "nen7510:2024")) == ("A.8.5", "nen7510-2024-9.1")


# The same head gives the same bytes


def test_the_same_head_gives_the_same_bytes_whatever_is_recorded_since(tmp_path: Path) -> None:
    program = Program(tmp_path / "record.db")
    program("import", str(DATA / "lab-pipet.yaml"))
    head = program("ledger", "head", "lab-pipet", "--format", "json").json["seq"]
    for name in ("one.zip", "two.zip"):
        program("export", "lab-pipet", "--format", "oscal", "-o", str(tmp_path / name), "--head", str(head))
        program("record", "timeline", "lab-pipet", "--id", f"T-{name}", "--on", "2026-11-01", "--text", "Later.")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    program("export", "lab-pipet", "--format", "oscal", "-o", str(tmp_path / "now"))
    with ZipFile(tmp_path / "one.zip") as packed:
        then = {name: packed.read(name) for name in packed.namelist()}
    now = {
        path.relative_to(tmp_path / "now").as_posix(): path.read_bytes() for path in (tmp_path / "now").rglob("*.json")
    }
    assert then.keys() == now.keys()
    assert then["catalogs/nen7510-2024/catalog.json"] == now["catalogs/nen7510-2024/catalog.json"]
    results = "assessment-results/lab-pipet/assessment-results.json"
    one, other = json.loads(then[results])["assessment-results"], json.loads(now[results])["assessment-results"]
    assert one["uuid"] != other["uuid"]
    assert one["metadata"]["version"] != other["metadata"]["version"]
    assert one["results"] == other["results"]  # identifiers stay those of the facts


def test_a_plan_shows_what_was_known_then(examples: Path) -> None:
    program = Program(examples)
    plan = ("export", "example-lab", "--format", "oscal", "--document", "poam")
    early = program(*plan, "--as-of", "2025-06-30", "--known-on", "2025-06-30").json[ROOT]
    assert 0 < len(early["poam-items"]) < len(program(*plan).json[ROOT]["poam-items"])


# A plan back in


@pytest.mark.parametrize("lab", [lab for lab in LABS if lab not in ("clinical-diagnostics", "lab-leegblad")])
def test_a_plan_of_ours_adds_nothing_to_the_record_that_it_is_of(
    lab: str, exported: Mapping[str, Documents], examples: Path, tmp_path: Path
) -> None:
    (plan,) = (document for name, document in exported[lab].items() if name.startswith(ROOT))
    path = tmp_path / "poam.json"
    path.write_text(json.dumps(plan), "utf-8")
    with Record.open(str(examples), load_norm()) as record:
        read = Poam(path, record.norm).read(record.dossier(lab))
        assert len(read.batch.steps) >= len(plan[ROOT]["poam-items"])
        assert would_record(record, lab, read.batch, Call.new("anna", TODAY)) == []
    assert (dict(read.left_out), read.differing) == ({}, [])


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(drawn())
def test_whatever_is_recorded_a_plan_of_it_is_valid_and_adds_nothing(nist: Any, tmp_path: Path, dossier: Any) -> None:
    record, call, path = MemoryRecord(), Call.new("anna", TODAY), tmp_path / "plan.json"
    record.take(json.dumps(dossier), ending="json")
    made = documents(record.evaluation("lab", ALL)).get(f"{ROOT}/lab/{ROOT}.json")
    if made:
        assert [error.message[:300] for error in nist.iter_errors(json.loads(made))] == []
        path.write_bytes(made)
        read = Poam(path, record.norm).read(record.dossier("lab"))
        assert would_record(record, "lab", read.batch, call) == []
        assert (dict(read.left_out), read.differing) == ({}, [])


HARD = {
    "lab": {"id": "lab-x", "name": "Lab X"},
    "parties": [{"id": "aud", "name": "Auditor", "kind": "auditor"}],
    "assessments": [
        {
            "id": "a-1",
            "kind": "independent_audit",
            "title": "Audit\nin two lines",
            "performed_by": "aud",
            "edition": "nen7510:2024",
            "reference_dates": ["2026-01", "2026-02-10"],
            "findings": [
                {
                    "id": "F-1",
                    "controls": ["9.1", "A.8.5"],
                    "grade": "major",
                    "grade_as": " Cat 1 ",
                    "title": "*Sterren* & <b>",
                    "on": "2026-01",
                    "due": "2026-06",
                    "priority": 0,
                    "requirement": "Een.\n\nTwee.",
                    "evidence_text": "e\u0301",
                    "source": {"title": "Rapport", "page": "12"},
                    "known_on": "2026-03-01",
                    "same_as": ["F-2"],
                    "events": [
                        {
                            "on": "2026-03",
                            "state": "submitted",
                            "by": "lab-x",
                            "cause": "Omdat.\nDaarom.",
                            "due": "2026-07-31",
                        },
                        {
                            "on": "2026-04-01",
                            "state": "accepted",
                            "by": "aud",
                            "note": "Goed.",
                            "source": {"page": "3"},
                        },
                    ],
                },
                {"id": "F-2", "controls": ["A.8.5"], "grade": "ungraded", "title": "T", "statement": "T"},
                {"id": "F-3", "controls": ["A.5.1"], "grade": "minor", "title": "Alleen\nop twee regels"},
            ],
        }
    ],
    "measures": [
        {
            "id": "M-1",
            "title": "Doen\nen laten",
            "findings": ["F-2", "F-1"],
            "owner": "ICT",
            "on": "2026-03-05",
            "start": "2026-04",
            "end": "2026-03-31",
            "controls": ["A.8.5"],
        }
    ],
}


def test_every_text_and_month_comes_back_into_a_record_without_them(tmp_path: Path) -> None:
    full, bare = Program(tmp_path / "full.db"), Program(tmp_path / "bare.db")
    whole, without = tmp_path / "whole.json", tmp_path / "without.json"
    without_findings = copy.deepcopy(HARD)
    del without_findings["assessments"][0]["findings"], without_findings["measures"]  # type: ignore[attr-defined]
    for program, path, dossier in ((full, whole, HARD), (bare, without, without_findings)):
        path.write_text(json.dumps({"schema": "nen7510-dossier/1", **dossier}), "utf-8")
        assert program("import", str(path)).code == 0
    plan = tmp_path / "plan"  # recognised by what it holds
    full("export", "lab-x", "--format", "oscal", "--document", "poam", "-o", str(plan))
    answer = bare("import", str(plan), "--lab", "lab-x")
    assert (answer.code, "lab-x: 6 facts recorded." in answer.err) == (0, True)
    assert bare("export", "lab-x").out == full("export", "lab-x").out


def test_the_plan_of_another_tool_gives_findings_and_measures_and_says_what_it_left(tmp_path: Path) -> None:
    program = Program(tmp_path / "record.db")
    program("import", str(DATA / "lab-pipet.yaml"))
    answer = program("import", str(OTHER), "--lab", "lab-pipet", "--assessment", "fase2-2026", "--on", "2026-05-04")
    assert answer.code == 0, answer.err
    assert "Not taken in: observations[].description (2)" in answer.err
    assert "fase2-2026-81fa32e8: closed in the plan, and taken in as open" in answer.err
    assert "lab-pipet: 3 facts recorded." in answer.err
    told = program("export", "lab-pipet", "--format", "json").json
    assessment = next(each for each in told["assessments"] if each["id"] == "fase2-2026")
    assert [each for each in assessment["findings"] if each["id"] == "V-12"] == [
        {
            "id": "V-12",
            "controls": ["A.8.2", "A.8.5"],
            "grade": "ungraded",
            "title": "Accounts van oud-medewerkers",
            "statement": "3 van 20 accounts hoorden bij mensen die weg zijn.",
            "on": "2026-04-20",
            "due": "2026-09-30",
        }
    ]
    (measure,) = (each for each in told["measures"] if each["id"] == "M-V-12")
    assert (measure["owner"], measure["start"], measure["end"]) == ("Hoofd ICT", "2026-05-01", "2026-08-31")
    again = program("import", str(OTHER), "--lab", "lab-pipet", "--assessment", "fase2-2026", "--on", "2026-05-04")
    assert "lab-pipet: nothing new." in again.err


def change(document: Any, path: str, value: Any) -> None:
    *way, last = [int(step) if step.isdigit() else step for step in path.split("/")]
    for step in way:
        document = document[step]
    if value is None:
        del document[last]
    else:
        document[last] = value


WRONG = [
    ("findings/1/target/target-id", "ac-2_smt", "findings[1].target.target-id: nen7510:2024 has no control ac-2"),
    ("risks/0/deadline", "soon", "risks[0].deadline: soon is no day"),
    ("poam-items/0/title", None, "poam-items[0].title: this key is missing"),
    ("poam-items/0/title", ["a"], "poam-items[0].title: a single value is expected here"),
    ("poam-items/0/description", "Mr X, BSN 111222333", "poam-items[0].description: the text holds a citizen"),
    ("poam-items/0/related-risks/0/risk-uuid", "x", "risk-uuid: nothing in this document has the uuid"),
    ("poam-items/1/props", None, "poam-items[1]: the item names no control"),
    ("poam-items", [], "$.plan-of-action-and-milestones: poam-items: the plan has no items"),
    ("poam-items", {}, "$.plan-of-action-and-milestones.poam-items: a list is expected here"),
    ("poam-items/0", "x", "poam-items[0]: an object is expected here"),
    ("observations/1/uuid", None, "observations[1]: this has no uuid"),
    ("risks/1/uuid", json.loads(OTHER.read_text("utf-8"))[ROOT]["risks"][0]["uuid"], "risks[1]: another has the same"),
    (
        "poam-items/0/props/0",
        {"name": "grade", "ns": "https://nen7510-tracker.invalid/ns/oscal/fact", "value": "hoog"},
        "props[0].value: “hoog” is none of major, minor",
    ),
]


@pytest.mark.parametrize(("path", "value", "said"), WRONG, ids=[f"{path}={value}" for path, value, _ in WRONG])
def test_a_mistake_is_told_with_its_place_and_nothing_is_written(
    path: str, value: Any, said: str, examples: Path, tmp_path: Path
) -> None:
    document = json.loads(OTHER.read_text("utf-8"))
    change(document[ROOT], path, value)
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(document, indent=1), "utf-8")
    with Record.open(str(examples), load_norm()) as record, pytest.raises(InputRejected) as rejected:
        Poam(file, record.norm).read(record.dossier("lab-pipet"), "fase2-2026", "2026-05-04")
    told = "\n".join(map(str, rejected.value.messages))
    assert said in told
    assert re.search(r"line \d+, \$\.plan-of-action", told)
    assert "111222333" not in told


def test_all_mistakes_are_told_at_once(examples: Path, tmp_path: Path) -> None:
    document = json.loads(OTHER.read_text("utf-8"))
    for path, value in (
        ("risks/0/deadline", "soon"),
        ("findings/0/target/target-id", "x"),
        ("poam-items/1/title", None),
    ):
        change(document[ROOT], path, value)
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(document), "utf-8")
    answer = Program(examples)("import", str(file), "--lab", "lab-pipet", "--assessment", "fase2-2026")
    assert answer.code == 4
    assert len([line for line in answer.err.splitlines() if "$.plan-of-action" in line]) == 4  # and no --on
    assert answer.err.endswith("Nothing was written.\n")


@pytest.mark.parametrize(
    ("text", "model"),
    [
        ('{"plan-of-action-and-milestones": {"uuid": 1}}', ROOT),
        ('\ufeff {"$schema": "x", "catalog":{}}', "catalog"),
        ("# a plan\n---\nplan-of-action-and-milestones:\n  uuid: x\n", ROOT),
        ('<?xml version="1.0"?>\n<assessment-plan xmlns="http://csrc.nist.gov/ns/oscal/1.0">', "assessment-plan"),
        ('{"schema": "nen7510-dossier/1", "catalog": {}}', None),
        ("schema: nen7510-dossier/1\nlab: {id: catalog}\n", None),
        ("", None),
    ],
)
def test_a_file_is_recognised_by_what_it_holds(text: str, model: str | None, tmp_path: Path) -> None:
    file = tmp_path / "file.txt"
    file.write_text(text, "utf-8")
    assert model_of(file) == model
    assert model_of(tmp_path / "none") is None


def test_nothing_is_taken_out_of_a_pipe() -> None:
    end, start = os.pipe()
    with os.fdopen(start, "w") as pipe:
        pipe.write("lab: {id: l, name: L}")
    with os.fdopen(end) as pipe:
        assert model_of(Path(f"/dev/fd/{end}")) is None
        assert pipe.read() == "lab: {id: l, name: L}"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("export", "lab-pipet", "--format", "oscal"), 2, "name a folder or a ZIP, or choose one with --document"),
        (("export", "lab-pipet", "--document", "poam"), 2, "belongs to --format oscal"),
        (
            ("export", "lab-leegblad", "--format", "oscal", "--document", "poam"),
            4,
            "OSCAL knows no empty plan",
        ),
        (("import", str(OTHER)), 2, "say whose findings plan-of-another-tool.json holds"),
        (("import", str(OTHER), "--lab", "lab-pipet"), 4, "give --assessment"),
        (
            ("import", str(OTHER), "--lab", "lab-pipet", "--assessment", "fase-2"),
            4,
            "has no assessment fase-2",
        ),
        (("import", str(OTHER), str(DATA / "lab-pipet.yaml")), 2, "imported by itself"),
        (("import", str(HERE / "oscal_complete_schema.json")), 4, "Nothing was written"),
    ],
    ids=lambda value: " ".join(value)[-60:] if isinstance(value, tuple) else None,
)
def test_what_cannot_be_is_said(words: tuple[str, ...], code: int, said: str, examples: Path) -> None:
    answer = Program(examples)(*words)
    assert (answer.code, said in " ".join(answer.err.split())) == (code, True), answer.err


def test_the_other_models_of_oscal_are_named(examples: Path, tmp_path: Path, exported: Mapping[str, Documents]) -> None:
    file = tmp_path / "x.json"
    file.write_text(json.dumps(exported["lab-pipet"]["catalogs/nen7510-2024/catalog.json"]), "utf-8")
    answer = Program(examples)("import", str(file))
    assert (answer.code, "is OSCAL, a catalog;" in answer.err) == (4, True)
