"""A file with its history: taken over into another record, everything is there as it came to be."""

import json
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from memory_record import MemoryRecord
from msgspec.structs import replace
from strategies import LAB, Document, dates, documents, texts

from nen7510_tracker.dossier.decided import recorded
from nen7510_tracker.dossier.dossier import Dossier, Version
from nen7510_tracker.dossier.facts import FOUR_EYES, KINDS, Fact, build, plain
from nen7510_tracker.dossier.view import Known
from nen7510_tracker.exchange.reason import reason_given, reason_kept
from nen7510_tracker.exchange.writing import write_dossier
from nen7510_tracker.norm.norm import load_norm
from nen7510_tracker.rules.decision import adoptions, decisions_of
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.service.deciding import Wish, approve, propose
from nen7510_tracker.service.recording import Batch, Told, correct_fact, record_facts, retract_fact
from nen7510_tracker.words.day import day
from nen7510_tracker.words.message import Refusal

RANDOM = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
# Keys whose change moves an event in time, or says something else.
CHANGED = ("on", "known_on", "title", "text", "note", "name", "due", "end", "grade", "rating", "published_on")


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


class Story:
    """A record in which this and that is done; what the rules refuse is not done."""

    def __init__(self, draw: Any, document: Document) -> None:
        self.draw = draw
        self.record = MemoryRecord()
        self.record.take(json.dumps(document), ending="json")
        self.days = self.record.today

    def go_on(self) -> None:
        """One step, some days later."""
        self.days += timedelta(days=self.draw(st.integers(0, 3)))
        step = self.draw(
            st.sampled_from([self.correct, self.correct, self.retract, self.retract, self.add, self.decide])
        )
        try:
            step()
        except Refusal:
            return

    def _call(self, actor: str = "anna") -> Any:
        return self.record.call(actor, self.days.isoformat())

    def _some_fact(self) -> Fact:
        dossier = self.record.dossier(LAB)
        kinds = [kind for kind in KINDS if kind not in FOUR_EYES and kind != "decision" and any(dossier.facts(kind))]
        return self.draw(st.sampled_from(list(dossier.facts(self.draw(st.sampled_from(kinds))))))

    def correct(self) -> None:
        fact = self._some_fact()
        given = plain(fact)
        key = self.draw(st.sampled_from([each for each in CHANGED if each in fact.__struct_fields__] or ["known_on"]))
        value = texts if key in ("title", "text", "note", "name") else dates()
        value = {"grade": st.sampled_from(["major", "minor"]), "rating": st.just("fails")}.get(key, value)
        reason = self.draw(texts.filter(str.strip))
        known_on = self.draw(st.none() | dates(900, 1200))
        changed = build(fact.kind, given | {key: self.draw(value)})
        correct_fact(self.record, LAB, changed, fact.key, reason, self._call("bob"), known_on)

    def retract(self) -> None:
        fact = self._some_fact()
        reason = self.draw(texts.filter(str.strip))
        known_on = self.draw(st.none() | dates(900, 1200))
        retract_fact(
            self.record, LAB, fact.kind, fact.key, reason=reason, call=self._call("c [x]\\"), known_on=known_on
        )

    def add(self) -> None:
        """The same kind of fact once more, under another key, in the same call as another."""
        fact = self._some_fact()
        name = "id" if "id" in fact.__struct_fields__ else "on"
        value = f"{self.draw(st.integers(1, 9))}-new" if name == "id" else self.draw(dates())
        record_facts(self.record, {LAB: Batch([Told(build(fact.kind, plain(fact) | {name: value}))])}, self._call())

    def decide(self) -> None:
        policy = load_norm().policy(self.draw(st.sampled_from(["resume-bvo-nl", "resume-thorough"])))
        wish = self.draw(
            st.sampled_from(
                [
                    Wish("Zo blijft het", decision="maintain_suspension", services=("a",), review_on=day("2028-01-01")),
                    Wish("Een andere\nregel", adopts=policy),
                ]
            )
        )
        made = propose(self.record, LAB, wish, self._call("eva"))
        if self.draw(st.booleans()):
            approve(self.record, LAB, made.proposal.id, self._call("dirk"))


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
