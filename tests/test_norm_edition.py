"""The editions of the norm: what they hold, and what a damaged file does."""

import csv
import shutil
from pathlib import Path

import pytest

from nen7510_tracker.norm.edition import EDITIONS, canonical_edition, natural_order, read_edition
from nen7510_tracker.norm.norm import load_norm
from nen7510_tracker.norm.table import norm_folder
from nen7510_tracker.words.message import InputRejected

NORM = load_norm()
NEW, OLD = EDITIONS
CARE = {"A.5.38", "A.5.39", "A.5.40", "A.5.41", "A.5.42", "A.5.43", "A.6.9", "A.8.35"}


@pytest.mark.parametrize(("edition", "part", "n"), [(NEW, 1, 30), (NEW, 2, 101), (OLD, 1, 26), (OLD, 2, 117)])
def test_an_edition_has_its_number_of_controls(edition: str, part: int, n: int) -> None:
    assert sum(control.part == part for control in NORM.edition(edition).controls.values()) == n


@pytest.mark.parametrize(
    ("edition", "areas"),
    [
        (NEW, ["4", "5", "6", "7", "8", "9", "10", "A.5", "A.6", "A.7", "A.8"]),
        (OLD, ["4", "5", "6", "7", "8", "9", "10", *(f"A.{chapter}" for chapter in range(5, 19))]),
    ],
)
def test_areas_stand_in_the_norms_order_and_none_is_empty(edition: str, areas: list[str]) -> None:
    found = NORM.edition(edition)
    assert list(found.areas) == areas
    assert {control.area for control in found.controls.values()} == set(areas)
    assert all(area.id == key and area.title("nl") and area.title("en") for key, area in found.areas.items())
    assert all(area.part == (2 if key.startswith("A.") else 1) for key, area in found.areas.items())


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_control_has_an_area_of_its_part_and_a_title_of_its_own_in_both_languages(edition: str) -> None:
    found = NORM.edition(edition)
    for key, control in found.controls.items():
        assert control.id == key
        assert found.areas[control.area].part == control.part
        assert key.startswith(f"{control.area}.")
        assert control.title("nl")
        assert control.title("en")
    assert list(found.controls) == sorted(found.controls, key=natural_order)


@pytest.mark.parametrize("edition", EDITIONS)
def test_no_title_leaves_open_of_what(edition: str) -> None:
    titles = [
        control.title(language) for control in NORM.edition(edition).controls.values() for language in ("nl", "en")
    ]
    assert not {"General", "Algemeen"} & set(titles)


@pytest.mark.parametrize(
    ("edition", "control", "nl", "en"),
    [
        (NEW, "9.2.1", "Interne audit: Algemeen", "Internal audit: General"),
        (NEW, "9.2.2", "Intern auditprogramma", "Internal audit programme"),
        (NEW, "10.1", "Continue verbetering", "Continual improvement"),
        (NEW, "10.2", "Afwijkingen en corrigerende maatregelen", "Nonconformity and corrective action"),
        (OLD, "10.1", "Afwijkingen en corrigerende maatregelen", "Nonconformity and corrective action"),
        (OLD, "10.2", "Continue verbetering", "Continual improvement"),
        (OLD, "7.5.1", "Gedocumenteerde informatie: Algemeen", "Documented information: General"),
        (NEW, "A.8.15", "Logging", "Logging"),
    ],
)
def test_titles(edition: str, control: str, nl: str, en: str) -> None:
    found = NORM.edition(edition).controls[control]
    assert (found.title("nl"), found.title("en")) == (nl, en)


def test_marks_of_care() -> None:
    new, old = NORM.edition(NEW).controls.values(), NORM.edition(OLD).controls.values()
    assert {control.id for control in new if control.care_specific} == CARE
    assert {control.id for control in new if control.care_addition} > CARE
    assert sum(control.care_addition for control in new) == 22
    assert sum(control.care_guidance for control in new) == 59
    assert sum(control.care_specific for control in old) == 3
    assert sum(control.care_addition for control in old) == 35  # the other 82 are unknown, which is no yes
    assert all(control.care_addition for control in [*new, *old] if control.care_specific)


def test_headings_are_no_controls() -> None:
    assert not {"6.1", "7.5", "9.2", "9.3"} & NORM.edition(NEW).controls.keys()
    assert {"9.2", "9.3"} <= NORM.edition(OLD).controls.keys()
    assert not {"6.1", "7.5"} & NORM.edition(OLD).controls.keys()


@pytest.mark.parametrize(
    ("edition", "pattern", "expected"),
    [
        (NEW, "A.8.5", ("A.8.5",)),
        (NEW, "9.2.*", ("9.2.1", "9.2.2")),
        (NEW, "10.*", ("10.1", "10.2")),
        (NEW, "A.6.*", tuple(f"A.6.{n}" for n in range(1, 10))),
        (OLD, "A.5.*", ("A.5.1.1", "A.5.1.2")),
        (OLD, "A.14.1.1.*", ("A.14.1.1.1", "A.14.1.1.2")),
        (NEW, "1.*", ()),
        (NEW, "9.2", ()),
        (NEW, "A.5.1.1", ()),
        (NEW, "A.5.1*", ()),
        (NEW, "A.5", ()),
        (NEW, "A.*.1", ()),
        (NEW, "A.?.1", ()),
        (NEW, "A.[58].1", ()),
        (NEW, "**", ()),
        (NEW, ".*", ()),
        (NEW, "", ()),
        (NEW, "a.8.5", ()),
    ],
)
def test_matching(edition: str, pattern: str, expected: tuple[str, ...]) -> None:
    assert NORM.edition(edition).matching(pattern) == expected


