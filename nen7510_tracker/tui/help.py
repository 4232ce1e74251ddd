"""What the keys, signs and words of a screen mean."""

from collections.abc import Iterator, Sequence

from textual import events
from textual.app import ComposeResult
from textual.content import Content

from nen7510_tracker.dossier.labels import label
from nen7510_tracker.rules.status import STATUSES
from nen7510_tracker.tui import action
from nen7510_tracker.tui.action import Action, actions_at, shown_key
from nen7510_tracker.tui.dialog import Dialog
from nen7510_tracker.tui.form_keys import IN_FORMS
from nen7510_tracker.tui.ink import between, ink, join, line
from nen7510_tracker.tui.page import Block, Page, heading
from nen7510_tracker.tui.pen import Pen
from nen7510_tracker.words.message import N_

# Each screen's words, from design section 2.
WORDS: dict[str, str] = {
    N_("verdict"): N_("what a policy says: met, not met, or undetermined (nothing is recorded that could tell)"),
    N_("policy"): N_("the rule that gates a decision: a list of criteria"),
    N_("decision"): N_("what the commissioner decided: suspend, maintain the suspension, resume, end"),
    N_("ground lapsed"): N_("a resumption stands that would be refused today"),
    N_("outside the gate"): N_(
        "the collaboration was really resumed, but not through the gate; that decision never stands"
    ),
    N_("readiness"): N_(
        "of the applicable controls: verified (established independently), claimed (or said to be done), assessed"
    ),
    N_("control"): N_("one item of the norm: a clause of part 1 or a control of part 2"),
    N_("area"): N_("a group of controls: a chapter of part 1, a theme of part 2"),
    N_("rating"): N_("an assessment's judgement of one control at one reference date, on four points"),
    N_("by exception"): N_("nobody rated it; the assessment examined it, and its findings on it say the rating"),
    N_("finding"): N_("a shortcoming found: major, minor, observation, or ungraded"),
    N_("finder"): N_("the party whose assessment made a finding"),
    N_("standing"): N_("what a finding counts as: open, claimed, verified, withdrawn"),
    N_("turn"): N_("whose move it is: the finder's when submitted, disputed or implemented, else the laboratory's"),
    N_("depth"): N_("how far one looked: design, existence, operation"),
    N_("measure"): N_("an improvement measure that answers findings or serves controls"),
    N_("milestone"): N_("a step on the way to certification"),
    N_("slip"): N_("days from the first planned end to the end as it is now"),
    N_("projection"): N_("when all findings would be at least claimed at the pace so far; never a promise"),
    N_("disagree"): N_(
        "two assessments are a step or more apart, at most 90 days apart, and nothing was repaired in between"
    ),
    N_("kappa"): N_("agreement beyond chance, from 20 controls on: 1 is full agreement, 0 is chance"),
    N_("statement"): N_("a version of the statement of applicability: which controls of part 2 apply, and why"),
    N_("fact"): N_("one dated statement in a dossier"),
    N_("on"): N_("the day from which a fact is true in the world"),
    N_("known on"): N_("the day from which the commissioner could know it"),
    N_("view"): N_("the dossier as of a day, with the knowledge of a day"),
    N_("draft"): N_("an assessment being worked on: editable, not yet a fact; kept at every key"),
    N_("head"): N_("the number and digest of the last entry; kept elsewhere, it proves what the record said"),
    N_("void"): N_("an entry that the rules refuse: somebody came past the program; it counts nowhere"),
}
_VIEW = ("view", "known on")
WORDS_AT: dict[str, Sequence[str]] = {
    action.LABS: ("verdict", "decision", "ground lapsed", "outside the gate", "readiness", *_VIEW),
    action.FAILING: ("control", "finder", "rating", "standing", *_VIEW),
    action.AGEING: ("finding", "standing", "turn", *_VIEW),
    action.UPCOMING: ("verdict", "decision", "milestone", "measure", "turn", *_VIEW),
    action.CHANGED: ("verdict", "decision", "ground lapsed", "standing", *_VIEW),
    action.OVERVIEW: ("verdict", "policy", "readiness", "area", "milestone", "slip", "ground lapsed", *_VIEW),
    action.CONTROLS: ("control", "area", "rating", "by exception", "depth", "finding", "standing", *_VIEW),
    action.FINDINGS: ("finding", "finder", "standing", "turn", "depth", "measure", *_VIEW),
    action.COMPARE: ("rating", "by exception", "disagree", "kappa", *_VIEW),
    action.TRAJECTORY: ("measure", "milestone", "slip", "projection", *_VIEW),
    action.GATE: ("policy", "verdict", "decision", "ground lapsed", "outside the gate", *_VIEW),
    action.STATEMENT: ("statement", "control", "area", "policy"),
    action.SHEET: ("draft", "rating", "by exception", "finding", "depth"),
    action.RECORD: ("fact", "on", "known on", "head", "void"),
}


