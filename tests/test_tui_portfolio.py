"""Many laboratories: the screen opens at once, and those that are not worked out yet come one after the other."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from tui_support import app_of, dossier_file, press, recorded, running, screen_text, settled

from nen7510_tracker.service import evaluating
from nen7510_tracker.store.columns import Stored
from nen7510_tracker.tui import desk
from nen7510_tracker.tui.settings import Settings

LABS = [f"lab-{number}" for number in range(6)]


@pytest.fixture
def bit_by_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every laboratory counts as many, and is shown when it is worked out."""
    for limit in ("FEW", "SOON", "A_WHILE"):
        monkeypatch.setattr(desk, limit, 0)
    work_out = evaluating.work_out

    def one_at_a_time(record: object, labs: Sequence[str], *rest: object) -> Iterator[list[Stored]]:
        for lab in labs:
            yield from work_out(record, [lab], *rest)  # type: ignore[arg-type]  # passed on as given

    monkeypatch.setattr(evaluating, "work_out", one_at_a_time)


@pytest.mark.usefixtures("bit_by_bit")
async def test_laboratories_come_as_they_are_worked_out(tmp_path: Path) -> None:
    place = recorded(tmp_path / "record.db", [dossier_file(tmp_path, lab, f"Lab {lab}") for lab in LABS])
    async with running(place, settings=Settings(tmp_path / "interface.json")) as pilot:
        seen = set()
        for _ in range(200):
            screen = app_of(pilot).screen
            seen.add((len(screen.rows), screen.missing))
            if not screen.missing and len(screen.rows) == len(LABS):
                break
            await pilot.pause(0.02)
        assert all(shown + missing in (0, len(LABS)) for shown, missing in seen)
        await settled(pilot)
        text = screen_text(pilot)
        assert all(f"Lab {lab}" in text for lab in LABS)
        assert "worked out:" not in text
        await press(pilot, "h", "h", "o")
        assert "6 laboratories" in screen_text(pilot)
