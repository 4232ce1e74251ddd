"""CSV out and back: nothing that a spreadsheet runs, nothing lost."""

import csv
import unicodedata
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nen7510_tracker.exchange.table import cell, harmless, joined, split, undo, write_csv
from nen7510_tracker.words.day import day

# Texts that are likely to go wrong: formulas, apostrophes, blanks, separators, line ends, full-width signs.
NASTY = st.text(
    st.sampled_from("=+-@\uff1d\uff0b\uff0d\uff20\ufe62'\"|\\;, \t\r\n\u00a0\u200b\ufeffa1é0x"), max_size=12
)
TEXTS = st.one_of(NASTY, st.text(max_size=20))


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+31 30 123",
        "-2",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "\tx",
        " =1",
        "\u00a0=1",
        "\ufeff=1",
        "\u200b=1",
        "\uff1d1",
        "\uff0b1",
        "\uff0d1",
        "\uff20A1",
        "'=1",
        "''=1",
    ],
)
def test_what_a_spreadsheet_might_run_is_written_as_text(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["", "A.8.5", "'t Lab", "'", "''", "e-mail = ja", "1 - 2", "2025-07", "é", "|x", '"=1"']
)
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert harmless(text) == text
    assert undo(text) == text


@given(TEXTS)
def test_undo_gives_every_text_back(text: str) -> None:
    assert undo(harmless(text)) == text


@given(TEXTS)
def test_nothing_that_was_made_harmless_begins_as_a_formula(text: str) -> None:
    seen = "".join(each for each in harmless(text) if unicodedata.category(each) not in {"Zs", "Zl", "Zp", "Cc", "Cf"})
    assert not unicodedata.normalize("NFKC", seen[:1]).startswith(("=", "+", "-", "@"))


@given(st.lists(TEXTS).filter(lambda items: items != [""]))
def test_a_list_survives_its_cell(items: list[str]) -> None:
    assert split(undo(harmless(joined(items)))) == items


def test_a_list_is_joined_by_bars_and_a_bar_in_an_item_is_marked() -> None:
    assert joined(["A.8.5", "A.5.17"]) == "A.8.5|A.5.17"
    assert joined(["a|b", "c\\d"]) == r"a\|b|c\\d"
    assert split("A.8.5|A.5.17") == ["A.8.5", "A.5.17"]
    assert split("") == []
    assert split("a|") == ["a", ""]


@given(st.text(st.sampled_from("\\|ab'="), max_size=10))
def test_every_text_splits_without_an_error(text: str) -> None:
    assert "".join(split(text)).replace("\\", "").replace("|", "") == text.replace("\\", "").replace("|", "")


def test_numbers_stay_numbers_and_nothing_is_an_empty_cell() -> None:
    assert [cell(each) for each in (-3, 0, 2.5, None, True, False, day("2025-07"))] == [
        -3,
        0,
        2.5,
        "",
        "true",
        "false",
        "2025-07",
    ]


def _written(*args: object, excel: bool = False, separator: str = ",") -> str:
    out = StringIO(newline="")
    write_csv([args], [f"c{place}" for place in range(len(args))], out, excel=excel, separator=separator)
    return out.getvalue()


def test_a_plain_file_is_utf8_text_with_commas() -> None:
    assert _written("é", None, ("a", "b"), -1, "-1") == "c0,c1,c2,c3,c4\né,,a|b,-1,'-1\n"


def test_for_excel_there_is_a_mark_and_the_separator_of_the_locale() -> None:
    assert _written("a;b", "c,d", excel=True, separator=";") == '\ufeffc0;c1\r\n"a;b";c,d\r\n'


def test_a_formula_in_a_header_is_harmless_too() -> None:
    out = StringIO()
    write_csv([], ["=1", "b"], out)
    assert out.getvalue() == "'=1,b\n"


@given(st.lists(TEXTS, min_size=2, max_size=4), st.sampled_from(",;\t"), st.booleans())
def test_what_was_written_is_read_back(texts: list[str], separator: str, excel: bool) -> None:
    out = StringIO(newline="")
    write_csv([texts], ["x"] * len(texts), out, excel=excel, separator=separator)
    text = out.getvalue().removeprefix("\ufeff" if excel else "")
    _, row = csv.reader(StringIO(text, newline=""), delimiter=separator)
    assert [undo(each) for each in row] == texts


def test_what_is_equal_and_not_the_same_stays_apart_and_lists_are_taken() -> None:
    out = StringIO()
    values = [(1, "1", True), (True, None, 1), (1.0, (), (1, True)), (["a", None], "x" * 100, ("a", ""))] * 2
    write_csv(values, ("a", "b", "c"), out)
    lines = ["1,1,true", "true,,1", "1.0,,1|True", f"a|,{'x' * 100},a|"] * 2
    assert out.getvalue().splitlines() == ["a,b,c", *lines]