class HelpScreen(Dialog[None]):
    """Help for one place."""

    DEFAULT_CSS = """
    HelpScreen > .box { width: 94%; height: 94%; max-width: 110; max-height: 100%; }
    """

    def __init__(self, place: str, pen: Pen) -> None:
        super().__init__(pen)
        self.place = place

    def compose(self) -> ComposeResult:
        """A page."""
        words = self.pen.words
        page = Page(id="help")
        page.add_class("box")
        page.border_title = Content(words("Help: {screen}", screen=words(action.TITLES[self.place])))
        yield page

    def on_mount(self) -> None:
        """Show what there is to know here."""
        page = self.query_one(Page)
        page.show(lambda width: list(help_text(self.pen, self.place, width)), self.pen.symbols)
        page.focus()

    def on_key(self, event: events.Key) -> None:
        """The keys that open it close it too."""
        if event.character in {"?", "q"}:
            event.stop()
            self.dismiss(None)


def _keys(pen: Pen, actions: Sequence[Action]) -> Iterator[Block]:
    for each in actions:
        keys = " ".join(shown_key(key) for key in each.keys) if each.id != "tab" else "1-7"
        yield Block(join(ink(f"{keys:<14} ", "bold $key"), line(pen.words(each.does))), hang=15)


def help_text(pen: Pen, place: str, width: int) -> Iterator[Block]:
    """Keys, signs and words of a place."""
    words = pen.words
    yield Block(ink(words("escape closes this."), "$quiet"))
    yield from heading(words("Keys"), width, pen.symbols)
    yield from _keys(pen, actions_at(place))
    yield from heading(words("Keys in a form"), width, pen.symbols)
    yield from _keys(pen, IN_FORMS)
    yield from heading(words("Signs"), width, pen.symbols)
    yield Block(between("   ", (pen.status(each) for each in STATUSES)))
    yield Block(between("   ", (pen.verdict(each, "") for each in ("met", "not_met", "undetermined"))))
    yield Block(between("   ", (pen.rating(each) for each in pen.symbols.rating)))
    yield Block(between("   ", (pen.standing(each) for each in ("open", "claimed", "verified", "withdrawn"))))
    signs = pen.symbols
    yield Block(
        between(
            "   ",
            (
                ink(f"(++) {words('by exception')}"),
                ink(f"{signs.assumed} {words('assumed, nobody said it')}"),
                ink(f"{signs.reached} {words(label('reached'))}", "$conforming"),
                ink(f"{signs.planned} {words(label('planned'))}", "$claimed"),
                ink(f"{signs.late} {words('overdue')}", "$partial"),
                ink(f"{signs.verified}{signs.claimed}{signs.rest} {words('verified, claimed, the rest')}"),
            ),
        )
    )
    yield from heading(words("Words"), width, pen.symbols)
    for word in WORDS_AT[place]:
        yield Block(join(ink(words(word), "bold"), ink(": "), ink(words(WORDS[word]))), hang=2)
