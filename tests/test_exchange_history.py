"""A file with its history: taken over into another record, everything is there as it came to be."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from memory_record import MemoryRecord
from msgspec.structs import replace
from story import Story
from strategies import LAB, Document, documents

from nen7510_tracker.dossier.decided import recorded
from nen7510_tracker.dossier.dossier import Dossier, Version
from nen7510_tracker.dossier.facts import Fact, build
from nen7510_tracker.dossier.view import Known
from nen7510_tracker.exchange.reason import reason_given, reason_kept
from nen7510_tracker.exchange.writing import write_dossier
from nen7510_tracker.norm.norm import load_norm
from nen7510_tracker.rules.decision import adoptions, decisions_of
from nen7510_tracker.rules.evaluation import Evaluation

RANDOM = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def _bare(fact: Fact | None) -> Fact | None:
    return replace(fact, recorded=None) if fact else None


def _version(version: Version) -> Any:
    """What a version says, by whom and when, wherever it was recorded first."""
    entry, who = version.entry, recorded(version)
    reason = entry.reason
    if version.fact is None:
        reason, taken_over = reason_given(entry.reason or "")
        who = taken_over or who
    known_on = entry.known_on if entry.replaces else None
    return entry.kind, entry.id, _bare(version.fact), known_on, reason, who


def versions(dossier: Dossier) -> dict[str, list[Any]]:
    """Every version of every fact, per kind."""
    return {
        kind: sorted((list(map(_version, chain)) for chain in chains.values()), key=repr)
        for kind, chains in dossier.chains.items()
        if chains
    }


def seen(dossier: Dossier, known_on: date) -> dict[Any, list[Any]]:
    """What was known on a day, in order, per list."""
    found = defaultdict(list)
    for each in dossier.known(known_on):
        parent = getattr(each.fact, each.fact.parent) if each.fact.parent else None
        found[each.kind, parent].append((each.on, _bare(each.fact)))
    return dict(found)


@RANDOM
@given(documents(), st.data(), st.sampled_from(["yaml", "json"]))
def test_with_its_history_a_dossier_is_the_same_in_another_record(
    document: Document, data: st.DataObject, form: Any
) -> None:
    story = Story(data.draw, document)
    for _ in range(data.draw(st.integers(1, 8))):
        story.go_on()
    here = story.record.dossier(LAB)
    text = write_dossier(here, form=form, history=True)
    other = MemoryRecord("2027-06-01")
    other.take(text, ending=form)
    there = other.dossier(LAB)
    assert write_dossier(there, form=form, history=True) == text
    assert versions(there) == versions(here)
    for known_on in (date(2024, 6, 1), date(2026, 6, 1)):
        assert seen(there, known_on) == seen(here, known_on)
    for ahead in range(0, 40, 3):
        known_on = date(2027, 1, 4) + timedelta(days=ahead)
        assert seen(there, known_on) == seen(here, known_on)
        one, two = (Evaluation(Known(each, known_on), known_on, load_norm()).view for each in (here, there))
        assert [each.id for each in adoptions(one, load_norm())] == [each.id for each in adoptions(two, load_norm())]
        assert _decisions(one) == _decisions(two)


def _decisions(view: Any) -> list[Any]:
    return [
        (each.id, each.decision, each.on, each.by, each.rationale, each.proposed_by, each.approved_by)
        for each in decisions_of(view)
    ]


@RANDOM
@given(documents(), st.data(), st.booleans())
def test_taken_in_again_a_file_adds_nothing(document: Document, data: st.DataObject, itself: bool) -> None:
    story = Story(data.draw, document)
    for _ in range(data.draw(st.integers(1, 6))):
        story.go_on()
    text = write_dossier(story.record.dossier(LAB), history=True)
    record = story.record if itself else MemoryRecord("2027-06-01")
    if not itself:
        record.take(text)
    assert not record.take(text)[LAB]


@pytest.mark.parametrize("by", ["anna", "an [x]", "a\\b", "x [y, 2026-01-01T10:00:00.000000Z]", "", "é\n["])
@pytest.mark.parametrize("reason", ["Twice", "as [he] said", "a [b, c]", "\n"])
def test_a_retraction_keeps_who_made_it(by: str, reason: str) -> None:
    who = build(
        "timeline",
        {"id": "x", "on": "2026-01", "text": "", "recorded": {"by": by, "at": "2026-01-01T10:00:00.000000Z"}},
    ).recorded
    assert who is not None
    assert reason_given(reason_kept(reason, who)) == (reason, who)
