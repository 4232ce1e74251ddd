"""What a draft is about, what keeps it from being recorded, and what it would become."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from nen7510_tracker.dossier.dossier import Dossier
from nen7510_tracker.dossier.draft import Draft, facts_of
from nen7510_tracker.dossier.drafts import AnyDraft
from nen7510_tracker.dossier.facts import Fact, Finding, Rating
from nen7510_tracker.dossier.labels import label
from nen7510_tracker.dossier.statement_draft import StatementDraft
from nen7510_tracker.norm.edition import Edition
from nen7510_tracker.norm.norm import Norm
from nen7510_tracker.words.day import day
from nen7510_tracker.words.message import InputRejected, Message


def edition_of(draft: AnyDraft, norm: Norm) -> Edition:
    """The edition that a draft is about. Raises InputRejected."""
    known = norm.canonical_edition(draft.edition)
    if known is None:
        raise InputRejected(Message("There is no edition {name}.", name=draft.edition))
    return norm.edition(known)


def scope_of(draft: AnyDraft, norm: Norm) -> Sequence[str]:
    """The controls that a draft is about, in the norm's order; a statement is about those of part 2."""
    edition = edition_of(draft, norm)
    if isinstance(draft, StatementDraft):
        return [each.id for each in edition.controls.values() if each.part == 2]
    wanted = {control for pattern in draft.scope for control in edition.matching(pattern)}
    return [control for control in edition.controls if control in wanted or control in draft.rows]


def wrong_names(draft: Draft, dossier: Dossier, norm: Norm) -> Iterator[Message]:
    """What norm and record do not know of what a draft names."""
    if norm.canonical_edition(draft.edition) is None:
        yield Message(
            "There is no edition {name}; known are {editions}.", name=draft.edition, editions=", ".join(norm.editions)
        )
        return
    edition = edition_of(draft, norm)
    for pattern in draft.scope:
        if not edition.matching(pattern):
            yield Message("{edition} has no control {control}.", edition=edition.id, control=pattern)
    for party in (draft.performed_by, draft.commissioned_by):
        if party and party != dossier.lab and dossier.current("party", party) is None:
            yield Message("There is no party {id} in the record of {lab}.", id=party, lab=dossier.lab)
    for text in (*draft.reference_dates, draft.published_on):
        if text and not _is_day(text):
            yield Message("{given} is no day; write YYYY-MM-DD, or YYYY-MM for a month.", given=text)


def _is_day(text: str) -> bool:
    try:
        day(text)
    except ValueError:
        return False
    return True


def problems(draft: Draft, dossier: Dossier, norm: Norm, today: date) -> list[Message]:
    """What keeps a draft from being recorded, in words; nothing: it can be."""
    wrong = list(wrong_names(draft, dossier, norm))
    if wrong:
        return wrong
    days = [day(text).last for text in draft.reference_dates]
    if not days and not draft.published_on:
        wrong.append(Message("The assessment needs a reference date: the day on which one looked."))
    if any(each > today for each in days):
        wrong.append(Message("A reference date lies after today: what will be seen then cannot be recorded now."))
    if not any(row.is_done for row in draft.rows.values()):
        wrong.append(Message("Nothing has been looked at yet."))
    unjudged = [control for control, row in draft.rows.items() if not row.is_done]
    if unjudged:
        text = "There is a note on {controls}, but no judgement: judge it, or clear the note."
        wrong.append(Message(text, controls=", ".join(unjudged)))
    controls = edition_of(draft, norm).controls
    for finding in draft.findings:
        wrong += _wrong_finding(finding.id, finding.title, finding.controls, controls)
        if dossier.latest("finding", finding.id):
            wrong.append(
                Message("There is a finding {id} in the record already; give this one another id.", id=finding.id)
            )
        if finding.due and not _is_day(finding.due):
            wrong.append(Message("Finding {id}: {given} is no day.", id=finding.id, given=finding.due))
    return wrong


def _wrong_finding(key: str, title: str, named: Sequence[str], controls: Mapping[str, object]) -> Iterator[Message]:
    if not title.strip():
        yield Message("Finding {id} needs a title.", id=key)
    if not named:
        yield Message("Finding {id} needs a control.", id=key)
    for control in named:
        if control not in controls:
            yield Message("Finding {id}: there is no control {control}.", id=key, control=control)


class Becoming(NamedTuple):
    """A sentence about what will become fact, and what its figure counts: controls, findings, pieces of evidence.

    What is left has no names: the sheet itself shows it.
    """

    message: Message
    names: Sequence[str] = ()


def becomes(draft: Draft, norm: Norm) -> list[Becoming]:
    """What will become fact, in words: what is judged, what is derived by exception, what is left out."""
    scope = scope_of(draft, norm)
    facts: Sequence[Fact] = facts_of(draft, list(edition_of(draft, norm).controls))
    text = "The assessment {id}: {title}, by {party}, on {days}."
    days = ", ".join(draft.reference_dates)
    made = [Becoming(Message(text, id=draft.id, title=draft.title, party=draft.performed_by, days=days))]
    made += _rated([each for each in facts if isinstance(each, Rating)], len(scope))
    looked = [control for control in scope if draft.row(control).examined]
    if looked:
        text = "{n} of {total} controls examined: what is rated follows from the findings on them."
        made.append(Becoming(Message(text, n=len(looked), total=len(scope)), looked))
    made += _found([each for each in facts if isinstance(each, Finding)])
    if draft.evidence:
        seen = [each.title for each in draft.evidence]
        made.append(Becoming(Message("{n} pieces of evidence.", n=len(seen)), seen))
    left = sum(not draft.row(control).is_done for control in scope)
    if left:
        text = "{n} of {total} controls were not looked at: nothing is recorded of them."
        made.append(Becoming(Message(text, n=left, total=len(scope))))
    return made


def _rated(ratings: Sequence[Rating], total: int) -> Iterator[Becoming]:
    """How many controls of those in scope get each rating, and which."""
    for value in dict.fromkeys(each.rating for each in ratings):
        controls = [each.control for each in ratings if each.rating == value]
        text = "{n} of {total} controls rated: {value}."
        yield Becoming(Message(text, n=len(controls), total=total, value=label(value)), controls)


def _found(findings: Sequence[Finding]) -> Iterator[Becoming]:
    """How many findings of all have each grade, and which."""
    for grade in dict.fromkeys(each.grade for each in findings):
        named = [each.id for each in findings if each.grade == grade]
        text = "{n} of {total} findings: {grade}."
        yield Becoming(Message(text, n=len(named), total=len(findings), grade=label(grade)), named)
