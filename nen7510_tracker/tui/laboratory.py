"""A laboratory: seven tabs on the keys 1 to 7 (screens, 2)."""

from collections.abc import Callable
from contextlib import suppress
from itertools import islice
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import ContentSwitcher
from textual.worker import get_current_worker

from nen7510_tracker.tui.action import OVERVIEW, TABS, TITLES
from nen7510_tracker.tui.bars import TabLine
from nen7510_tracker.tui.days import stepped, walk
from nen7510_tracker.tui.desk import Opened
from nen7510_tracker.tui.frame import Frame
from nen7510_tracker.tui.ink import join, line
from nen7510_tracker.tui.page import Page, Target
from nen7510_tracker.tui.pen import Pen
from nen7510_tracker.tui.settings import Seen
from nen7510_tracker.tui.tabs.tab import Tab
from nen7510_tracker.words.message import Message, Refusal

AHEAD = 2  # days that are worked out before somebody gets there

# Where a line that names a fact leads; every other kind is looked up in the record.
_LEADS = {
    "due": "overview",
    "control": "controls",
    "rating": "controls",
    "area": "controls",
    "readiness": "controls",
    "finding": "findings",
    "verification": "findings",
    "standing": "findings",
    "measure": "trajectory",
    "milestone": "trajectory",
    "criterion": "gate",
    "contra": "gate",
    "disagreement": "compare",
    "relation": "compare",
}


# Which kinds of fact are offered first on a tab.
_FIRST = {
    "overview": ("incident", "commitment", "timeline", "milestone"),
    "trajectory": ("measure", "milestone"),
    "gate": ("requirement", "certificate", "enforcement", "party"),
    "findings": ("measure", "evidence"),
    "controls": ("statement", "evidence", "measure"),
}


def _makers() -> dict[str, Callable[[], Tab]]:
    from nen7510_tracker.tui.tabs.compare import CompareTab
    from nen7510_tracker.tui.tabs.controls import ControlsTab
    from nen7510_tracker.tui.tabs.findings import FindingsTab
    from nen7510_tracker.tui.tabs.gate import GateTab
    from nen7510_tracker.tui.tabs.overview import OverviewTab
    from nen7510_tracker.tui.tabs.record import RecordTab
    from nen7510_tracker.tui.tabs.trajectory import TrajectoryTab

    makers = (OverviewTab, ControlsTab, FindingsTab, CompareTab, TrajectoryTab, GateTab, RecordTab)
    return {each.place: each for each in makers}


