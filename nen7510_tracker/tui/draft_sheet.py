"""A sheet whose rows are a draft: every change can be taken back, and is in safety before the next key.

In the journal at once, in the store a moment later.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic

from textual import on
from textual.app import App
from textual.message import Message as Event

from nen7510_tracker.dossier import drafts
from nen7510_tracker.dossier.drafts import D
from nen7510_tracker.service.drafting import Drafting, keep_or_say, note_or_say
from nen7510_tracker.tui.control_sheet import ControlSheet
from nen7510_tracker.tui.page import Target
from nen7510_tracker.words.message import Message

UNDO = 200  # changes


class Kept(Event):
    """The store has taken a draft, or says why not."""

    def __init__(self, revision: int, trouble: Message | None) -> None:
        super().__init__()
        self.revision = revision
        self.trouble = trouble


def beneath(app: App[None]) -> Message | None:
    """Why no other sheet can be opened: from one somebody came to look at the laboratory; None: there is none."""
    if any(isinstance(each, DraftSheet) for each in app.screen_stack):
        return Message("A sheet is open already: esc leads back to it.")
    return None


class DraftSheet(ControlSheet, Generic[D]):
    """Keeps its draft; None until it has been read."""

    def __init__(self) -> None:
        super().__init__()
        self.draft: D | None = None
        self.is_over = False  # recorded, or thrown away
        self._before: list[D] = []
        self._form = ""
        self._kept = -1
        self._keeping = False
        self._is_away = False

    @property
    def drafting(self) -> Drafting:
        """The drafts of the record."""
        return self.tracker.drafting()

    def follow(self, target: Target) -> None:
        """Where a line leads; whoever comes back finds what was said of the draft meanwhile."""
        super().follow(target)
        self._is_away = not self.is_active

    def on_screen_resume(self) -> None:
        """Come back from a form, or from the laboratory."""
        super().on_screen_resume()
        if self._is_away:
            self._is_away = False
            self.load()

    def change(self, draft: D, *, advance: bool = False, typing: str = "") -> None:
        """Take a changed draft: safe at once, shown, and in the store a moment later.

        `typing` names the form in which it was typed: taking back takes back all that was typed there.
        """
        if self.draft is None:
            return
        if drafts.says_the_same(draft, self.draft):
            draft = self.draft
        elif not typing or typing != self._form:
            self._before.append(self.draft)
            del self._before[:-UNDO]
        self._form = typing
        self.draft = draft
        trouble = note_or_say(self.drafting, draft)
        current = self.table.current
        if self.is_active:  # beneath a form it is drawn when that is closed: a key must not wait for it
            self.redraw()
        if advance and current is not None:
            self.advance(current)
        if trouble:
            self.flash(trouble, bad=True)
        self._keep()

    def apply(self, change: Callable[[D, Sequence[str]], D], *, advance: bool = True) -> None:
        """Change what the key is about; the marks are gone then, and the cursor goes on from a single control."""
        targets = self.targets()
        if self.draft is None or not targets:
            self.flash(Message("Put the cursor on a control first."))
            return
        several = bool(self.marked)
        self.marked.clear()
        self.change(change(self.draft, targets), advance=advance and not several)

    def do_undo(self, _key: str) -> None:
        """Take back the last change: as a change of its own, so that the store sees it as the later one."""
        if self.draft is None:
            return
        earlier = self._before[:-1]
        self.change(drafts.brought_back(self._before[-1], self.draft))
        self._before = earlier

    def why_not_undo(self) -> Message | None:
        """There has to be a change."""
        return None if self._before else Message("Nothing was changed on this sheet yet.")

    def _keep(self) -> None:
        """Give the draft to the store in the background; of several changes meanwhile the last is given then."""
        draft = self.draft
        if self._keeping or self.is_over or draft is None or draft.revision == self._kept:
            return
        self._keeping = True
        drafting = self.drafting

        def work() -> None:
            trouble = keep_or_say(drafting, draft)
            self.post_message(Kept(draft.revision, trouble))

        self.run_worker(work, thread=True, group="keep", exit_on_error=False)

    @on(Kept)
    def _was_kept(self, event: Kept) -> None:
        event.stop()
        self._keeping = False
        if event.trouble is None:
            self._kept = event.revision
            self._keep()
        else:
            self.flash(
                Message(
                    "{trouble} What you typed is safe on this machine; it is kept in the record with the next key.",
                    trouble=event.trouble,
                ),
                bad=True,
            )
