"""The crosswalk between the editions."""

import shutil
from pathlib import Path

import pytest

from nen7510_tracker.norm.crosswalk import read_crosswalk
from nen7510_tracker.norm.edition import EDITIONS
from nen7510_tracker.norm.norm import load_norm
from nen7510_tracker.norm.table import norm_folder
from nen7510_tracker.words.message import InputRejected

NORM = load_norm()
NEW, OLD = EDITIONS


def test_every_end_is_a_control_of_its_edition() -> None:
    links = NORM.crosswalk.links
    assert {link.origin for link in links if link.origin} <= NORM.edition(OLD).controls.keys()
    assert {link.target for link in links if link.target} <= NORM.edition(NEW).controls.keys()


def test_every_control_is_accounted_for_once() -> None:
    """Each of 2017 went somewhere or was dropped, each of 2024 came from somewhere or is new; no pair stands twice."""
    links = NORM.crosswalk.links
    assert {link.origin for link in links if link.origin} == NORM.edition(OLD).controls.keys()
    assert {link.target for link in links if link.target} == NORM.edition(NEW).controls.keys()
    assert len({(link.origin, link.target) for link in links}) == len(links)
    new = [link.target for link in links if link.kind == "new"]
    assert len(new) == 16
    assert all(NORM.crosswalk.origins(NEW, str(control)) == () for control in new)


@pytest.mark.parametrize(
    ("control", "targets"),
    [
        ("10.1", ("10.2",)),
        ("10.2", ("10.1",)),
        ("9.2", ("9.2.1", "9.2.2")),
        ("9.3", ("9.3.1", "9.3.2", "9.3.3")),
        ("A.5.1.1", ("A.5.1",)),
        ("A.5.1.2", ("A.5.1",)),
        ("A.9.4.2", ("A.8.5",)),
        ("A.12.4.1", ("A.8.15",)),
        ("A.14.1.1", ("A.5.8", "A.5.38")),
        ("A.18.2.3", ("A.5.36", "A.8.8")),
        ("A.14.1.1.1", ("A.5.39",)),
        ("A.8.5", ()),
        ("", ()),
    ],
)
def test_to(control: str, targets: tuple[str, ...]) -> None:
    assert NORM.crosswalk.to(NEW, control) == targets
    assert NORM.mapped(control, "NEN 7510-1:2017", "NEN 7510-1:2024") == targets


@pytest.mark.parametrize(
    ("control", "origins"),
    [
        ("10.1", ("10.2",)),
        ("9.2.2", ("9.2",)),
        ("A.8.15", ("A.12.4.1", "A.12.4.2", "A.12.4.3")),
        ("A.5.1", ("A.5.1.1", "A.5.1.2")),
        ("6.3", ()),
        ("A.8.35", ()),
        ("A.9.4.2", ()),
    ],
)
def test_origins_are_what_maps_there(control: str, origins: tuple[str, ...]) -> None:
    assert NORM.crosswalk.origins(NEW, control) == NORM.crosswalk.to(OLD, control) == origins


def test_both_directions_tell_the_same() -> None:
    crosswalk = NORM.crosswalk
    there = {(old, new) for old in NORM.edition(OLD).controls for new in crosswalk.to(NEW, old)}
    back = {(old, new) for new in NORM.edition(NEW).controls for old in crosswalk.to(OLD, new)}
    assert there == back
    assert len(there) == 148


def test_within_an_edition_a_control_maps_to_itself() -> None:
    assert NORM.mapped("A.8.5", NEW, NEW) == ("A.8.5",)
    assert NORM.mapped("A.8.5", OLD, OLD) == ()


def test_an_unknown_edition_is_a_key_error() -> None:
    for ask in (
        lambda: NORM.mapped("4.1", NEW, "nen7510:2030"),
        lambda: NORM.crosswalk.to("nen7510:2030", "4.1"),
        lambda: NORM.crosswalk.origins("nen7510:2030", "4.1"),
    ):
        with pytest.raises(KeyError):
            ask()


@pytest.mark.parametrize(
    ("given", "changed"),
    [
        ("4.1,4.1,same", "4.1,4.1,equal"),
        ("4.1,4.1,same", ",4.1,same"),
        ("4.1,4.1,same", "4.1,,same"),
        ("4.1,4.1,same", "4.1,4.1,dropped"),
        (",6.3,new", "6.1.1,6.3,new"),
        ("from_id", "from"),
    ],
)
def test_a_row_whose_ends_contradict_its_kind_is_rejected(tmp_path: Path, given: str, changed: str) -> None:
    folder = Path(shutil.copytree(norm_folder(), tmp_path / "controls"))
    path = folder / "crosswalk-2017-2024.csv"
    text = path.read_text(encoding="utf-8")
    assert given in text
    path.write_text(text.replace(given, changed, 1), encoding="utf-8")
    with pytest.raises(InputRejected, match=r"crosswalk-2017-2024\.csv"):
        read_crosswalk(folder, OLD, NEW)


def test_what_was_dropped_maps_nowhere(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(norm_folder(), tmp_path / "controls"))
    path = folder / "crosswalk-2017-2024.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("4.1,4.1,same", "4.1,,dropped", 1), encoding="utf-8")
    crosswalk = read_crosswalk(folder, OLD, NEW)
    assert crosswalk.to(NEW, "4.1") == crosswalk.to(OLD, "4.1") == ()
    assert crosswalk.to(NEW, "4.2") == ("4.2",)
