"""A form for any kind of fact, made from the fact's own keys: the same checks as in a file (screens, 4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from nen7510_tracker.dossier.account import Account
from nen7510_tracker.dossier.facts import KINDS, Fact, plain
from nen7510_tracker.dossier.labels import label
from nen7510_tracker.exchange.fields import an_id, fact_of, keys_of
from nen7510_tracker.exchange.shape import Choice as OneOf
from nen7510_tracker.exchange.shape import Flag, Group, Key, Many, Number, OneDay, Shape, Text
from nen7510_tracker.rules.rights import SPEAKS
from nen7510_tracker.tui.day_field import a_day, days, parts
from nen7510_tracker.tui.evidence_file import FileDigest, keep_field, with_file
from nen7510_tracker.tui.form import Choice, Field, Form, Values
from nen7510_tracker.tui.kept_form import ask_kept
from nen7510_tracker.tui.keys import key_name
from nen7510_tracker.tui.kinds import kind_name
from nen7510_tracker.tui.unsaved import FormName
from nen7510_tracker.words.message import N_, InputRejected, Message, Refusal, Refused

if TYPE_CHECKING:
    from nen7510_tracker.tui.desk import Opened
    from nen7510_tracker.tui.frame import Frame
    from nen7510_tracker.tui.laboratory import LaboratoryScreen

SOURCE = ("title", "reference", "url", "page")


@dataclass(slots=True, frozen=True)
class Wish:
    """A form that is asked for: a new fact of a kind, or a correction of `before` (its key as recorded).

    `fixed` keys are given and not shown; `preset` keys are shown, filled in; `only`: just these are shown, and the
    required ones (None: all).
    """

    kind: str
    fixed: Mapping[str, str] = field(default_factory=dict)
    preset: Mapping[str, str] = field(default_factory=dict)
    only: Sequence[str] | None = None
    before: Fact | None = None
    key: str | None = None

    @property
    def is_correction(self) -> bool:
        """Whether it takes the place of a fact that is recorded."""
        return self.before is not None

    def form(self, lab: str) -> FormName:
        """What its form is called: after the fact that is corrected, or to which something happens."""
        if self.key is not None:
            return FormName(lab, "correct", self.kind, self.key)
        about = self.fixed.get(KINDS[self.kind].parent or "", "")
        return FormName(lab, "record", self.kind, about, self.fixed.get("state", ""))


def ask_for(screen: LaboratoryScreen, wish: Wish, then: Callable[[], None] | None = None) -> None:
    """Open the form, record what is saved, and look at the laboratory again; what is refused opens the form again."""
    opened = screen.opened
    if opened is None:
        return
    wish = for_account(wish, screen.tracker.access.account)
    name = wish.form(screen.lab)

    def saved(values: Values) -> None:
        _record(screen, opened, wish, values, lambda: _done(screen, name, then))

    digest = FileDigest() if wish.kind == "evidence" else None
    form = Form(
        screen.pen.words(name.title),
        fields_of(screen, opened, wish),
        screen.pen,
        changed=digest.look if digest else None,
        check=lambda values: _wrong(opened, wish, values),
    )
    if digest:
        digest.form = form
    ask_kept(screen, name, form, saved)


def _done(screen: Frame, name: FormName, then: Callable[[], None] | None) -> None:
    screen.tracker.unsaved.drop(name)
    screen.load()
    if then:
        then()


# From values to a fact


def given(wish: Wish, values: Values) -> dict[str, list[str]]:
    """The keys of the fact as they were typed, in the form that `fact_of` takes."""
    typed: dict[str, list[str]] = {key: [text] for key, text in wish.fixed.items()}
    source = {name: values[f"source.{name}"] for name in SOURCE if values.get(f"source.{name}")}
    shapes = {key.name: key.shape for key in keys_of(wish.kind)}
    for name, text in values.items():
        if name in shapes:
            several = isinstance(shapes[name], Many) and not isinstance(_item(shapes[name]), Group)
            typed[name] = list(parts(text)) or [""] if several else [text]
    if source:
        typed["source"] = [_flow(source)]
    elif "source.title" in values and wish.before is not None:
        typed["source"] = [""]
    return typed if wish.is_correction else {name: values for name, values in typed.items() if any(values)}


def _flow(source: Mapping[str, str]) -> str:
    import json

    return json.dumps(dict(source), ensure_ascii=False)


def _item(shape: Shape) -> Shape | None:
    return shape.item if isinstance(shape, Many) else None


def _wrong(opened: Opened, wish: Wish, values: Values) -> Sequence[tuple[str, Message]]:
    """What is wrong with a whole form, by field: each mistake with the field whose key it names."""
    try:
        fact_of(wish.kind, given(wish, values), opened.norm, wish.before)
    except InputRejected as rejected:
        return [(_field_of(message, values), message) for message in rejected.messages]
    return []


def _field_of(message: Message, values: Values) -> str:
    named = str(message.params.get("key", "")).partition("[")[0].partition(".")[0]
    names = list(values)
    return next((name for name in names if name == named or name.startswith(f"{named}.")), names[0])


def _record(
    screen: LaboratoryScreen, opened: Opened, wish: Wish, values: Mapping[str, str], done: Callable[[], None]
) -> None:
    from nen7510_tracker.service.recording import Batch, Call, Told, correct_fact, record_facts

    lab, app = screen.lab, screen.tracker
    fact = fact_of(wish.kind, given(wish, values), opened.norm, wish.before)
    call = Call.new(app.actor, app.today)

    def work(desk: Any) -> Message:
        try:
            return recorded(desk)
        except Refusal as refusal:
            text = "{reason} What you typed is kept: open the form again."
            raise Refused(Message(text, reason=refusal.message)) from refusal

    def recorded(desk: Any) -> Message:
        with with_file(desk.record, fact, values, wish.before) as told:
            if wish.key is not None:
                correct_fact(desk.record, lab, told, wish.key, values["reason"], call, None)
                return Message("Corrected: {kind} {id}.", kind=kind_name(wish.kind), id=fact.key)
            appended = record_facts(desk.record, {lab: Batch([Told(told)])}, call)
        if not appended[lab]:
            return Message("{kind} {id} was recorded already; nothing new.", kind=kind_name(wish.kind), id=fact.key)
        return Message("Recorded: {kind} {id}.", kind=kind_name(wish.kind), id=fact.key)

    def then(said: Message) -> None:
        done()
        screen.flash(said)

    screen.carry_out(work, then)


# Fields


def fields_of(screen: LaboratoryScreen, opened: Opened, wish: Wish) -> list[Field]:
    """A field per key that is asked for; a correction also asks for its reason."""
    now = as_typed(wish.before) if wish.before is not None else {}
    fields: list[Field] = []
    for key in keys_of(wish.kind):
        if key.name in wish.fixed or not _shown(key, wish):
            continue
        if key.name == "source":
            fields += [
                Field(f"source.{name}", key_name(wish.kind, f"source.{name}").text, now.get(f"source.{name}", ""))
                for name in SOURCE
            ]
            continue
        value = now.get(key.name, wish.preset.get(key.name, ""))
        fields.append(_field(screen, opened, wish.kind, key, value))
        if (wish.kind, key.name) == ("evidence", "location"):
            fields.append(keep_field(screen.pen))
    if wish.is_correction:
        fields.append(Field("reason", N_("Reason for the correction"), required=True))
    return fields


def for_account(wish: Wish, account: Account | None) -> Wish:
    """The form as an account fills it in: its own party speaks, and what it may only take over is marked as that."""
    if account is None or wish.is_correction:
        return wish
    if not account.may_say(wish.kind, wish.fixed.get("state", "")):
        return replace(wish, fixed={**wish.fixed, "transcribed": "true"})
    keys = {key.name for key in keys_of(wish.kind)}
    own = {key: account.party for key in SPEAKS if key in keys and account.party}
    return replace(wish, preset={**own, **wish.preset})


def _shown(key: Key, wish: Wish) -> bool:
    if key.name == "transcribed" and not (wish.before and wish.before.transcribed):
        return False  # an account that takes something over marks it without being asked
    return wish.only is None or key.required or key.name in wish.only or key.name in wish.preset


def as_typed(fact: Fact) -> dict[str, str]:
    """A fact's keys as somebody would type them."""
    typed: dict[str, str] = {}
    for name, value in plain(fact).items():
        if name == "source":
            typed |= {f"source.{key}": str(text) for key, text in value.items()}
        elif isinstance(value, (list, tuple)):
            typed[name] = _list_as_typed(value)
        elif isinstance(value, bool):
            typed[name] = "true" if value else "false"
        elif not isinstance(value, dict):
            typed[name] = str(value)
    return typed


