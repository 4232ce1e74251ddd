"""What is being worked on, of either kind: an assessment, or a statement of applicability."""

from typing import TypeVar

import msgspec

from nen7510_tracker.dossier.draft import Draft, decode_draft
from nen7510_tracker.dossier.statement_draft import SCHEMA, StatementDraft

AnyDraft = Draft | StatementDraft
D = TypeVar("D", Draft, StatementDraft)


class _Named(msgspec.Struct, frozen=True):
    """What tells the two apart in JSON."""

    schema: str = ""


def decode(text: str) -> AnyDraft:
    """A draft from its JSON text. Raises ValueError for what is none."""
    if msgspec.json.decode(text, type=_Named).schema == SCHEMA:
        return msgspec.json.decode(text, type=StatementDraft)
    return decode_draft(text)


def brought_back(before: D, after: D) -> D:
    """The draft as it was before some changes, as a change of its own: the store takes it for the later one."""
    return msgspec.structs.replace(before, revision=after.revision + 1)


def says_the_same(one: D, other: D) -> bool:
    """Whether two drafts differ in nothing but how often they were changed."""
    return msgspec.structs.replace(one, revision=other.revision) == other
