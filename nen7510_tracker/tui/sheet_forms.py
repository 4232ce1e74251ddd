"""The forms of the audit sheet: note, evidence, session, the assessment itself.

What is typed changes the draft at every keystroke, so a form that is left, or killed, has lost nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, get_args

import msgspec

from nen7510_tracker.dossier import draft as drafts
from nen7510_tracker.dossier.draft import Draft, Seen, Session
from nen7510_tracker.dossier.facts.assessment import Conclusion, Depth
from nen7510_tracker.dossier.facts.story import EvidenceKind
from nen7510_tracker.dossier.labels import label
from nen7510_tracker.tui.day_field import a_day, days, parts
from nen7510_tracker.tui.form import Choice, Field, Form, Values
from nen7510_tracker.words.message import N_, InputRejected, Message

if TYPE_CHECKING:
    from nen7510_tracker.tui.sheet import SheetScreen

_WHOLE = re.compile(r"\d{1,9}")


def choices_of(screen: SheetScreen, values: Sequence[str]) -> Sequence[Choice]:
    """The values of an enumeration, as people read them."""
    return [Choice(each, screen.pen.words(label(each))) for each in values]


def a_number(text: str) -> str:
    """A whole number. Raises InputRejected."""
    if not _WHOLE.fullmatch(text):
        raise InputRejected(Message("This is no whole number."))
    return text


def draft_of(screen: SheetScreen) -> Draft:
    """The draft that a form is about: it has been read, or there would be no form."""
    if screen.draft is None:
        raise LookupError(screen.key)
    return screen.draft


def note_form(screen: SheetScreen, controls: Sequence[str]) -> Form:
    """A note on some controls."""
    now = draft_of(screen).row(controls[0]).note or ""

    def changed(values: Values) -> None:
        screen.change(drafts.noted(draft_of(screen), controls, values["note"]), typing="note")

    title = screen.pen.words("Note on {controls}", controls=", ".join(controls))
    return Form(title, [Field("note", N_("Note"), now)], screen.pen, changed=changed)


def evidence_form(screen: SheetScreen, controls: Sequence[str]) -> Form:
    """Evidence that was seen for some controls; it is part of the draft as soon as it has a title."""
    draft = draft_of(screen)
    key = drafts.next_evidence_id(draft)
    today = screen.tracker.today
    fields = [
        Field("title", N_("What was seen"), required=True),
        Field("kind", N_("Kind"), "document", required=True, choices=choices_of(screen, get_args(EvidenceKind))),
        Field("version", N_("Version")),
        Field("spoken_to", N_("Who was spoken to (a function, no name)")),
        Field("population", N_("Of how many"), check=a_number),
        Field("taken", N_("How many were taken"), check=a_number),
        Field("deviating", N_("How many deviated"), check=a_number),
        Field("on", N_("Seen on"), today.isoformat(), required=True, check=a_day(today)),
    ]

    def changed(values: Values) -> None:
        if not values["title"].strip():
            return
        read: dict[str, Any] = {}
        for each in fields:
            with suppress(InputRejected):
                read[each.name] = each.read(values[each.name]) or None
        numbers = {name: int(read[name]) if read.get(name) else None for name in ("population", "taken", "deviating")}
        seen = Seen(
            id=key,
            title=values["title"].strip(),
            kind=read.get("kind") or "document",
            on=read.get("on") or today.isoformat(),
            controls=tuple(controls),
            version=read.get("version"),
            spoken_to=read.get("spoken_to"),
            **numbers,
        )
        screen.change(drafts.with_evidence(draft_of(screen), seen), typing=key)

    title = screen.pen.words("Evidence for {controls}", controls=", ".join(controls))
    return Form(title, fields, screen.pen, changed=changed)


def session_form(screen: SheetScreen, controls: Sequence[str]) -> Form:
    """A session with the marked controls."""
    today = screen.tracker.today
    fields = [
        Field("title", N_("Who is spoken to (a function, no name)"), required=True),
        Field("on", N_("When"), check=a_day(today), help=N_("1-12-2026, 1 dec, +30")),
    ]
    place = len(draft_of(screen).sessions)

    def changed(values: Values) -> None:
        if not values["title"].strip():
            return
        on = None
        with suppress(InputRejected):
            on = fields[1].read(values["on"]) or None
        session = Session(title=values["title"].strip(), on=on, controls=tuple(controls))
        others = [
            msgspec.structs.replace(each, controls=tuple(key for key in each.controls if key not in controls))
            for each in draft_of(screen).sessions[:place]
        ]
        screen.change(drafts.changed(draft_of(screen), sessions=(*others, session)), typing="session")

    return Form(screen.pen.words("Session on {n} controls", n=len(controls)), fields, screen.pen, changed=changed)


def details_form(screen: SheetScreen) -> Form:
    """The assessment itself."""
    draft, today = draft_of(screen), screen.tracker.today
    source = draft.source
    fields = [
        Field("title", N_("Title"), draft.title, required=True),
        Field(
            "reference_dates",
            N_("Reference dates: when one looked"),
            ", ".join(draft.reference_dates),
            check=days(today),
        ),
        Field("published_on", N_("Published on"), draft.published_on or "", check=a_day(today)),
        Field("conclusion", N_("Conclusion"), draft.conclusion or "", choices=choices_of(screen, get_args(Conclusion))),
        Field("depth", N_("Depth"), draft.depth or "", choices=choices_of(screen, get_args(Depth))),
        Field(
            "scope",
            N_("Scope: controls, or patterns such as A.5.*"),
            ", ".join(draft.scope),
            required=True,
            check=_patterns(screen),
        ),
        Field("scope_text", N_("Scope in words"), draft.scope_text or ""),
        Field("team", N_("Team (functions, no names)"), ", ".join(draft.team)),
        Field("limitations", N_("Limitations"), draft.limitations or ""),
        Field("report", N_("Report"), (source.title or "") if source else ""),
        Field("reference", N_("Its reference"), (source.reference or "") if source else ""),
    ]

    def changed(values: Values) -> None:
        read: dict[str, str | None] = {}
        for each in fields:
            with suppress(InputRejected):
                read[each.name] = each.read(values[each.name]) or None
        before = draft_of(screen)
        texts = {
            name: read[name]
            for name in ("published_on", "conclusion", "depth", "scope_text", "limitations")
            if name in read
        }
        lists = {name: parts(read[name] or "") for name in ("reference_dates", "team", "scope") if name in read}
        report = {"title": read.get("report"), "reference": read.get("reference")}
        screen.change(
            drafts.changed(
                before,
                title=read.get("title") or before.title,
                source=drafts.source_of(report) or before.source,
                **texts,
                **lists,
            ),
            typing="details",
        )

    return Form(screen.pen.words("Assessment {id}", id=draft.id), fields, screen.pen, changed=changed)


def _patterns(screen: SheetScreen) -> Any:
    def check(text: str) -> str:
        for each in parts(text):
            if screen.background and not screen.background.edition.matching(each):
                raise InputRejected(Message("There is no control {control}.", control=each))
        return ", ".join(parts(text))

    return check