def _list_as_typed(values: Sequence[Any]) -> str:
    import json

    if any(isinstance(each, dict) for each in values):
        return json.dumps(list(values), ensure_ascii=False)
    return ", ".join(map(str, values))


def _field(screen: LaboratoryScreen, opened: Opened, kind: str, key: Key, value: str) -> Field:
    today = screen.tracker.today
    shape = key.shape
    several = isinstance(shape, Many)
    inner = shape.item if isinstance(shape, Many) else shape
    made = Field(key.name, key_name(kind, key.name).text, value, required=key.required, several=several)
    match inner:
        case OneDay():
            offered = today.isoformat() if key.name in {"on", "known_on"} and not value else value
            return replace(made, value=offered, check=days(today) if several else a_day(today))
        case OneOf(values):
            return replace(made, choices=[Choice(each, screen.pen.words(label(each))) for each in values])
        case Flag():
            return replace(
                made, choices=[Choice("true", screen.pen.words("yes")), Choice("false", screen.pen.words("no"))]
            )
        case Number():
            return replace(made, check=_whole)
        case Group():
            return replace(made, help=N_("as in a dossier file: [{key: value, …}, …]"))
        case Text():
            return _text_field(made, opened, inner)
    return made


def _text_field(made: Field, opened: Opened, shape: Text) -> Field:
    if made.name == "location":
        return replace(made, file=True, help=N_("A path (~/audit/log.pdf): the file's SHA-256 is filled in."))
    if shape.refers_to:
        known = _known_ids(opened, shape.refers_to)
        return replace(made, choices=known) if known else made
    if shape.names == "edition":
        return replace(made, choices=[Choice(each, each) for each in opened.norm.editions])
    if shape.names == "control":
        return replace(made, help=N_("controls by number: A.8.5, 9.1"))
    if shape.pattern:
        return replace(made, check=an_id, help=N_("letters, digits, dots, hyphens: audit-2026"))
    return made


def _known_ids(opened: Opened, kind: str) -> Sequence[Choice]:
    """The ids of a kind that are known, each with what people call it."""
    if kind == "party":
        return [Choice(each.id, each.name) for each in opened.evaluation.view.parties.values()]
    facts = opened.dossier.facts(kind)
    return [
        Choice(each.key, str(getattr(each, "title", None) or getattr(each, "text", None) or each.key)) for each in facts
    ]


def _whole(text: str) -> str:
    if not text.isdecimal():
        raise InputRejected(Message("This is no whole number."))
    return text
