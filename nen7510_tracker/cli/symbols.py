"""How values look to people: never a colour alone, never a lone percentage (screens, The frame)."""

from datetime import date

from nen7510_tracker.cli.speech import say as _
from nen7510_tracker.dossier.labels import label
from nen7510_tracker.words.day import Day, of

NOTHING = "\N{EN DASH}"  # stands for what is not there
VERDICTS = {"met": "✓", "not_met": "✗", "undetermined": "?"}
STATUSES = {
    "nonconforming": "✗",
    "partial": "◐",
    "claimed": "◇",
    "conforming": "✓",
    "not_assessed": "·",
    "not_applicable": NOTHING,
}


def verdict_text(verdict: str) -> str:
    """A verdict with its symbol."""
    return f"{VERDICTS[verdict]} {_(label(verdict))}"


def status_text(status: str) -> str:
    """A control's status with its symbol."""
    return f"{STATUSES[status]} {_(label(status))}"


def label_text(value: str | None) -> str:
    """A value of an enumeration; nothing for none."""
    return _(label(value)) if value else ""


def day_text(value: date | Day | None) -> str:
    """A day as people write it; a dash for none."""
    if value is None:
        return NOTHING
    return _.day(value if isinstance(value, Day) else of(value))


def view_text(as_of: date, known_on: date) -> str:
    """The view, as every screen and report says it."""
    return _("as of {as_of}, known on {known_on}", as_of=of(as_of), known_on=of(known_on))
