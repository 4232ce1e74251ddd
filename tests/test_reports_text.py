"""Plain text is never wider than 80 columns, whatever it has to say, and loses nothing."""

from hypothesis import given, settings
from hypothesis import strategies as st
from reports_support import too_wide
from rich.cells import cell_len

from nen7510_tracker.reports.report import Alarm, Answer, Bars, Bullets, Pairs, Paragraph, Report, Section, Table
from nen7510_tracker.reports.text import as_text, wrapped
from nen7510_tracker.rules.status import Readiness
from nen7510_tracker.words.catalogue import words_of

WORDS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["", "x" * 300, "漢字" * 60, "e\u0301" * 90, "👩‍🔬" * 30, "מעבדה המختبر", "a\tb\nc", "\u202eevil", "\x1b[31m"]
    ),
)


def report(*blocks: object) -> Report:
    return Report("t", "a", "v", blocks, (), "f", {})  # type: ignore[arg-type]  # any blocks


@st.composite
def tables(draw: st.DrawFn) -> Table:
    columns = draw(st.integers(1, 12))
    row = st.lists(WORDS, min_size=columns, max_size=columns)
    return Table(draw(WORDS), draw(row), draw(st.lists(row, max_size=4)), cards=draw(st.booleans()))


@given(st.text(), st.integers(2, 80))
def test_wrapping_keeps_the_words_within_the_width(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == "".join(text.split())


@given(tables(), WORDS)
@settings(max_examples=60, deadline=None)
def test_no_line_is_wider_than_the_page(table: Table, text: str) -> None:
    counts = Readiness(1, 2, 3, 4)
    blocks = (
        table,
        Alarm(text),
        Answer(text, text, "met"),
        Bullets([text]),
        Pairs([(text, text)]),
        Paragraph(text, quote=True),
        Section(text, [Section(text, [Paragraph(text)])]),
        Bars(text, [("Part 1", counts), ("Both parts", Readiness(0, 0, 0, 0))]),
    )
    page = as_text(report(*blocks), words_of("en"))
    assert not too_wide(page)
    assert not [each for each in page if each != "\n" and (ord(each) < 32 or 0x7F <= ord(each) <= 0x9F)]


def test_a_table_that_does_not_fit_becomes_cards() -> None:
    wide = Table("t", [f"column {n}" for n in range(12)], [[f"value-{n}-of-the-row" for n in range(12)]])
    page = as_text(report(wide), words_of("en"))
    assert "[value-0-of-the-row]" in page
    assert "column 11  value-11-of-the-row" in " ".join(page.split()).replace("column 11 ", "column 11  ")


def test_a_day_stays_on_one_line() -> None:
    rows = [["a", "16 Dec 2025", "some words that may be broken over lines " * 3]]
    page = as_text(report(Table("t", ["No.", "Happened on", "What"], rows)), words_of("en"))
    assert "16 Dec 2025" in page
