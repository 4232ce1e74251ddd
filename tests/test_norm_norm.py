"""The norm's shelf: names, aliases, what is read when; and what somebody probably meant."""

import shutil
from pathlib import Path

import pytest

from nen7510_tracker.norm.nearest import nearest
from nen7510_tracker.norm.norm import DEFAULT_EDITION, DEFAULT_POLICY, THOROUGH_POLICY, Norm, load_norm
from nen7510_tracker.norm.table import norm_folder


def test_what_is_on_the_shelf() -> None:
    norm = load_norm()
    assert norm.editions == ("nen7510:2024", "nen7510:2017")
    assert norm.policies == ("certification-ready", "resume-bvo-nl", "resume-thorough")
    assert DEFAULT_EDITION in norm.editions
    assert {DEFAULT_POLICY, THOROUGH_POLICY} < set(norm.policies)
    assert [norm.policy(each).id for each in norm.policies] == list(norm.policies)
    assert [norm.edition(each).id for each in norm.editions] == list(norm.editions)


def test_everything_is_read_once() -> None:
    norm = load_norm()
    assert load_norm() is norm
    assert norm.edition("NEN 7510-1:2024") is norm.edition("nen7510:2024")
    assert norm.policy(DEFAULT_POLICY) is norm.policy(DEFAULT_POLICY)
    assert norm.crosswalk is norm.crosswalk


def test_unknown_names_are_key_errors() -> None:
    norm = load_norm()
    for name in ("nen7510:2030", "", "../areas"):
        with pytest.raises(KeyError):
            norm.edition(name)
        with pytest.raises(KeyError):
            norm.policy(name)


def test_only_what_is_asked_for_is_read(tmp_path: Path) -> None:
    """A gate query pays for one edition and one policy: the other files may be missing."""
    (tmp_path / "policies").mkdir()
    for name in ("areas.csv", "nen7510-2024.csv", f"policies/{DEFAULT_POLICY}.yaml"):
        shutil.copy(norm_folder() / name, tmp_path / name)
    norm = Norm(tmp_path)
    assert norm.edition(DEFAULT_EDITION) == load_norm().edition(DEFAULT_EDITION)
    assert norm.policy(DEFAULT_POLICY) == load_norm().policy(DEFAULT_POLICY)
    assert norm.mapped("A.8.5", DEFAULT_EDITION, DEFAULT_EDITION) == ("A.8.5",)
    assert norm.policies == (DEFAULT_POLICY,)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("anwser", "answer"),
        ("ANSWER", "answer"),
        (" answer ", "answer"),
        ("a.8.5", "A.8.5"),
        ("A.8.50", "A.8.5"),
        ("zzz", None),
        ("", None),
        ("x" * 1_000_000, None),
    ],
)
def test_nearest(word: str, expected: str | None) -> None:
    assert nearest(word, ["answer", "question", "A.8.5", "A.6.1"]) == expected


def test_nearest_of_nothing() -> None:
    assert nearest("answer", []) is None
