"""A finding on the audit sheet: begun with a key, written down in its form, gone on with later."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, get_args

import msgspec

from nen7510_tracker.dossier import draft as drafts
from nen7510_tracker.dossier.draft import Draft, DraftFinding
from nen7510_tracker.dossier.drafts import brought_back
from nen7510_tracker.dossier.facts.assessment import Grade
from nen7510_tracker.dossier.labels import label
from nen7510_tracker.tui.day_field import a_day, parts
from nen7510_tracker.tui.form import Field, Form, Values
from nen7510_tracker.tui.menu import Item, Menu
from nen7510_tracker.tui.pen import GRADES
from nen7510_tracker.tui.sheet_forms import a_number, choices_of, draft_of
from nen7510_tracker.words.message import N_, InputRejected, Message

if TYPE_CHECKING:
    from nen7510_tracker.tui.sheet import SheetScreen


def new_finding(screen: SheetScreen, grade: Grade) -> None:
    """Begin a finding on the controls that the key is about, and write it down."""
    targets = screen.targets()
    if screen.draft is None or not targets or screen.background is None:
        screen.flash(Message("Put the cursor on a control first."))
        return
    key, before = drafts.next_finding_id(screen.draft, screen.background.taken), screen.draft
    screen.marked.clear()
    screen.change(drafts.found(screen.draft, DraftFinding(id=key, controls=tuple(targets), grade=grade)), typing=key)
    screen.app.push_screen(finding_form(screen, key), lambda _saved: _left(screen, key, targets, before))


def _left(screen: SheetScreen, key: str, targets: Sequence[str], before: Draft) -> None:
    """A finding in which nothing was written is none; the cursor goes on."""
    if screen.draft is None:
        return
    finding = next((each for each in screen.draft.findings if each.id == key), None)
    if finding and not any((finding.title, finding.statement, finding.requirement, finding.evidence_text)):
        screen.change(brought_back(before, screen.draft))
        return
    current = screen.table.current
    if current is not None and current.key in targets:
        screen.advance(current)


def next_finding(screen: SheetScreen, after: str) -> str:
    """Go on with the finding on the control that follows one: the first, when that is not on it. Gives its id."""
    targets = screen.targets()
    if screen.draft is None or not targets:
        return after
    keys = [each.id for each in screen.draft.findings_on(targets[0])]
    at = keys.index(after) + 1 if after in keys else 0
    key = keys[at % len(keys)]
    screen.app.push_screen(finding_form(screen, key))
    return key


def all_findings(screen: SheetScreen) -> None:
    """Every finding of the draft, the worst first; the one that is chosen is gone on with."""
    pen, found = screen.pen, draft_of(screen).findings
    items = [
        Item(
            each.id,
            f"{each.id}  {each.title}",
            partial(_go_on, screen, each.id),
            more=f"{pen.words(label(each.grade))}  {', '.join(each.controls)}",
        )
        for each in sorted(found, key=lambda each: GRADES.index(each.grade))
    ]
    menu = Menu(pen.words("Findings ({n})", n=len(found)), items, pen)
    screen.app.push_screen(menu, lambda do: do() if do else None)


def _go_on(screen: SheetScreen, key: str) -> None:
    screen.app.push_screen(finding_form(screen, key))


def finding_form(screen: SheetScreen, key: str) -> Form:
    """A finding of the draft, by its id."""
    now = next(each for each in draft_of(screen).findings if each.id == key)
    read_due = a_day(screen.tracker.today)
    fields = [
        Field("title", N_("Title"), now.title, required=True),
        Field("statement", N_("What was found"), now.statement or ""),
        Field("requirement", N_("What should be"), now.requirement or ""),
        Field("evidence_text", N_("Evidence seen"), now.evidence_text or ""),
        Field("due", N_("Due"), now.due or "", check=read_due, help=N_("1-12-2026, 1 dec, +30")),
        Field("grade", N_("Grade"), now.grade, required=True, choices=choices_of(screen, get_args(Grade))),
        Field("grade_as", N_("Grade as the report says it"), now.grade_as or ""),
        Field("controls", N_("Controls"), ", ".join(now.controls), required=True, check=_known(screen)),
        Field(
            "priority", N_("Priority, 1 is first"), "" if now.priority is None else str(now.priority), check=a_number
        ),
    ]

    def changed(values: Values) -> None:
        before = next((each for each in draft_of(screen).findings if each.id == key), now)
        screen.change(drafts.found(draft_of(screen), _finding(before, values, fields)), typing=key)

    return Form(screen.pen.words("Finding {id}", id=key), fields, screen.pen, changed=changed)


def _finding(before: DraftFinding, values: Values, fields: Sequence[Field]) -> DraftFinding:
    """The finding with what was typed; what is not understood yet stays as it was, a day as it was typed."""
    read: dict[str, Any] = {}
    for each in fields:
        with suppress(InputRejected):
            read[each.name] = each.read(values[each.name]) or None
    texts = {name: read.get(name) for name in ("statement", "requirement", "evidence_text", "grade_as")}
    priority = read.get("priority")
    return msgspec.structs.replace(
        before,
        **texts,
        title=values["title"].strip(),
        due=read.get("due", values["due"].strip()),
        grade=read.get("grade") or before.grade,
        controls=parts(read["controls"]) if read.get("controls") else before.controls,
        priority=int(priority) if priority else None,
    )


def _known(screen: SheetScreen) -> Any:
    def check(text: str) -> str:
        controls = screen.background.edition.controls if screen.background else {}
        for each in parts(text):
            if each not in controls:
                raise InputRejected(Message("There is no control {control}.", control=each))
        return ", ".join(parts(text))

    return check
