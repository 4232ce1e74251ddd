"""Every action of the interface, once: keys, the line at the bottom, help and the palette are made from this."""

from collections.abc import Sequence
from dataclasses import dataclass

from nen7510_tracker.words.message import N_

LABS = "labs"
OVERVIEW = "overview"
CONTROLS = "controls"
FINDINGS = "findings"
COMPARE = "compare"
TRAJECTORY = "trajectory"
GATE = "gate"
RECORD = "record"

TABS = (OVERVIEW, CONTROLS, FINDINGS, COMPARE, TRAJECTORY, GATE, RECORD)
PLACES = (LABS, *TABS)
SORTED = frozenset({LABS, FINDINGS, RECORD})

TITLES: dict[str, str] = {
    LABS: N_("Laboratories"),
    OVERVIEW: N_("Overview"),
    CONTROLS: N_("Controls"),
    FINDINGS: N_("Findings"),
    COMPARE: N_("Compare"),
    TRAJECTORY: N_("Trajectory"),
    GATE: N_("Gate"),
    RECORD: N_("Record"),
}


@dataclass(slots=True, frozen=True)
class Action:
    """Something that a user can do.

    `keys` as a user types them, the first is shown; `label` for the line at the bottom, `does` for help
    and palette; `weight` is its place in the line at the bottom, highest first, 0: not there.
    `moving`: a key of the tables and texts themselves, listed for help only.
    """

    id: str
    keys: tuple[str, ...]
    label: str
    does: str
    places: frozenset[str]
    weight: int = 0
    moving: bool = False


_EVERYWHERE = frozenset(PLACES)
_LAB = frozenset(TABS)

