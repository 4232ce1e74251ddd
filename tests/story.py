"""What happens to a record, step by step: facts added, corrected, retracted, decided on."""

import json
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from memory_record import MemoryRecord
from strategies import LAB, Document, dates, texts

from nen7510_tracker.dossier.facts import FOUR_EYES, KINDS, Fact, build, plain
from nen7510_tracker.norm.norm import load_norm
from nen7510_tracker.service.deciding import Wish, approve, propose
from nen7510_tracker.service.recording import Batch, Told, correct_fact, record_facts, retract_fact
from nen7510_tracker.words.day import day
from nen7510_tracker.words.message import Refusal

# Keys whose change moves an event in time, or says something else.
CHANGED = ("on", "known_on", "title", "text", "note", "name", "due", "end", "grade", "rating", "published_on")


class Story:
    """A record in which this and that is done; what the rules refuse is not done."""

    def __init__(self, draw: Any, document: Document, today: str = "2027-01-04") -> None:
        self.draw = draw
        self.record = MemoryRecord(today)
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
