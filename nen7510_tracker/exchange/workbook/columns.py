"""The sheets of the workbook and their columns: what each holds, who may fill it in, and what it is called."""

from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

from nen7510_tracker.dossier.facts.assessment import FindingState, Grade
from nen7510_tracker.dossier.facts.commissioning import CommitmentState
from nen7510_tracker.dossier.facts.improvement import MeasureKind, MeasureState
from nen7510_tracker.dossier.facts.statement import Implementation, Reason
from nen7510_tracker.dossier.facts.story import EvidenceKind
from nen7510_tracker.dossier.labels import label
from nen7510_tracker.exchange.columns import folded
from nen7510_tracker.words.catalogue import LANGUAGES, words_of
from nen7510_tracker.words.message import N_

Form = Literal["text", "day", "number", "choice", "choices", "ids", "controls"]
# open: to be filled in. new: only in a row that somebody adds. fixed: never; what it says is recorded elsewhere.
Use = Literal["open", "new", "fixed"]
SheetKey = Literal["statement", "findings", "measures", "evidence", "commitments"]

ANSWERS = ("extent", "correction", "cause", "action")
FINDING_STATES = ("planned", "in_progress", "submitted", "implemented", "disputed")  # what the laboratory says
DAY = "day"  # the column with the day of a row's changes


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the key of the fact that it holds, its header in English, and what may be chosen in it.

    `others` are words that may stand there already, and that are not for who fills it in to choose.
    """

    key: str
    header: str
    form: Form = "text"
    use: Use = "open"
    choices: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def is_list(self) -> bool:
        """Whether several values may stand in a cell."""
        return self.form in ("choices", "ids", "controls")


@dataclass(frozen=True, slots=True)
class Layout:
    """One sheet: its title in English, its columns, the first of them its key, and whether rows may be added."""

    title: str
    columns: tuple[Column, ...]
    grows: bool = False

    def column(self, key: str) -> Column:
        """The column that holds a key."""
        return next(each for each in self.columns if each.key == key)


_DAY = Column(DAY, N_("day of the change"), "day")
_NOTE = Column("note", N_("note"))
_EVIDENCE = Column("evidence", N_("evidence"), "ids")

LAYOUTS: dict[SheetKey, Layout] = {
    "measures": Layout(
        N_("measures"),
        (
            Column("id", N_("measure"), use="new"),
            Column("title", N_("title"), use="new"),
            Column("state", N_("state"), "choice", choices=get_args(MeasureState)),
            Column("progress", N_("progress in %"), "number"),
            Column("end", N_("planned end"), "day"),
            _NOTE,
            _EVIDENCE,
            _DAY,
            Column("owner", N_("owner"), use="new"),
            Column("findings", N_("findings"), "ids", "new"),
            Column("controls", N_("controls"), "controls", "new"),
            Column("kind", N_("kind"), "choice", "new", get_args(MeasureKind)),
            Column("on", N_("planned on"), "day", "new"),
            Column("start", N_("start"), "day", "new"),
            Column("baseline_end", N_("first planned end"), "day", "fixed"),
        ),
        grows=True,
    ),
    "findings": Layout(
        N_("findings"),
        (
            Column("id", N_("finding"), use="fixed"),
            Column("controls", N_("controls"), "controls", "fixed"),
            Column("grade", N_("grade"), "choice", "fixed", get_args(Grade)),
            Column("title", N_("title"), use="fixed"),
            Column("statement", N_("statement of the finding"), use="fixed"),
            Column("requirement", N_("what is required"), use="fixed"),
            Column("due", N_("due"), "day", "fixed"),
            Column("turn", N_("turn"), use="fixed"),
            Column("word", N_("the finder's last note"), use="fixed"),
            Column(
                "state",
                N_("state"),
                "choice",
                choices=FINDING_STATES,
                others=("open", *(each for each in get_args(FindingState) if each not in FINDING_STATES)),
            ),
            Column("extent", N_("extent")),
            Column("correction", N_("correction")),
            Column("cause", N_("cause")),
            Column("action", N_("action")),
            _NOTE,
            _EVIDENCE,
            _DAY,
            Column("assessment", N_("assessment"), use="fixed"),
        ),
    ),
    "evidence": Layout(
        N_("evidence"),
        (
            Column("id", N_("evidence"), use="new"),
            Column("title", N_("title"), use="new"),
            Column("kind", N_("kind"), "choice", "new", get_args(EvidenceKind)),
            Column("on", N_("day"), "day", "new"),
            Column("version", N_("version"), use="new"),
            Column("controls", N_("controls"), "controls", "new"),
            Column("location", N_("location"), use="new"),
            Column("sha256", N_("SHA-256"), use="new"),
            Column("review_by", N_("review by"), "day", "new"),
        ),
        grows=True,
    ),
    "statement": Layout(
        N_("statement of applicability"),
        (
            Column("control", N_("control"), use="fixed"),
            Column("title", N_("title"), use="fixed"),
            Column("applicable", N_("applicable"), "choice", choices=("yes", "no")),
            Column("justification", N_("justification")),
            Column("reasons", N_("reasons"), "choices", choices=get_args(Reason)),
            Column("implemented", N_("how far implemented"), "choice", choices=get_args(Implementation)),
            Column("reference", N_("reference")),
        ),
    ),
    "commitments": Layout(
        N_("commitments"),
        (
            Column("id", N_("commitment"), use="fixed"),
            Column("by", N_("who"), use="fixed"),
            Column("to", N_("to whom"), use="fixed"),
            Column("text", N_("what"), use="fixed"),
            Column("on", N_("day"), "day", "fixed"),
            Column("state", N_("state"), "choice", choices=get_args(CommitmentState)),
            Column("due", N_("due"), "day"),
            _NOTE,
            _DAY,
        ),
    ),
}

# What the sheet that says what the workbook is holds: a name and a value a row.
ABOUT = {
    "schema": N_("format"),
    "lab": N_("laboratory"),
    "name": N_("name"),
    "as_of": N_("as of"),
    "known_on": N_("known on"),
    "head": N_("head"),
    "edition": N_("edition"),
    "language": N_("language"),
    "filters": N_("filters"),
    "owner": N_("owner"),
}
# To be filled in there by who changes the statement of applicability.
STATING = {"version": N_("new version"), "approved_by": N_("approved by")}
ABOUT_TITLE = N_("about")
SCHEMA = "nen7510-workbook/1"


def tab(title: str, language: str) -> str:
    """What stands on the tab of a sheet."""
    said = words_of(language)(title)
    return said[:1].upper() + said[1:]


@cache
def sheets_by_name() -> dict[str, SheetKey]:
    """The sheets by what stands on their tabs, in every language."""
    return {folded(tab(layout.title, each)): key for key, layout in LAYOUTS.items() for each in LANGUAGES}


@cache
def keys_by_header(sheet: SheetKey) -> dict[str, str]:
    """The keys of a sheet's columns by their headers, in every language."""
    return {
        folded(words_of(each)(column.header)): column.key for column in LAYOUTS[sheet].columns for each in LANGUAGES
    }


@cache
def about_by_name() -> dict[str, str]:
    """The keys of the sheet that says what the workbook is, by their names in every language."""
    return {folded(words_of(each)(name)): key for key, name in (ABOUT | STATING).items() for each in LANGUAGES}


@cache
def values_by_word(column: Column) -> dict[str, str]:
    """What may stand in a column of choices, by its own name and its words in every language."""
    values = (*column.others, *column.choices)
    said = {folded(words_of(each)(label(value))): value for value in values for each in LANGUAGES}
    return said | {folded(value): value for value in values}