def test_a_star_matches_all_and_a_chapter_only_its_own() -> None:
    edition = NORM.edition(NEW)
    assert edition.matching("*") == tuple(edition.controls)
    assert edition.matching("A.*") == tuple(control for control in edition.controls if control.startswith("A."))
    for area in edition.areas:
        of_area = tuple(control.id for control in edition.controls.values() if control.area == area)
        assert edition.matching(f"{area}.*") == of_area


def test_natural_order() -> None:
    ordered = [
        "4.1",
        "9.2.1",
        "9.2.2",
        "10.1",
        "A.5.9",
        "A.5.10",
        "A.8.5",
        "A.8.10",
        "A.14.1.1",
        "A.14.1.1.1",
        "A.14.1.2",
    ]
    assert sorted(set(ordered), key=natural_order) == ordered


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("nen7510:2024", NEW),
        ("NEN 7510-1:2024", NEW),
        ("NEN 7510-2:2024", NEW),
        ("NEN 7510:2024", NEW),
        ("NEN 7510-2:2024+A1:2026", NEW),
        ("nen  7510-1:2024", NEW),
        ("NEN7510:2017", OLD),
        ("NEN 7510-1:2017", OLD),
        ("NEN 7510-1:2017+A1:2020", OLD),
        ("nen7510:2023", None),
        ("NEN 7510-3:2024", None),
        ("NEN 7510", None),
        ("2024", None),
        ("ISO 27001:2022", None),
        ("nen7510:2024 and more", None),
        ("", None),
    ],
)
def test_an_edition_is_known_by_its_id_and_as_certificates_write_it(name: str, expected: str | None) -> None:
    assert canonical_edition(name) == NORM.canonical_edition(name) == expected


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(norm_folder(), tmp_path / "controls"))


@pytest.mark.parametrize(
    ("given", "changed", "said"),
    [
        ("10.1,10,", "10-jan,10,", "nen7510-2024.csv, line 34: 10-jan is no control's number."),
        ("A.8.5,A.8,", "A.8.4,A.8,", "A.8.4 stands here a second time."),
        ("A.8.5,A.8,", "A.8.5,A.7,", "A.8.5 does not belong to the area A.7."),
        ("A.8.5,A.8,", "A.9.5,A.9,", "A.9.5 does not belong to the area A.9."),
        (",Logging,Logging,", ",,Logging,", "A.8.15 needs a title in Dutch and in English."),
        (
            ",Logging,Logging,yes,no,",
            ",Logging,Logging,yes,maybe,",
            "care_specific is maybe; known are: yes, no, unknown.",
        ),
        (",Logging,Logging,yes,no,", ",Logging,Logging,unknown,no,", "assessable is unknown; known are: yes, no."),
        (",Logging,Logging,yes,", ",Logging,yes,", "10 cells where the header has 11."),
        ("title_nl", "titel_nl", "nen7510-2024.csv: the column title_nl is missing; is it titel_nl?"),
        ("care_addition,", "", "the column care_addition is missing."),
        (",Logging,Logging,", ",Log\u202eging,Logging,", "the character U+202E is not allowed in a text."),
    ],
)
def test_a_damaged_file_is_named_with_its_line(folder: Path, given: str, changed: str, said: str) -> None:
    path = folder / "nen7510-2024.csv"
    text = path.read_text(encoding="utf-8")
    assert given in text
    path.write_text(text.replace(given, changed, 1), encoding="utf-8")
    with pytest.raises(InputRejected) as rejected:
        read_edition(folder, NEW)
    assert any(said in str(message) for message in rejected.value.messages), rejected.value.messages


def test_every_error_of_a_file_is_said_at_once(folder: Path) -> None:
    path = folder / "nen7510-2024.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("10.1,10,", "10-jan,10,").replace("10.2,10,", "10-feb,10,"), encoding="utf-8")
    with pytest.raises(InputRejected) as rejected:
        read_edition(folder, NEW)
    assert len(rejected.value.messages) == 2


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b'id,"' + b"x" * 200_000], ids=["empty", "not UTF-8", "no table"]
)
def test_what_is_no_table_is_rejected(folder: Path, content: bytes) -> None:
    (folder / "nen7510-2024.csv").write_bytes(content)
    with pytest.raises(InputRejected):
        read_edition(folder, NEW)


def test_a_missing_file_is_rejected(tmp_path: Path) -> None:
    with pytest.raises(InputRejected, match="cannot be read"):
        read_edition(tmp_path, NEW)


def test_an_area_without_a_title_is_rejected(folder: Path) -> None:
    path = folder / "areas.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("Leiderschap", "", 1), encoding="utf-8")
    with pytest.raises(InputRejected, match="5 needs a title"):
        read_edition(folder, NEW)


def test_what_a_spreadsheet_saves_is_read_as_the_same(folder: Path) -> None:
    """Semicolons, a byte order mark, Windows line ends, rows sorted otherwise, an empty row at the end."""
    for name in ("nen7510-2024.csv", "areas.csv"):
        path = folder / name
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file, delimiter=";").writerows([header, *sorted(rows, reverse=True), [""] * len(header)])
    assert read_edition(folder, NEW) == NORM.edition(NEW)
    assert list(read_edition(folder, NEW).controls) == list(NORM.edition(NEW).controls)
