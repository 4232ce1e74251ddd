"""Dossiers for tests: facts as plain dicts, shaped as in a dossier file (design section 5).

    evaluate("2026-06-01", assessments=[assessment("igj", findings=[finding("F-1", "A.8.5")])])

Nothing is judged here: what the record would refuse can be built too.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from nen7510_tracker.dossier.dossier import Dossier
from nen7510_tracker.dossier.entry import START, Entry, canonical
from nen7510_tracker.dossier.facts import TYPES, Assessment, Fact, build, children, plain
from nen7510_tracker.dossier.view import Known, View
from nen7510_tracker.norm.norm import load_norm
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.words.day import Day

LAB = "lab"
PARTIES = (
    {"id": "igj", "name": "Inspectie", "kind": "inspectorate"},
    {"id": "aud", "name": "Auditor", "kind": "auditor"},
    {"id": "cb", "name": "Certificeerder", "kind": "certification_body"},
    {"id": "bvo", "name": "Opdrachtgever", "kind": "commissioner"},
)


def assessment(
    key: str, kind: str = "inspection", by: str = "igj", on: str = "2025-12-16", **more: Any
) -> dict[str, Any]:
    """An assessment with one reference date, of `nen7510:2024` unless said otherwise."""
    fixed = {"id": key, "kind": kind, "title": key, "performed_by": by, "edition": "nen7510:2024"}
    return fixed | {"reference_dates": [on]} | more


def ratings(on: str | None = None, **values: str) -> list[dict[str, Any]]:
    """Ratings by control, written `A_8_5="fails"`."""
    day = {"on": on} if on else {}
    return [{"control": control.replace("_", "."), "rating": value} | day for control, value in values.items()]


def finding(key: str, *controls: str, grade: str = "major", **more: Any) -> dict[str, Any]:
    """A finding on some controls."""
    return {"id": key, "controls": list(controls), "grade": grade, "title": key} | more


def event(on: str, state: str, by: str | None = None, **more: Any) -> dict[str, Any]:
    """An event; `by` for those of a finding."""
    return {"on": on, "state": state} | ({"by": by} if by else {}) | more


def measure(key: str, on: str = "2026-01-01", **more: Any) -> dict[str, Any]:
    """A measure, planned on a day."""
    return {"id": key, "title": key, "on": on} | more


def dossier(**sections: Any) -> Dossier:
    """A dossier of the laboratory `lab` with its parties and the facts of some sections of a dossier file."""
    facts = {"lab": {"id": LAB, "name": "Lab"}, "parties": PARTIES} | sections
    built = Dossier(LAB)
    assessments: dict[str, Assessment] = {}
    for fact_type in TYPES:
        if fact_type.parent is None and fact_type.section in facts:
            given = facts[fact_type.section]
            for values in [given] if isinstance(given, Mapping) else given:
                for fact in _with_children(fact_type, values):
                    if isinstance(fact, Assessment):
                        assessments[fact.id] = fact
                    take(built, fact, assessments.get(getattr(fact, "assessment", "")))
    return built


def _with_children(fact_type: type[Fact], values: Mapping[str, Any], parent: str | None = None) -> Iterator[Fact]:
    inner = {each.section: each for each in children(fact_type.kind)}
    own = {key: value for key, value in values.items() if key not in inner}
    if parent and fact_type.parent:
        own[fact_type.parent] = parent
    yield build(fact_type.kind, own)
    for section, child in inner.items():
        for each in values.get(section, ()):
            yield from _with_children(child, each, str(own["id"]))


def take(built: Dossier, fact: Fact, parent: Assessment | None = None) -> None:
    """Add a fact with the days of design section 3; `parent` is the assessment of a rating or finding."""
    dates = parent or fact
    on = fact.day or dates.day
    published = dates.published_on if isinstance(dates, Assessment) else None
    known_on = fact.known_on or dates.known_on or published or on
    seq = built.head.seq + 1
    entry = Entry(
        dossier=built.lab,
        seq=seq,
        call=f"call-{seq}",
        kind=fact.kind,
        id=fact.key,
        on=_text(on),
        known_on=_text(known_on),
        recorded_at="2026-01-01T00:00:00.000000Z",
        recorded_by="tester",
        replaces=None,
        reason=None,
        rules=1,
        salt="",
        fact=canonical(plain(fact)),
        previous=START,
        digest=f"{seq:064x}",
    )
    built.take(entry, fact)
    built.head = entry.head


def _text(day: Day | None) -> str | None:
    return day.text if day else None


def view(as_of: str, known_on: str | None = None, **sections: Any) -> View:
    """A view of a dossier with these facts; known on the same day unless said otherwise."""
    return evaluate(as_of, known_on, **sections).view


def evaluate(as_of: str, known_on: str | None = None, **sections: Any) -> Evaluation:
    """The evaluation of a dossier with these facts."""
    known = Known(dossier(**sections), date.fromisoformat(known_on or as_of))
    return Evaluation(known, date.fromisoformat(as_of), load_norm())


def days(found: Sequence[Day | None]) -> list[str | None]:
    """Days as they were given."""
    return [_text(each) for each in found]
