"""Control numbers as auditors write them in a cell."""

import pytest

from nen7510_tracker.exchange.control_cell import Unclear, controls_in
from nen7510_tracker.norm.norm import load_norm

NORM = load_norm()


@pytest.mark.parametrize(
    ("text", "key", "found"),
    [
        ("A.8.5", "controls", ["A.8.5"]),
        ("A8.5", "controls", ["A.8.5"]),
        ("8.5", "annex", ["A.8.5"]),
        ("8.5", "controls", ["A.8.5"]),
        ("eis 9.1", "controls", ["9.1"]),
        ("9.1", "controls", ["9.1"]),
        ("5.1", "clause", ["5.1"]),
        ("maatregel 5.1", "controls", ["A.5.1"]),
        ("A.8.5, A.5.17; 9.1", "controls", ["A.8.5", "A.5.17", "9.1"]),
        ("A.8.5 en A.8.5", "controls", ["A.8.5"]),
        ("NEN 7510-2:2024 A.8.5 Veilige authenticatie", "controls", ["A.8.5"]),
        ("NEN-EN-ISO/IEC 27001:2023 eis 9.2.2", "controls", ["9.2.2"]),
    ],
)
def test_a_control_is_found_in_every_notation(text: str, key: str, found: list[str]) -> None:
    assert controls_in(text, text, key, NORM.edition("nen7510:2024")) == found


def test_the_older_edition_has_its_own_numbers() -> None:
    edition = NORM.edition("nen7510:2017")
    assert controls_in("A.9.2.5, 12.4.1", "A.9.2.5, 12.4.1", "annex", edition) == ["A.9.2.5", "A.12.4.1"]


@pytest.mark.parametrize(
    ("value", "key", "why"),
    [
        ("5.1", "controls", "eis 5.1, or A.5.1"),
        ("A.5.1 t/m A.5.4", "controls", "range"),
        ("A.5.1-A.5.4", "controls", "range"),
        ("A.8", "controls", "no list of controls"),
        ("toegang", "controls", "no list of controls"),
        (8.1, "annex", "8.1 or 8.10"),
        (8.2, "annex", "8.2 or 8.20"),
    ],
)
def test_what_may_mean_two_things_is_not_guessed(value: object, key: str, why: str) -> None:
    with pytest.raises(Unclear) as unclear:
        controls_in(value, str(value), key, NORM.edition("nen7510:2024"))
    assert why in str(unclear.value)


def test_a_number_that_can_only_be_one_control_is_taken() -> None:
    assert controls_in(8.5, "8.5", "annex", NORM.edition("nen7510:2024")) == ["A.8.5"]
