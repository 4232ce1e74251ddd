"""Made-up portfolios of 10 to 10,000 laboratories, about 400 facts each; the same seed gives the same portfolio.

    python -m benchmarks.portfolio 1000 portfolio.db

Every fact is judged and chained as the program does it: `nen7510 --db portfolio.db ledger verify` finds it intact.
The laboratories differ in how far they are: some have been looked at once, some are halfway, some have their
certificate, and a few were resumed, in order or outside the gate. All of them are fictional.
"""

import sqlite3
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any, cast
from uuid import UUID

from benchmarks.dossiers import PARTIES, RATINGS, paragraph, sentence
from nen7510_tracker.dossier.entry import Entry, Head
from nen7510_tracker.dossier.facts import TYPES, build, children
from nen7510_tracker.norm.norm import DEFAULT_EDITION, THOROUGH_POLICY, load_norm
from nen7510_tracker.service.record import Record
from nen7510_tracker.service.recording import Call, Writing
from nen7510_tracker.store import chain
from nen7510_tracker.store.ledger import Ledger

TODAY = date(2026, 11, 1)
FIRST = date(2025, 1, 6)
SEED = 7510
CHUNK = 20  # laboratories that a process makes at a time
CITIES = ("Nergenshuizen", "Verzonnen aan Zee", "Denkbeeld", "Oud-Fictie", "Schijnmond", "Luchtkasteel")
NAMES = ("Meting", "Kweek", "Proef", "Druppel", "Lens", "Centrifuge", "Pipet", "Kolf", "Schaal", "Strook")
OWNERS = ("CISO", "ICT", "Kwaliteit", "Laboratoriummanager", "Facilitair", "Personeelszaken")
STEPS = ("risk_assessment", "internal_audit", "management_review", "stage_1", "stage_2", "certification")
GRADES = ("major", "minor", "minor", "minor", "observation")


def lab_id(number: int) -> str:
    """The id of a laboratory by its number in the portfolio, from 1."""
    return f"lab-{number:05}"


