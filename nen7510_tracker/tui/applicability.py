"""A statement of applicability being written: what it says of each control so far. Plain values, no screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from nen7510_tracker.dossier.facts.statement import Applicability, Implementation, Reason

CONTROL = "control "  # before a control's number in what is kept of a sheet; other names are the statement's own keys


class Said(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is said of one control; `applicable` None: nothing yet."""

    applicable: bool | None = None
    implemented: Implementation | None = None
    reasons: tuple[Reason, ...] = ()
    justification: str = ""
    reference: str = ""

    @property
    def is_done(self) -> bool:
        """Whether it is said if the control applies."""
        return self.applicable is not None


class Stating(msgspec.Struct, frozen=True):
    """The whole: the statement's own keys as they were typed, and what is said by control."""

    header: Mapping[str, str]
    rows: Mapping[str, Said]

    def row(self, control: str) -> Said:
        """What is said of a control."""
        return self.rows.get(control, Said())


NOTHING = Said()
Change = Callable[[Said], Said]


def changed(stating: Stating, controls: Iterable[str], change: Change) -> Stating:
    """The sheet with something else said of some controls."""
    rows = {**stating.rows, **{each: change(stating.row(each)) for each in controls}}
    return msgspec.structs.replace(stating, rows={key: row for key, row in rows.items() if row != NOTHING})


def applies(implemented: Implementation) -> Change:
    """The control applies, and is implemented so far."""
    return lambda row: msgspec.structs.replace(row, applicable=True, implemented=implemented)


def excluded(row: Said) -> Said:
    """The control does not apply: nothing to implement, no reason to have it."""
    return msgspec.structs.replace(row, applicable=False, implemented=None, reasons=())


def worded(justification: str, reference: str) -> Change:
    """Why, and where it is laid down."""
    return lambda row: msgspec.structs.replace(row, justification=justification.strip(), reference=reference.strip())


def toggled(stating: Stating, controls: Sequence[str], reason: Reason) -> Stating:
    """A reason added to those that lack it; taken away where all have it. Where nothing is said yet they apply."""
    everywhere = all(reason in stating.row(each).reasons for each in controls)

    def change(row: Said) -> Said:
        others = tuple(each for each in row.reasons if each != reason)
        reasons = others if everywhere else (*others, reason)
        return msgspec.structs.replace(row, reasons=reasons, applicable=row.applicable or bool(reasons) or None)

    return changed(stating, controls, change)


# As it is kept, and as it is recorded


def rows_of(parts: Iterable[Applicability]) -> Mapping[str, Said]:
    """What a recorded statement says, to go on from."""
    return {
        each.control: Said(
            each.applicable, each.implemented, each.reasons, each.justification or "", each.reference or ""
        )
        for each in parts
    }


def kept(stating: Stating) -> Mapping[str, str]:
    """As texts by name, to be kept at every key."""
    rows = {f"{CONTROL}{key}": msgspec.json.encode(row).decode() for key, row in stating.rows.items()}
    return {**stating.header, **rows}


def taken_up(values: Mapping[str, str]) -> Stating:
    """What was kept; a row that cannot be read is one of which nothing is said."""
    rows: dict[str, Said] = {}
    for name, text in values.items():
        if name.startswith(CONTROL):
            try:
                rows[name.removeprefix(CONTROL)] = msgspec.json.decode(text, type=Said)
            except msgspec.MsgspecError:
                continue
    return Stating({name: text for name, text in values.items() if not name.startswith(CONTROL)}, rows)


def as_typed(stating: Stating, controls: Iterable[str]) -> str:
    """What is said of these controls, as the key `controls` of a statement is typed: JSON, which is YAML too."""
    return msgspec.json.encode([_part(each, stating.row(each)) for each in controls]).decode()


def _part(control: str, row: Said) -> Mapping[str, Any]:
    said: dict[str, Any] = {
        "control": control,
        "applicable": row.applicable,
        "justification": row.justification,
        "reasons": list(row.reasons),
        "implemented": row.implemented,
        "reference": row.reference,
    }
    return {key: value for key, value in said.items() if value not in ("", [], None)}