class LaboratoryScreen(Frame):
    """One laboratory. Its tabs are made when they are first looked at."""

    follows: ClassVar[bool] = True
    DEFAULT_CSS = """
    LaboratoryScreen ContentSwitcher { height: 1fr; width: 1fr; }
    """

    def __init__(self, lab: str, name: str, tab: str | None = None) -> None:
        super().__init__()
        self.lab = lab
        self.lab_name = name
        self.active = tab or OVERVIEW
        self.opened: Opened | None = None
        self._wanted: Target | None = None
        self._direction = 0  # in which somebody walks through time; 0: nobody does
        self._trail: list[tuple[str, Target | None]] = []
        self._drawn: dict[str, tuple[Opened, Pen]] = {}  # what each tab shows, and in which language

    @property
    def place(self) -> str:
        """The tab that is open."""
        return self.active

    @property
    def where(self) -> Content:
        """The laboratory's name."""
        return join(line(self.lab_name, "bold"))

    @property
    def doer(self) -> Tab:
        """The tab that is open."""
        return self.query_one(f"#{self.active}", Tab)

    def body(self) -> ComposeResult:
        """The tabs."""
        makers = _makers()
        yield TabLine()
        with ContentSwitcher(initial=self.active):
            for place in TABS:
                tab = makers[place]()
                tab.id = place
                yield tab

    def tell(self) -> None:
        """Bring top line, tabs and keys up to date."""
        super().tell()
        words = self.pen.words
        self.query_one(TabLine).tell([(place, words(TITLES[place])) for place in TABS], self.active)

    def focus_body(self) -> None:
        """The tab's most important part."""
        self.doer.focus_first()

    @property
    def counts(self) -> tuple[int, int] | None:
        """Of the open tab."""
        return self.doer.counts

    # What is shown

    def load(self) -> None:
        """Work out the laboratory at the app's moment; what was shown stays until that is done."""
        app = self.tracker
        moment, seen, prepare = app.moment, app.settings.seen.get(self._seen_key), self.doer.prepare
        everything = app.is_today  # where one goes from tab to tab; through other days one walks on one of them

        def prepared(opened: Opened) -> None:
            if everything:
                opened.work_out()
            prepare(opened)

        self.fetch(lambda desk: desk.open(self.lab, moment, seen, prepared), self._loaded)

    def _loaded(self, opened: Opened) -> None:
        is_first = self.opened is None
        self.opened = opened
        self._drawn.clear()
        self.lab_name = opened.name
        self.redraw()
        self.tell()
        if is_first:
            self.begin()
        if self._wanted and not self.is_filtering:
            self.jump(self._wanted)
        if self._direction:
            self.call_after_refresh(self._look_ahead)

    def _look_ahead(self) -> None:
        """Work the next days out beforehand, in the direction in which somebody walks through time."""
        app, opened, prepare = self.tracker, self.opened, self.doer.prepare
        if opened is None or opened.moment != app.moment:
            return
        seen = app.settings.seen.get(self._seen_key)
        days = walk(app.moment, opened.days, self._direction)

        def work() -> None:
            worker = get_current_worker()
            with suppress(Refusal):  # whoever goes there is told
                for moment in islice(days, AHEAD):
                    if not worker.is_cancelled:
                        app.desk().open(self.lab, moment, seen, prepare)

        self.run_worker(work, thread=True, group="ahead", exclusive=True, exit_on_error=False)

    def redraw(self) -> None:
        """Show the open tab; the others when they are opened."""
        if self.opened:
            self.doer.show(self.opened)
            self._drawn[self.active] = (self.opened, self.pen)
            if self.filter_text:
                self.doer.narrow(self.filter_text)

    def narrow(self, text: str) -> None:
        """Filter the open tab."""
        self.doer.narrow(text)

    @property
    def _seen_key(self) -> str:
        return f"{self.tracker.place_text()} {self.lab}"

    def on_unmount(self) -> None:
        """Remember up to where one has looked, if it was today's view."""
        app = self.tracker
        if self.opened and app.is_today:
            app.settings.seen[self._seen_key] = Seen(self.opened.dossier.head.seq, app.today.isoformat())
            app.settings.keep()

    # Going about

    def do_tab(self, key: str) -> None:
        """To a tab by its number."""
        self.open_tab(TABS[int(key) - 1])

    def open_tab(self, place: str) -> None:
        """To a tab; a filter of another tab does not come along."""
        if place == self.active:
            return
        if self.filter_text:
            self._end_filter()
        self.active = place
        self.query_one(ContentSwitcher).current = place
        if self.opened and self._drawn.get(place) != (self.opened, self.pen):
            self.redraw()
        self.tell()
        self.focus_body()

    def step_back(self) -> bool:
        """From the text to the table, or to the tab that one jumped from."""
        if self.doer.step_back():
            return True
        if self._trail:
            place, here = self._trail.pop()
            self.open_tab(place)
            if here:
                self.doer.go(here)
            return True
        return False

    @on(Page.Followed)
    def _followed(self, event: Page.Followed) -> None:
        event.stop()
        before, here = self.active, self.doer.here()
        self.jump(event.target)
        if self.active != before or self.doer.here() != here:
            self._trail.append((before, here))

    def jump(self, target: Target) -> None:
        """Go to a fact, a control or a criterion, in the tab that shows it; else to its entry in the record."""
        if self.opened is None:
            self._wanted = target
            return
        self._wanted = None
        if target.kind == "tab":
            self.open_tab(target.id)
            return
        place = _LEADS.get(target.kind, "record")
        self.open_tab(place)
        if not self.doer.go(target):
            self.open_tab("record")
            if not self.doer.go(target):
                self.flash(Message("{kind} {id} is not in this view.", kind=target.kind, id=target.id))

    def control(self, edition: str, control: str) -> None:
        """To a control of an edition."""
        from nen7510_tracker.tui.tabs.controls import ControlsTab

        self.query_one(ControlsTab).edition = edition
        self._drawn.pop(ControlsTab.place, None)
        self.jump(Target("control", control))

    def do_assess(self, _key: str) -> None:
        """Begin an assessment, or go on with one."""
        from nen7510_tracker.tui.assess import assess

        assess(self)

    def why_not_assess(self) -> Message | None:
        """Not while one looks at another day: what is noted is noted now; nor above a sheet that is open."""
        from nen7510_tracker.tui.draft_sheet import beneath

        return self.why_not_now() or beneath(self.app)

    def why_not_now(self) -> Message | None:
        """What happens is recorded today, with the whole record before one's eyes."""
        if self.opened is None:
            return Message("The laboratory is still being read.")
        if self.tracker.is_today:
            return None
        return Message("You are looking at another day. Press T to come back to today first.")

    def do_act(self, _key: str) -> None:
        """What can be done to what the cursor is on."""
        from nen7510_tracker.tui.act import act

        target = self.doer.pointed()
        if target:
            act(self, target)

    def why_not_act(self) -> Message | None:
        """There has to be something under the cursor, and it has to be today."""
        return self.why_not_now() or (None if self.doer.pointed() else Message("Put the cursor on a fact first."))

    def do_new(self, _key: str) -> None:
        """Record a fact; the kinds that the tab shows come first."""
        from nen7510_tracker.tui.act import new_fact

        new_fact(self, _FIRST.get(self.active, ()))

    def why_not_new(self) -> Message | None:
        """It has to be today."""
        return self.why_not_now()

    def do_take_findings(self, _key: str) -> None:
        """Findings and ratings from a spreadsheet, or from a plan of action."""
        from nen7510_tracker.tui.take_in import take_in_findings

        take_in_findings(self)

    def why_not_take_findings(self) -> Message | None:
        """It has to be today."""
        return self.why_not_now()

    def do_earlier(self, key: str) -> None:
        """To the previous day on which anything changed."""
        self._step(-1, key)

    def do_later(self, key: str) -> None:
        """To the next day on which anything changed."""
        self._step(1, key)

    def _step(self, direction: int, _key: str) -> None:
        moment = stepped(self.tracker.moment, self.opened.days, direction) if self.opened else None
        if moment is None:
            self.flash(
                Message("Nothing in this dossier changed before this day.")
                if direction < 0
                else Message("Nothing in this dossier changes after this day.")
            )
            return
        self._direction = direction
        self.tracker.look_at(moment)