ACTIONS: tuple[Action, ...] = (
    Action(
        "tab",
        ("1", "2", "3", "4", "5", "6", "7"),
        N_("tabs"),
        N_("Go to a tab: overview, controls, findings, compare, trajectory, gate, record"),
        _LAB,
        90,
    ),
    Action("open", ("enter",), N_("open"), N_("Open the laboratory"), frozenset({LABS}), 95),
    Action(
        "read",
        ("enter",),
        N_("read"),
        N_("Go to the text beside the table; there, follow the marked line to what it names"),
        frozenset({CONTROLS, FINDINGS, COMPARE, GATE, RECORD}),
        85,
    ),
    Action(
        "follow",
        ("enter",),
        N_("follow"),
        N_("Follow the marked line to what it names"),
        frozenset({OVERVIEW, TRAJECTORY}),
        85,
    ),
    Action("filter", ("/",), N_("filter"), N_("Show only what contains the words that you type"), _EVERYWHERE, 80),
    Action(
        "time", ("t",), N_("time"), N_("Look at another day, or with the knowledge of another day"), _EVERYWHERE, 70
    ),
    Action(
        "earlier",
        ("[",),
        N_("earlier"),
        N_("To the previous day on which anything in this dossier changed"),
        _LAB,
        68,
    ),
    Action("later", ("]",), N_("later"), N_("To the next day on which anything in this dossier changed"), _LAB, 67),
    Action("today", ("T",), N_("today"), N_("Back to today"), _EVERYWHERE, 66),
    Action("back", ("escape",), N_("back"), N_("One step back, never further"), _EVERYWHERE, 60),
    Action("palette", ("ctrl+p", ":"), N_("go to"), N_("Find an action, a laboratory or a control"), _EVERYWHERE, 55),
    Action("sort", ("s",), N_("sort"), N_("Sort by the next column"), SORTED, 40),
    Action("reverse", ("S",), N_("reverse"), N_("Sort the other way round"), SORTED),
    Action(
        "fold",
        ("left", "minus"),
        N_("fold"),
        N_("Fold the area away; on a folded one, all areas"),
        frozenset({CONTROLS}),
        45,
    ),
    Action(
        "unfold",
        ("right", "plus"),
        N_("unfold"),
        N_("Unfold the area; on an unfolded one, all areas"),
        frozenset({CONTROLS}),
        44,
    ),
    Action(
        "gaps",
        ("g",),
        N_("gaps only"),
        N_("Show only the controls that are not established as conforming"),
        frozenset({CONTROLS}),
        50,
    ),
    Action(
        "edition",
        ("E",),
        N_("edition"),
        N_("Show the controls of the other edition of the norm"),
        frozenset({CONTROLS, COMPARE}),
        42,
    ),
    Action(
        "standing",
        ("o",),
        N_("open only"),
        N_("Show open findings, then claimed, closed and all of them, in turn"),
        frozenset({FINDINGS}),
        50,
    ),
    Action(
        "turn",
        ("u",),
        N_("turn"),
        N_("Show only the findings of one party's turn, party by party"),
        frozenset({FINDINGS}),
        49,
    ),
    Action("first", ("a",), N_("first"), N_("Compare another assessment: the first"), frozenset({COMPARE}), 50),
    Action("second", ("b",), N_("second"), N_("Compare another assessment: the second"), frozenset({COMPARE}), 49),
    Action(
        "policy",
        ("p",),
        N_("policy"),
        N_("Ask another policy; the verdict that counts is that of the dossier's own"),
        frozenset({GATE}),
        50,
    ),
    Action(
        "what_if",
        ("w",),
        N_("what if"),
        N_("Assume that the criterion were met, for this answer only; again takes it back. Records nothing"),
        frozenset({GATE}),
        48,
    ),
    Action(
        "heat",
        ("h",),
        N_("heat map"),
        N_("Laboratories by areas: the worst status in each area"),
        frozenset({LABS}),
        50,
    ),
    Action("verify", ("v",), N_("verify"), N_("Verify now that the record is intact"), frozenset({RECORD}), 50),
    Action("copy", ("y",), N_("copy"), N_("Copy what the cursor is on; on Record, the head"), _EVERYWHERE, 30),
    Action("language", ("ctrl+l",), N_("language"), N_("Dutch or English"), _EVERYWHERE, 20),
    Action("theme", ("ctrl+t",), N_("theme"), N_("Dark, light or high contrast"), _EVERYWHERE, 19),
    Action("reload", ("ctrl+r",), N_("read again"), N_("Read the record again"), _EVERYWHERE),
    Action("help", ("?",), N_("help"), N_("What the keys, signs and words of this screen mean"), _EVERYWHERE, 100),
    Action("quit", ("q",), N_("quit"), N_("Leave the program"), _EVERYWHERE, 25),
    Action("up", ("up", "k"), N_("up"), N_("A line up"), _EVERYWHERE, moving=True),
    Action("down", ("down", "j"), N_("down"), N_("A line down"), _EVERYWHERE, moving=True),
    Action("page up", ("pageup",), N_("page up"), N_("A page up"), _EVERYWHERE, moving=True),
    Action("page down", ("pagedown",), N_("page down"), N_("A page down"), _EVERYWHERE, moving=True),
    Action("top", ("home",), N_("top"), N_("To the first line"), _EVERYWHERE, moving=True),
    Action("bottom", ("end",), N_("bottom"), N_("To the last line"), _EVERYWHERE, moving=True),
    Action(
        "next part",
        ("tab", "shift+tab"),
        N_("next part"),
        N_("Between the table and the text beside it"),
        _EVERYWHERE,
        moving=True,
    ),
)

NAMES = {"minus": "-", "plus": "+", "escape": "esc", "pageup": "pgup", "pagedown": "pgdn"}


def shown_key(key: str) -> str:
    """A key as it is written in help and documents."""
    return NAMES.get(key, key)


def actions_at(place: str) -> Sequence[Action]:
    """The actions of a place, in the order of the registry."""
    return [action for action in ACTIONS if place in action.places]


def action_for(key: str, character: str | None, place: str) -> Action | None:
    """The action that a key means in a place; a character counts before the key's name."""
    pressed = character if character and character.isprintable() and character != " " else key
    for action in actions_at(place):
        if not action.moving and (pressed in action.keys or key in action.keys):
            return action
    return None