@dataclass
class _Story:
    """A laboratory while it is made up; `progress` from 0 (just looked at) to 1 (everything done)."""

    number: int
    chance: Random
    progress: float
    controls: list[str]
    findings: int = 0
    measures: list[dict[str, Any]] = field(default_factory=list)

    @property
    def lab(self) -> str:
        return lab_id(self.number)

    def day(self, at: float, spread: int = 30) -> str:
        """A day, `at` of the way from the first to the last, a little earlier or later."""
        days = (TODAY - FIRST).days
        return str(FIRST + timedelta(days=int(days * at) + self.chance.randrange(spread)))

    def assessment(self, key: str, kind: str, by: str, at: float, share: float, found: int) -> dict[str, Any]:
        chance = self.chance
        on = FIRST + timedelta(days=int((TODAY - FIRST).days * at))
        return {
            "id": key,
            "kind": kind,
            "title": f"Onderzoek {key}",
            "performed_by": by,
            "edition": DEFAULT_EDITION,
            "reference_dates": [str(on)],
            "published_on": str(on + timedelta(days=30)),
            "conclusion": "conforms" if self.progress > 0.9 and at > 0.6 else "does_not_conform",
            "depth": chance.choice(("existence", "operation")),
            "source": {"title": f"Rapport {key}", "reference": f"R-{self.number}"},
            "ratings": [
                {"control": control, "rating": self._rated(at), "note": sentence(chance)}
                for control in self.controls
                if chance.random() < share
            ],
            "findings": [self._finding(on, by) for _ in range(found)],
        }

    def _rated(self, at: float) -> str:
        return "meets" if self.chance.random() < self.progress * at else self.chance.choice(RATINGS)

    def _finding(self, on: date, by: str) -> dict[str, Any]:
        chance = self.chance
        self.findings += 1
        key = f"F-{self.findings:03}"
        if chance.random() < 0.8:
            self.measures.append(self._measure(key, on))
        return {
            "id": key,
            "controls": chance.sample(self.controls, k=chance.choice((1, 1, 2))),
            "grade": chance.choice(GRADES),
            "title": sentence(chance),
            "requirement": sentence(chance),
            "statement": paragraph(chance, 5),
            "due": str(on + timedelta(days=chance.randrange(120, 720))),
            "priority": chance.randrange(1, 4),
            "events": self._events(on, by),
        }

    def _events(self, on: date, by: str) -> list[dict[str, Any]]:
        chance, own = self.chance, {"by": self.lab}
        steps: list[dict[str, Any]] = [
            {"state": "planned", **own},
            {"state": "submitted", **own, "cause": sentence(chance), "action": sentence(chance)},
            {"state": "accepted", "by": by if by != self.lab else "auditor-1"},
            {"state": "implemented", **own, "note": paragraph(chance, 2)},
            {"state": "verified", "by": by if by != self.lab else "auditor-1", "depth": "operation"},
        ]
        if by == self.lab:
            steps.pop(2)
        reached = min(len(steps), int(self.progress * 4 + chance.random() * 2.5))
        days = sorted(chance.sample(range(10, max(30, (TODAY - on).days)), reached))
        return [{"on": str(on + timedelta(days=at)), **step} for at, step in zip(days, steps, strict=False)]

    def _measure(self, finding: str, on: date) -> dict[str, Any]:
        chance = self.chance
        end = on + timedelta(days=chance.randrange(60, 500))
        moved = end + timedelta(days=chance.randrange(60))
        events = [{"on": str(on + timedelta(days=40)), "state": "in_progress", "progress": 40, "end": str(moved)}]
        if moved < TODAY and chance.random() < 0.3 + self.progress:
            events.append({"on": str(moved), "state": "done", "note": sentence(chance)})
        return {
            "id": f"M-{finding[2:]}",
            "title": sentence(chance),
            "kind": "corrective",
            "findings": [finding],
            "owner": chance.choice(OWNERS),
            "on": str(on + timedelta(days=5)),
            "end": str(end),
            "events": events,
        }

    def milestone(self, place: int, kind: str) -> dict[str, Any]:
        at = 0.5 + 0.09 * place
        reached = self.progress > 0.4 + 0.1 * place
        return {
            "id": f"stap-{place}",
            "kind": kind,
            "on": str(FIRST),
            "planned": self.day(at + (0 if reached else 0.4)),
            "events": [{"on": self.day(at, 10), "state": "reached"}] if reached else [],
        }

    def requirement(self, place: int) -> dict[str, Any]:
        result = "met" if self.progress > 0.8 or self.chance.random() < 0.3 else "not_met"
        made = {"on": self.day(0.85), "by": "auditor-1", "result": result, "source": {"title": "Brief"}}
        known = self.progress > 0.3
        return {
            "id": f"eis-{place}",
            "set_by": "opdrachtgever",
            "text": sentence(self.chance),
            "on": self.day(0.3),
            "establishments": [made] if known else [],
        }

    def decisions(self) -> list[dict[str, Any]]:
        made = {"by": "opdrachtgever", "rationale": sentence(self.chance), "services": ["cervical-screening"]}
        taken = [{"id": "besluit-1", "on": self.day(0.35), "decision": "suspend", **made, "review_on": "2027-01-15"}]
        chance = self.chance.random()
        resumed = {"id": "besluit-2", "on": self.day(0.9), "decision": "resume", **made}
        if chance < 0.02:
            taken.append({**resumed, "taken_outside": True})
        elif chance < 0.5 and self.is_certified:
            answered = [*(each.id for each in load_norm().policy(THOROUGH_POLICY).criteria), "disagreement"]
            answers = [{"what": each, "text": sentence(self.chance)} for each in answered]
            taken.append({**resumed, "answers": answers, "proposed_by": "eva", "approved_by": "dirk"})
        return taken

    @property
    def is_certified(self) -> bool:
        return self.progress > 0.8

    def certificate(self) -> dict[str, Any]:
        granted = {"state": "granted", "valid_until": self.day(1.6, 300), "source": {"title": "Certificaat"}}
        events = [{"on": self.day(0.85, 10), **granted}]
        if self.chance.random() < 0.15:
            events.append({"on": self.day(0.97, 10), "state": "suspended"})
        return {
            "id": "certificaat",
            "issued_by": "certificeerder",
            "number": f"N-{self.number}",
            "edition": DEFAULT_EDITION,
            "scope": ["cervical-screening"],
            "based_on": ["fase-2"],
            "events": events,
        }


