"""How it looks: never a colour alone, letters instead of signs, themes that can be read, choices that are kept."""

from itertools import combinations
from pathlib import Path
from typing import ClassVar

import pytest
from textual.app import App, ComposeResult
from textual.color import Color
from textual.content import Content
from tui_support import DATA, TABS, app_of, open_lab, press, recorded, running, screen_lines, screen_text

from nen7510_tracker.dossier.labels import label
from nen7510_tracker.rules.status import STATUSES, Readiness
from nen7510_tracker.tui import app as app_module
from nen7510_tracker.tui.ink import ink
from nen7510_tracker.tui.pen import Pen, shares
from nen7510_tracker.tui.settings import Seen, Settings, kept_language
from nen7510_tracker.tui.symbols import ASCII, UNICODE
from nen7510_tracker.tui.table import Column, Table, laid_out
from nen7510_tracker.tui.theme import DARK, OWN, THEMES
from nen7510_tracker.words.catalogue import Words, words_of
from nen7510_tracker.words.message import Message

SIGNS = (UNICODE, ASCII)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return recorded(tmp_path_factory.mktemp("tui") / "demo.db", [DATA / "example-lab.yaml", DATA / "lab-brander.yaml"])


@pytest.mark.parametrize("signs", SIGNS)
def test_a_status_is_never_a_colour_alone(signs: object) -> None:
    pen = Pen(words_of("en"), signs)  # type: ignore[arg-type]
    written = {pen.status(status).plain for status in STATUSES}
    assert len(written) == len(STATUSES)
    assert {text[0] for text in written} == set(pen.symbols.status.values())
    assert all(str(label(status)) in pen.status(status).plain for status in STATUSES)
    assert {pen.verdict(each).plain for each in ("met", "not_met", "undetermined")} == {
        f"{pen.symbols.verdict[each]} {label(each)}" for each in ("met", "not_met", "undetermined")
    }


def test_the_signs_that_are_asked_for() -> None:
    pen = Pen(words_of("en"), UNICODE)
    shown = [pen.status(status).plain for status in STATUSES]
    assert shown == ["✗ nonconforming", "◐ partial", "◇ claimed", "✓ conforming", "· not assessed", "– not applicable"]  # noqa: RUF001


def test_letters_have_no_other_characters() -> None:
    values = [*ASCII.status.values(), *ASCII.verdict.values(), *ASCII.rating.values()]
    values += [str(getattr(ASCII, name)) for name in ASCII.__slots__ if isinstance(getattr(ASCII, name), str)]
    assert all(value.isascii() for value in values)


async def test_no_color(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with running(demo, (80, 24)) as pilot:
        assert pilot.app.no_color
        assert "✗ not met" in screen_text(pilot)
        assert "‼ ground lapsed" in screen_text(pilot)
        await open_lab(pilot, "example-lab", "[")
        assert "as of" in screen_lines(pilot)[0]


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_every_colour_can_be_read(theme: object) -> None:
    """Contrast as WCAG 2.2 asks: 4.5 to 1 for text, 7 to 1 in the theme of high contrast."""
    own = {**theme.variables}  # type: ignore[attr-defined]
    least = 7 if theme.name == "contrast" else 4.5  # type: ignore[attr-defined]
    texts = (
        "nonconforming",
        "partial",
        "claimed",
        "conforming",
        "not-assessed",
        "not-applicable",
        "quiet",
        "heading",
        "key",
    )
    plain = {name: getattr(theme, name) for name in ("foreground", "primary", "error", "accent")}
    for ground in (theme.surface, theme.panel, own["bar"], own["cursor"]):  # type: ignore[attr-defined]
        for name, colour in (own | plain).items():
            if name in texts or name in plain:
                assert contrast(colour, ground) >= least, (name, ground)
    for name in ("past", "alarm"):
        assert contrast(own[f"on-{name}"], own[name]) >= least
    background = theme.background  # type: ignore[attr-defined]
    for name in ("nonconforming", "partial", "conforming"):
        assert contrast(background, own[name]) >= 4.5


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_statuses_are_told_apart_without_red_and_green(theme: object) -> None:
    """Seen with protanopia and deuteranopia (Viénot 1999), no two of the four main statuses look alike."""
    own = theme.variables  # type: ignore[attr-defined]
    for one, other in combinations(("nonconforming", "partial", "claimed", "conforming"), 2):
        for kind in ("protan", "deutan"):
            assert distance(seen(own[one], kind), seen(own[other], kind)) > 0.07, (one, other, kind)


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(colour: str) -> tuple[float, float, float]:
    parts = Color.parse(colour).normalized
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts)
    return red, green, blue


def seen(colour: str, kind: str) -> tuple[float, float, float]:
    red, green, blue = linear(colour)
    if kind == "protan":
        mixed = 0.11238 * red + 0.88762 * green
        return mixed, mixed, 0.00401 * red - 0.00401 * green + blue
    mixed = 0.29275 * red + 0.70725 * green
    return mixed, mixed, -0.02234 * red + 0.02234 * green + blue


