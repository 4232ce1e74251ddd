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
SHEET = "sheet"
STATEMENT = "statement"
FAILING = "failing"
AGEING = "ageing"
UPCOMING = "upcoming"
CHANGED = "changed"

TABS = (OVERVIEW, CONTROLS, FINDINGS, COMPARE, TRAJECTORY, GATE, RECORD)
ACROSS = (FAILING, AGEING, UPCOMING, CHANGED)
PLACES = (LABS, *ACROSS, *TABS, SHEET, STATEMENT)
SORTED = frozenset({LABS, *ACROSS, FINDINGS, RECORD})

TITLES: dict[str, str] = {
    LABS: N_("Laboratories"),
    OVERVIEW: N_("Overview"),
    CONTROLS: N_("Controls"),
    FINDINGS: N_("Findings"),
    COMPARE: N_("Compare"),
    TRAJECTORY: N_("Trajectory"),
    GATE: N_("Gate"),
    RECORD: N_("Record"),
    SHEET: N_("Audit sheet"),
    STATEMENT: N_("Statement of applicability"),
    FAILING: N_("What fails most"),
    AGEING: N_("Age of open findings"),
    UPCOMING: N_("What comes up"),
    CHANGED: N_("What changed"),
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
_VIEWS = _EVERYWHERE - {SHEET, STATEMENT}  # a draft is of no moment
_SHEET = frozenset({SHEET})
_STATEMENT = frozenset({STATEMENT})
_SHEETS = _SHEET | _STATEMENT
_LAB = frozenset(TABS)
_LABS = frozenset({LABS, *ACROSS})

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
        frozenset({*ACROSS, CONTROLS, FINDINGS, COMPARE, GATE, RECORD}),
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
    Action("time", ("t",), N_("time"), N_("Look at another day, or with the knowledge of another day"), _VIEWS, 70),
    Action(
        "earlier",
        ("[",),
        N_("earlier"),
        N_("To the previous day on which anything in this dossier changed"),
        _LAB,
        68,
    ),
    Action("later", ("]",), N_("later"), N_("To the next day on which anything in this dossier changed"), _LAB, 67),
    Action("today", ("T",), N_("today"), N_("Back to today"), _VIEWS, 66),
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
    Action(
        "area",
        ("left", "right"),
        N_("area"),
        N_("Heat map: mark an area; enter then opens the laboratory at it"),
        frozenset({LABS}),
        44,
    ),
    Action(
        "only",
        ("o",),
        N_("only"),
        N_(
            "Show only one kind, in turn: laboratories by verdict and alarm, controls by who says so, "
            "findings by grade, turn and age"
        ),
        frozenset({LABS, *ACROSS}),
        49,
    ),
    Action(
        "failing", ("f",), N_("fails most"), N_("The controls that fail in most laboratories, by source"), _LABS, 48
    ),
    Action("ageing", ("a",), N_("ages"), N_("For how long findings have been open, over all laboratories"), _LABS, 47),
    Action(
        "upcoming", ("u",), N_("comes up"), N_("What ends or is due in the next days, in all laboratories"), _LABS, 46
    ),
    Action("changed", ("c",), N_("changed"), N_("What turned in the last days, in all laboratories"), _LABS, 45),
    Action("span", ("w",), N_("days"), N_("Another number of days, in turn"), frozenset({UPCOMING, CHANGED}), 51),
    Action("verify", ("v",), N_("verify"), N_("Verify now that the record is intact"), frozenset({RECORD}), 50),
    Action(
        "assess",
        ("n",),
        N_("assess"),
        N_("Begin an assessment on a sheet, or go on with one"),
        frozenset({CONTROLS, FINDINGS}),
        47,
    ),
    Action(
        "state",
        ("V",),
        N_("statement"),
        N_("Write the statement of applicability on a sheet, beginning with the latest"),
        frozenset({CONTROLS}),
        43,
    ),
    Action(
        "act", ("m",), N_("do"), N_("What can be done to what the cursor is on: events, correct, retract"), _LAB, 79
    ),
    Action("new", ("N",), N_("new"), N_("Record a fact of any kind"), _LAB, 46),
    Action(
        "follow_up",
        ("F",),
        N_("follow-up"),
        N_("Only what is the finder's turn, one after the other: v verifies, x reopens"),
        frozenset({FINDINGS}),
        48,
    ),
    Action(
        "verified", ("v",), N_("verify"), N_("Verify the finding: effective, at which depth"), frozenset({FINDINGS}), 47
    ),
    Action("reopened", ("x",), N_("reopen"), N_("Reopen the finding: not effective"), frozenset({FINDINGS}), 46),
    Action(
        "resume",
        ("d",),
        N_("decide: resume"),
        N_("Propose to resume the collaboration, as soon as every criterion is met"),
        frozenset({GATE}),
        84,
    ),
    Action(
        "otherwise",
        ("D",),
        N_("decide otherwise"),
        N_("Propose to suspend, to maintain the suspension, or to end"),
        frozenset({GATE}),
        47,
    ),
    Action("approve", ("a",), N_("approve"), N_("Approve what somebody else has proposed"), frozenset({GATE}), 83),
    Action(
        "adopt", ("A",), N_("adopt"), N_("Propose that the dossier be judged by another policy"), frozenset({GATE}), 46
    ),
    Action(
        "assume",
        ("W",),
        N_("what if, from a file"),
        N_("Assume the facts of a dossier file, for this answer only. Records nothing"),
        frozenset({GATE}),
        45,
    ),
    Action("new_lab", ("n",), N_("new"), N_("Record a new laboratory"), frozenset({LABS}), 79),
    Action(
        "import",
        ("i",),
        N_("import"),
        N_("Import dossier files, or findings from a spreadsheet or an OSCAL plan"),
        frozenset({LABS}),
        78,
    ),
    Action(
        "take_findings",
        ("i",),
        N_("from a file"),
        N_("Take in findings from a spreadsheet or an OSCAL plan, after looking at what they come to"),
        _LAB,
    ),
    Action("export", ("e",), N_("export"), N_("Write what you look at to a file"), _VIEWS, 58),
    Action(
        "rate",
        ("1", "2", "3", "4"),
        N_("judge"),
        N_("Inspection: meets, largely meets, largely fails, fails. Audit: conforms, minor, major, observation"),
        _SHEET,
        95,
    ),
    Action("examined", ("e",), N_("examined"), N_("Looked at without remark: findings say the rest"), _SHEET, 94),
    Action("not_assessed", ("0",), N_("not assessed"), N_("Will not be looked at in this assessment"), _SHEET, 79),
    Action("note", ("enter",), N_("note"), N_("Write a note on the control"), _SHEET, 93),
    Action(
        "finding", ("f",), N_("finding"), N_("Write down a finding on the control, or on the marked ones"), _SHEET, 92
    ),
    Action("revise", ("F",), N_("revise"), N_("Go on with a finding on the control; again: the next one"), _SHEET, 78),
    Action("evidence", ("E",), N_("evidence"), N_("Write down evidence that was seen for the control"), _SHEET, 77),
    Action(
        "depth",
        ("p",),
        N_("depth"),
        N_("How far one looked: design, existence, operation, or as the assessment says"),
        _SHEET,
        76,
    ),
    Action(
        "mark",
        ("space",),
        N_("mark"),
        N_("Mark the control, for one judgement or one finding on several; on a heading, all below it"),
        _SHEETS,
        75,
    ),
    Action(
        "clear",
        ("backspace", "delete"),
        N_("clear"),
        N_("Take back what was judged of the control; notes and findings stay"),
        _SHEET,
        74,
    ),
    Action("undo", ("u",), N_("undo"), N_("Take back the last change"), _SHEETS, 73),
    Action("left", ("l",), N_("left only"), N_("Show only the controls that are left"), _SHEETS, 72),
    Action(
        "sessions",
        ("g",),
        N_("sessions"),
        N_("Group by session: who is spoken to, when, on which controls"),
        _SHEET,
        65,
    ),
    Action("session", ("G",), N_("new session"), N_("Put the marked controls into a session"), _SHEET),
    Action(
        "others",
        ("o",),
        N_("others"),
        N_("Hide or show what other assessments said, so that it does not steer"),
        _SHEET,
        64,
    ),
    Action(
        "details", ("d",), N_("details"), N_("The assessment itself: title, days, depth, scope, conclusion"), _SHEET, 63
    ),
    Action(
        "take_in",
        ("i",),
        N_("take in"),
        N_("Add a colleague's part from a file; asks where both have something"),
        _SHEET,
        62,
    ),
    Action("hand_out", ("x",), N_("hand out"), N_("Write the draft to a file, for a colleague"), _SHEET, 61),
    Action("closing", ("P",), N_("print"), N_("Write the list for the closing meeting, marked as a draft"), _SHEET, 59),
    Action("discard", ("D",), N_("discard"), N_("Throw the draft away, after asking"), _SHEETS),
    Action(
        "make_facts",
        ("r",),
        N_("record"),
        N_("Make the draft facts, all at once, after showing what will be recorded"),
        _SHEETS,
        91,
    ),
    Action(
        "implemented",
        ("1", "2", "3", "4"),
        N_("applies"),
        N_("It applies, and is implemented: yes, partly, planned, no"),
        _STATEMENT,
        95,
    ),
    Action("excluded", ("0",), N_("does not apply"), N_("It does not apply; why not is asked at once"), _STATEMENT, 94),
    Action(
        "reason",
        ("5", "6", "7", "8"),
        N_("reasons"),
        N_("Why it applies: risk, law, contract, practice; again takes it back"),
        _STATEMENT,
        93,
    ),
    Action(
        "justify", ("enter",), N_("justify"), N_("Write the justification, and where it is laid down"), _STATEMENT, 92
    ),
    Action("alike", ("o",), N_("only"), N_("Show only the controls of which the same is said, in turn"), _STATEMENT),
    Action("unsay", ("backspace", "delete"), N_("clear"), N_("Take back what is said of the control"), _STATEMENT, 74),
    Action(
        "header",
        ("d",),
        N_("details"),
        N_("The statement itself: version, day, who approved it, source"),
        _STATEMENT,
        63,
    ),
    Action("copy", ("y",), N_("copy"), N_("Copy what the cursor is on; on Record, the head"), _EVERYWHERE, 30),
    Action("language", ("ctrl+l",), N_("language"), N_("Dutch or English"), _EVERYWHERE, 20),
    Action("theme", ("ctrl+t",), N_("theme"), N_("Dark, light or high contrast"), _EVERYWHERE, 19),
    Action("reload", ("ctrl+r",), N_("read again"), N_("Read the record again"), _EVERYWHERE),
    Action("help", ("?",), N_("help"), N_("What the keys, signs and words of this screen mean"), _EVERYWHERE, 100),
    Action(
        "quit",
        ("q",),
        N_("quit"),
        N_("Leave the program; asks first when a form holds what was not saved"),
        _EVERYWHERE,
        25,
    ),
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
