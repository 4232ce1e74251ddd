"""The norm's data files against their schema, their sources, and the code that reads them."""

import copy
import csv
import json
import re
from collections.abc import Callable
from typing import Any, get_args

import jsonschema
import msgspec
import pytest
import yaml

from nen7510_tracker.norm import criterion, policy
from nen7510_tracker.norm.edition import EDITIONS
from nen7510_tracker.norm.table import norm_folder

FOLDER = norm_folder()
SCHEMA: dict[str, Any] = json.loads((FOLDER / "schema.json").read_text(encoding="utf-8"))
SOURCES = (FOLDER / "SOURCES.md").read_text(encoding="utf-8")


def table(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def folder() -> dict[str, Any]:
    policies = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in FOLDER.glob("policies/*.yaml")}
    return {**{path.name: table(path.name) for path in FOLDER.glob("*.csv")}, "policies": policies}


DATA = folder()


def test_the_files_keep_their_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(DATA, SCHEMA, cls=jsonschema.Draft202012Validator)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data["areas.csv"][0].update(edition="nen7510:2030"),
        lambda data: data["nen7510-2024.csv"][0].update(id=4.1),
        lambda data: data["nen7510-2024.csv"][0].update(id="4-jan"),
        lambda data: data["nen7510-2024.csv"][0].update(title_nl=""),
        lambda data: data["nen7510-2024.csv"][0].update(care_addition="maybe"),
        lambda data: data["nen7510-2024.csv"][0].pop("source"),
        lambda data: data["nen7510-2017.csv"][0].update(text="full text of the norm"),
        lambda data: data["crosswalk-2017-2024.csv"][0].update(from_id=""),
        lambda data: data["crosswalk-2017-2024.csv"][0].update(kind="new"),
        lambda data: data["crosswalk-2017-2024.csv"][0].update(kind="equal"),
        lambda data: data["policies"].pop("resume-bvo-nl"),
        lambda data: data["policies"]["resume-bvo-nl"]["criteria"][0].update(grades=["major"]),
        lambda data: data["policies"]["resume-thorough"]["criteria"][12].pop("months"),
        lambda data: data.update({"nen7510-2030.csv": []}),
    ],
)
def test_the_schema_can_fail(spoil: Callable[[dict[str, Any]], object]) -> None:
    data = copy.deepcopy(DATA)
    spoil(data)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, SCHEMA, cls=jsonschema.Draft202012Validator)


def test_the_schema_knows_the_same_checks_and_parameters_as_the_code() -> None:
    described = {each["properties"]["check"]["const"]: each for each in SCHEMA["$defs"]["criterion"]["oneOf"]}
    assert list(described) == list(criterion.CHECKS)
    for check, struct in criterion.CHECKS.items():
        fields = msgspec.structs.fields(struct)
        assert described[check]["properties"].keys() == {"check", *(each.name for each in fields)}
        assert set(described[check]["required"]) == {"check", *(each.name for each in fields if each.required)}


def test_the_schema_knows_the_same_words_as_the_code() -> None:
    words = {
        "assessment_kind": get_args(criterion.AssessmentKind),
        "grade": get_args(criterion.Grade),
        "milestone_kind": get_args(criterion.MilestoneKind),
        "edition": EDITIONS,
    }
    for name, known in words.items():
        assert SCHEMA["$defs"][name]["enum"] == list(known)
    assert SCHEMA["$defs"]["policy"]["properties"]["decides"]["enum"] == list(get_args(policy.Decides))


def test_every_source_key_is_explained_and_every_explained_key_is_used() -> None:
    explained = set(re.findall(r"^\| `([a-z0-9-]+)` \|", SOURCES, re.MULTILINE))
    rows = [row for name in DATA if name.endswith(".csv") and name != "areas.csv" for row in DATA[name]]
    used = {key for row in rows for key in row["source"].split()}
    in_notes = {key for key in explained if any(re.search(rf"\b{key}\b", row.get("note", "")) for row in rows)}
    assert used <= explained
    assert explained == used | in_notes


def test_what_is_recalled_is_named_in_the_sources() -> None:
    for row in table("nen7510-2024.csv"):
        if row["confidence"] == "recalled":
            assert re.search(rf"(?<![\d.]){re.escape(row['id'])}(?![\d])", SOURCES), row["id"]
    assert sum(row["confidence"] == "recalled" for row in table("crosswalk-2017-2024.csv")) == 8


@pytest.mark.parametrize("edition", EDITIONS)
def test_no_text_of_the_norm_is_in_the_data(edition: str) -> None:
    """Titles only: NEN's longest has 115 characters; a sentence of the norm would be longer."""
    for row in table(f"{edition.replace(':', '-')}.csv"):
        assert max(len(row["title_nl"]), len(row["title_en"]), len(row["note"])) <= 115
        assert not row["title_nl"].endswith(".")