def dossier(number: int, seed: int = SEED) -> dict[str, Any]:
    """A laboratory's dossier as plain values."""
    chance = Random(seed * 1_000_003 + number)
    norm = load_norm().edition(DEFAULT_EDITION)
    story = _Story(number, chance, chance.random(), list(norm.controls))
    part_2 = [each for each in story.controls if each.startswith("A.")]
    assessments = [
        story.assessment("inspectie", "inspection", "inspectie", 0.2, 0.35, chance.randrange(8, 13)),
        story.assessment("audit", "independent_audit", "auditor-2", 0.35, 0.5, chance.randrange(8, 15)),
        story.assessment("intern", "internal_audit", story.lab, 0.6, 0.3, chance.randrange(4, 9)),
    ]
    if story.progress > 0.7:
        assessments.append(story.assessment("fase-2", "stage_2", "certificeerder", 0.8, 0.3, 2))
    return {
        "lab": {
            "id": story.lab,
            "name": f"Laboratorium De {chance.choice(NAMES)} {number} (fictief)",
            "city": chance.choice(CITIES),
            "services": ["cervical-screening"],
        },
        "parties": PARTIES,
        "incidents": [{"id": "lek", "on": "2025-01", "title": "Datalek"}] if chance.random() < 0.3 else [],
        "statements": [
            {
                "id": "vvt-1",
                "version": "1",
                "edition": DEFAULT_EDITION,
                "on": story.day(0.4),
                "controls": [{"control": each, "applicable": True} for each in part_2],
            }
        ],
        "assessments": assessments,
        "measures": story.measures,
        "milestones": [story.milestone(place, kind) for place, kind in enumerate(STEPS)],
        "certificates": [story.certificate()] if story.is_certified else [],
        "requirements": [story.requirement(place) for place in range(4)],
        "evidence": [
            {
                "id": f"bewijs-{place}",
                "title": sentence(chance),
                "kind": "document",
                "on": story.day(0.5, 90),
                "controls": [chance.choice(story.controls)],
                "review_by": story.day(1.2, 200),
            }
            for place in range(40)
        ],
        "commitments": [
            {
                "id": f"toezegging-{place}",
                "by": story.lab,
                "to": "opdrachtgever",
                "text": sentence(chance),
                "on": story.day(0.4),
                "due": story.day(0.9, 200),
            }
            for place in range(3)
        ],
        "decisions": story.decisions(),
        "timeline": [{"id": f"stap-{at}", "on": story.day(at / 10), "text": paragraph(chance, 2)} for at in range(8)],
    }


def entries(number: int, seed: int = SEED) -> list[Entry]:
    """A laboratory's entries, judged and chained; what the judge refuses is left out, as a user would have to."""
    lab = lab_id(number)
    call = Call("bench", TODAY, str(UUID(int=number << 96 | 0x4000_8000_0000_0000_0000)))
    writing = Writing(Record(cast("Ledger", None), load_norm()), lab, [], call)
    values = dossier(number, seed)
    for kind in TYPES:
        if kind.parent is None:
            given = values.get(kind.section, ())
            for each in [given] if isinstance(given, dict) else given:
                _tell(writing, kind.kind, each)
    recorded_at = f"{TODAY}T12:00:00.000000Z"
    return chain.grow(lab, Head(), writing.statements, chain.Call(call.id, recorded_at, call.actor))


def _tell(writing: Writing, kind: str, values: dict[str, Any], **parent: str) -> None:
    inner = {each.section: each for each in children(kind)}
    fact = build(kind, {key: value for key, value in values.items() if key not in inner} | parent)
    if writing.add(fact):
        return
    for section, child in inner.items():
        for each in values.get(section, ()):
            _tell(writing, child.kind, each, **{str(child.parent): fact.key})


def _made(numbers: range) -> list[Entry]:
    return [entry for number in numbers for entry in entries(number)]


def write(path: Path, labs: int) -> int:
    """Make a record of some laboratories, on all cores; gives the number of facts."""
    Ledger.open(path, create=True).close()
    count = 0
    chunks = [range(first, min(first + CHUNK, labs + 1)) for first in range(1, labs + 1, CHUNK)]
    with closing(sqlite3.connect(path, isolation_level=None)) as connection, ProcessPoolExecutor() as pool:
        connection.execute("PRAGMA synchronous = OFF")  # whoever ends it in between begins anew
        connection.execute("PRAGMA cache_size = -200000")
        insert = f"INSERT INTO entries VALUES ({', '.join('?' * len(Entry._fields))})"
        for made in _in_order(pool, chunks):
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(insert, made)
            connection.execute("COMMIT")
            count += len(made)
    return count


def _in_order(pool: ProcessPoolExecutor, chunks: list[range]) -> Iterator[list[Entry]]:
    """What the processes make, never much more than is written."""
    ahead = [pool.submit(_made, chunk) for chunk in chunks[:8]]
    for chunk in [*chunks[8:], *[None] * len(ahead)]:
        yield ahead.pop(0).result()
        if chunk is not None:
            ahead.append(pool.submit(_made, chunk))


def main() -> int:
    """Make a portfolio in a file that is not there yet."""
    labs, path = int(sys.argv[1]), Path(sys.argv[2])
    if path.exists():
        sys.stderr.write(f"{path} exists already\n")
        return 1
    begin = time.perf_counter()
    facts = write(path, labs)
    size = sum(each.stat().st_size for each in path.parent.glob(f"{path.name}*"))
    seconds = time.perf_counter() - begin
    sys.stdout.write(f"{labs:,} laboratories, {facts:,} facts, {size / 1e6:,.0f} MB in {seconds:.0f} s\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
