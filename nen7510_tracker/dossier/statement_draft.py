"""A statement of applicability being worked on: what it says of each control so far; editable, not yet a fact.

Like the draft of an assessment it is a plain value, and every change gives a new one, one revision further.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal

import msgspec

from nen7510_tracker.dossier.draft import Part
from nen7510_tracker.dossier.facts.statement import Applicability, Implementation, Reason

Schema = Literal["nen7510-statement-draft/1"]
SCHEMA: Schema = "nen7510-statement-draft/1"


class Said(Part, frozen=True):
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


class StatementDraft(Part, frozen=True, kw_only=True):
    """The statement's own keys as they were typed, and what is said by control.

    `corrects`: the key of the statement whose place it takes; None: it is a new version for its edition.
    """

    schema: Schema  # without a default: it is always written, and tells it from the draft of an assessment
    lab: str
    edition: str
    corrects: str | None = None
    header: dict[str, str] = msgspec.field(default_factory=dict)
    rows: dict[str, Said] = msgspec.field(default_factory=dict)
    revision: int = 0

    @property
    def kind(self) -> Literal["statement"]:
        """What it becomes."""
        return "statement"

    @property
    def id(self) -> str:
        """Under what it is kept: one for each edition and each correction. No assessment's id has a colon."""
        return draft_id(self.edition, self.corrects)

    def row(self, control: str) -> Said:
        """What is said of a control."""
        return self.rows.get(control, Said())


NOTHING = Said()
Change = Callable[[Said], Said]


def draft_id(edition: str, corrects: str | None = None) -> str:
    """The id of the draft of a new statement for an edition, or of the correction of one."""
    return f"statement:{corrects or edition}"


def begun(
    lab: str, edition: str, header: Mapping[str, str], rows: Mapping[str, Said], corrects: str | None = None
) -> StatementDraft:
    """A new draft; `corrects`: the key of the statement that it corrects."""
    return StatementDraft(
        schema=SCHEMA, lab=lab, edition=edition, corrects=corrects, header=dict(header), rows=dict(rows)
    )


def changed(draft: StatementDraft, controls: Iterable[str], change: Change) -> StatementDraft:
    """The draft with something else said of some controls."""
    rows = {**draft.rows, **{each: change(draft.row(each)) for each in controls}}
    rows = {key: row for key, row in rows.items() if row != NOTHING}
    return msgspec.structs.replace(draft, rows=rows, revision=draft.revision + 1)


def headed(draft: StatementDraft, header: Mapping[str, str]) -> StatementDraft:
    """The draft with some of the statement's own keys typed anew."""
    return msgspec.structs.replace(draft, header={**draft.header, **header}, revision=draft.revision + 1)


def applies(implemented: Implementation) -> Change:
    """The control applies, and is implemented so far."""
    return lambda row: msgspec.structs.replace(row, applicable=True, implemented=implemented)


def excluded(row: Said) -> Said:
    """The control does not apply: nothing to implement, no reason to have it."""
    return msgspec.structs.replace(row, applicable=False, implemented=None, reasons=())


def worded(justification: str, reference: str) -> Change:
    """Why, and where it is laid down."""
    return lambda row: msgspec.structs.replace(row, justification=justification.strip(), reference=reference.strip())


def toggled(draft: StatementDraft, controls: Sequence[str], reason: Reason) -> StatementDraft:
    """A reason added to those that lack it; taken away where all have it. Where nothing is said yet they apply."""
    everywhere = all(reason in draft.row(each).reasons for each in controls)

    def change(row: Said) -> Said:
        others = tuple(each for each in row.reasons if each != reason)
        reasons = others if everywhere else (*others, reason)
        return msgspec.structs.replace(row, reasons=reasons, applicable=row.applicable or bool(reasons) or None)

    return changed(draft, controls, change)


# As it is kept, and as it is recorded


def rows_of(parts: Iterable[Applicability]) -> Mapping[str, Said]:
    """What a recorded statement says, to go on from."""
    return {
        each.control: Said(
            each.applicable, each.implemented, each.reasons, each.justification or "", each.reference or ""
        )
        for each in parts
    }


def as_typed(draft: StatementDraft, controls: Iterable[str]) -> str:
    """What is said of these controls, as the key `controls` of a statement is typed: JSON, which is YAML too."""
    return msgspec.json.encode([_part(each, draft.row(each)) for each in controls]).decode()


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