def distance(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5


async def test_theme_and_language_are_kept(demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Loud(Words):
        def __init__(self) -> None:
            super().__init__("en")
            self.language = "nl"
            self._gettext = lambda text: f"«{text}»"

    monkeypatch.setattr(app_module, "words_of", lambda language: Loud() if language == "nl" else words_of(language))
    path = tmp_path / "config" / "interface.json"
    async with running(demo, settings=Settings(path)) as pilot:
        await press(pilot, "ctrl+t", "ctrl+l")
        assert "«All laboratories»" in screen_lines(pilot)[0]
        await open_lab(pilot, "example-lab", "2", "ctrl+l")
        assert "«" not in screen_text(pilot)
        await press(pilot, "ctrl+l")
        assert "«Controls»" in screen_text(pilot)
        assert "«Status»" in screen_text(pilot)
    kept = Settings.read(path)
    assert (kept.theme, kept.language) == ("light", "nl")
    async with running(demo, settings=kept) as pilot:
        assert pilot.app.theme == "light"


async def test_every_text_can_be_translated(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a language that marks every text, what is not marked comes from the record or the norm."""

    class Loud(Words):
        def __init__(self) -> None:
            super().__init__("en")
            self._gettext = lambda text: text.swapcase() if "{" not in text else text

    monkeypatch.setattr(app_module, "words_of", lambda _language: Loud())
    async with running(demo, (200, 60)) as pilot:
        await open_lab(pilot, "example-lab")
        for key in TABS:
            await press(pilot, key)
            for title in ("Overview", "Controls", "help", "filter", "Status", "Why", "Criterion", "Steps", "Recorded"):
                assert f" {title} " not in screen_text(pilot), title


def test_choices_that_cannot_be_read_are_none(tmp_path: Path) -> None:
    path = tmp_path / "interface.json"
    for text in ("", "[]", "{", '{"theme": 1, "language": [], "seen": {"a": [1]}}', "\ufeff\x00"):
        path.write_text(text, "utf-8")
        found = Settings.read(path)
        assert (found.theme, found.language, found.seen) == (None, None, {})


def test_choices_that_cannot_be_kept_are_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    reason = Settings(tmp_path / "file" / "interface.json", theme="light").keep()
    assert isinstance(reason, Message)
    assert "could not be kept" in str(reason)


def test_what_was_seen_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "interface.json"
    assert Settings(path, "dark", "nl", {" example-lab": Seen(12, "2026-11-10")}).keep() is None
    assert Settings.read(path).seen == {" example-lab": Seen(12, "2026-11-10")}
    monkeypatch.setattr("nen7510_tracker.tui.settings.default_path", lambda: path)
    assert kept_language() == "nl"


async def test_what_changed_since_one_last_looked(demo: Path) -> None:
    settings = Settings(seen={" example-lab": Seen(100, "2026-01-01")})
    async with running(demo, (120, 60), settings=settings) as pilot:
        await open_lab(pilot, "example-lab")
        assert "Since you last looked (1 Jan 2026)" in screen_text(pilot)
        await press(pilot, "escape")
        assert app_of(pilot).settings.seen[" example-lab"].seq == 522
        await open_lab(pilot, "example-lab")
        assert "Since you last looked" not in screen_text(pilot)


@pytest.mark.parametrize(
    ("counts", "width", "expected"),
    [
        ([0, 0, 0], 10, [0, 0, 0]),
        ([1, 0, 130], 10, [1, 0, 9]),
        ([1, 1, 1], 3, [1, 1, 1]),
        ([50, 25, 25], 8, [4, 2, 2]),
        ([5, 5], 0, [0, 0]),
    ],
)
def test_shares_of_a_bar(counts: list[int], width: int, expected: list[int]) -> None:
    assert shares(counts, width) == expected


def test_readiness_is_n_of_n() -> None:
    pen = Pen(words_of("en"), UNICODE)
    assert pen.readiness(Readiness(96, 103, 119, 126)).plain == "96 │ 103 of 126"
    assert pen.readiness_bar(Readiness(50, 75, 80, 100), 8).plain == "████▒▒░░"
    assert pen.readiness_bar(Readiness(0, 0, 0, 0), 8).plain == ""


def test_columns_give_way_before_the_important_ones_shrink() -> None:
    columns: list[Column[str]] = [
        Column("a", 30, lambda row, _: row, least=10, grows=1),  # type: ignore[arg-type, return-value]
        Column("b", 10, lambda row, _: row, keep=8),  # type: ignore[arg-type, return-value]
        Column("c", 10, lambda row, _: row, keep=3),  # type: ignore[arg-type, return-value]
    ]
    for width in range(1, 90):
        found = laid_out(columns, width)
        assert sum(each for _, each in found) + len(found) - 1 <= max(width, 1)
    assert [(column.title, width) for column, width in laid_out(columns, 60)] == [("a", 38), ("b", 10), ("c", 10)]
    assert [(column.title, width) for column, width in laid_out(columns, 41)] == [("a", 30), ("b", 10)]
    assert [(column.title, width) for column, width in laid_out(columns, 30)] == [("a", 19), ("b", 10)]
    assert [(column.title, width) for column, width in laid_out(columns, 5)] == [("a", 5)]


class OneTable(App[None]):
    """A table of ten thousand rows, and nothing else."""

    drawn: ClassVar[set[str]] = set()

    def compose(self) -> ComposeResult:
        yield Table[str](str, search=str)

    def on_mount(self) -> None:
        columns = [Column("x", 20, self.cell)]
        self.query_one(Table).fill(columns, [f"row {number}" for number in range(10_000)], UNICODE)
        self.query_one(Table).focus()

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return {name: DARK.variables[name] for name in OWN}

    def cell(self, row: str, _width: int) -> Content:
        self.drawn.add(row)
        return ink(row)


async def test_only_what_is_visible_is_drawn() -> None:
    app = OneTable()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("end", "pageup", "home", "down")
        assert len(app.drawn) < 200
        table = app.query_one(Table)
        assert table.current == "row 1"
        table.narrow("row 9999")
        assert table.counts == (1, 10_000)
        table.narrow("")
        assert table.counts == (10_000, 10_000)
