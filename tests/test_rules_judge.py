"""The one judge: what is admitted after what (design section 7)."""

from typing import Any

import pytest

from nen7510_tracker.dossier.entry import RULES, START, Entry, canonical
from nen7510_tracker.norm.norm import load_norm
from nen7510_tracker.rules.judge import Judge, fold

LAB = {"id": "lab", "name": "Lab"}
AUD = {"id": "aud", "name": "Auditor", "kind": "auditor"}
AUDIT = {
    "id": "audit",
    "kind": "independent_audit",
    "title": "Audit",
    "performed_by": "aud",
    "edition": "nen7510:2024",
    "reference_dates": ["2026-01-10"],
    "published_on": "2026-02-05",
}
FINDING = {"id": "F", "assessment": "audit", "controls": ["A.8.5"], "grade": "major", "title": "F"}
RATING = {"assessment": "audit", "control": "A.8.5", "rating": "fails"}
EVENT = {"finding": "F", "on": "2026-03-01", "state": "verified", "by": "aud"}


class Record:
    """A dossier's entries, judged one after the other."""

    def __init__(self) -> None:
        self.judge = Judge("lab", load_norm())
        self.entries: list[Entry] = []
        for kind, fact, on, known_on in (
            ("lab", LAB, None, None),
            ("party", AUD, None, None),
            ("assessment", AUDIT, "2026-01-10", "2026-02-05"),
            ("finding", FINDING, "2026-01-10", "2026-02-05"),
        ):
            assert self.add(kind, fact, on, known_on) is None

    def add(
        self,
        kind: str,
        fact: dict[str, Any] | None,
        on: str | None = None,
        known_on: str | None = None,
        **more: Any,
    ) -> str | None:
        """Why an entry is refused; it is kept either way."""
        seq = len(self.entries) + 1
        key = more.pop("key", None) or _key(kind, fact or {})
        text = more.pop("text", None) or canonical(fact)
        given = {"replaces": None, "reason": None, "rules": RULES} | more
        entry = Entry(
            *("lab", seq, f"call-{seq}", kind, key, on, known_on, "2026-04-01T12:00:00.000000Z", "tester"),
            *(given["replaces"], given["reason"], given["rules"], "", text, START, f"{seq:064x}"),
        )
        self.entries.append(entry)
        reason = self.judge.read(entry)
        return str(reason) if reason else None


def _key(kind: str, fact: dict[str, Any]) -> str:
    if kind == "finding_event":
        return f"{fact['finding']}/{fact['on']}/{fact['state']}/{fact['by']}"
    return str(fact["id"]) if "id" in fact else f"{fact['assessment']}/{fact['control']}"


@pytest.fixture
def record() -> Record:
    return Record()


@pytest.mark.parametrize(
    ("kind", "fact", "days", "says"),
    [
        ("blessing", {"id": "B"}, (None, None), "no kind of fact"),
        ("party", {"id": "x", "name": "X", "kind": "saint"}, (None, None), "no fact of the kind"),
        ("party", AUD, (None, None), "recorded already"),
        ("finding", FINDING | {"title": "Anders"}, ("2026-01-10", "2026-02-05"), "recorded already"),
        ("lab", {"id": "other", "name": "O"}, (None, None), "the laboratory of this dossier is lab"),
        ("party", {"id": "lab", "name": "L", "kind": "auditor"}, (None, None), "no other kind of party"),
        ("rating", RATING | {"assessment": "none"}, (None, None), "there is no assessment none"),
        ("rating", RATING | {"control": "A.99.1"}, ("2026-01-10", "2026-02-05"), "no control A.99.1"),
        (
            "rating",
            RATING | {"control": "A.18.1.1"},
            ("2026-01-10", "2026-02-05"),
            "no control A.18.1.1 in nen7510:2024",
        ),
        ("assessment", AUDIT | {"id": "b", "edition": "iso:27001"}, ("2026-01-10", "2026-02-05"), "no edition"),
        (
            "assessment",
            {key: AUDIT[key] for key in ("kind", "title", "performed_by", "edition")} | {"id": "b"},
            (None, None),
            "neither a reference date nor a day of publication",
        ),
        # Its days are what its fact, or its assessment, says.
        ("rating", RATING, ("2026-01-10", "2026-01-10"), "days do not follow"),
        ("rating", RATING, ("2026-01-11", "2026-02-05"), "days do not follow"),
        ("rating", RATING, (None, None), "days do not follow"),
        ("party", {"id": "x", "name": "X", "kind": "other"}, (None, "2026-01-01"), "days do not follow"),
        ("incident", {"id": "i", "on": "2026-01-01", "title": "I"}, ("2026-01-02", "2026-01-01"), "days do not follow"),
        ("finding_event", EVENT | {"by": "lab"}, ("2026-03-01", "2026-03-01"), "not independent"),
        (
            "statement",
            {
                "id": "s",
                "version": "1",
                "edition": "nen7510:2024",
                "on": "2026-01-01",
                "controls": [{"control": "9.1", "applicable": False}],
            },
            ("2026-01-01", "2026-01-01"),
            "clauses of part 1 cannot be excluded: 9.1",
        ),
    ],
)
def test_what_is_refused_is_void_and_counted_nowhere(
    record: Record, kind: str, fact: dict[str, Any], days: tuple[str | None, str | None], says: str
) -> None:
    assert says in str(record.add(kind, fact, *days))
    (void,) = record.judge.dossier.voids
    assert void.entry is record.entries[-1]
    assert record.judge.dossier.head.seq == len(record.entries)  # it is part of the chain all the same
    assert [each.key for each in record.judge.dossier.facts("finding")] == ["F"]


@pytest.mark.parametrize(
    ("kind", "fact", "days"),
    [
        ("rating", RATING, ("2026-01-10", "2026-02-05")),
        ("rating", RATING | {"known_on": "2026-06-01"}, ("2026-01-10", "2026-06-01")),
        ("party", {"id": "x", "name": "X", "kind": "other", "known_on": "2026-06-01"}, (None, "2026-06-01")),
        ("incident", {"id": "i", "on": "2026-01", "title": "I"}, ("2026-01", "2026-01")),
        ("finding_event", EVENT, ("2026-03-01", "2026-03-01")),
    ],
)
def test_what_is_admitted(record: Record, kind: str, fact: dict[str, Any], days: tuple[str | None, str | None]) -> None:
    assert record.add(kind, fact, *days) is None


def test_a_void_entry_does_not_take_its_id_and_cannot_be_replaced(record: Record) -> None:
    assert record.add("finding_event", EVENT | {"by": "lab"}, "2026-03-01", "2026-03-01")
    void = record.entries[-1].seq
    assert "replaces no last version" in str(
        record.add("finding_event", EVENT, "2026-03-01", "2026-04-01", replaces=void, reason="Hersteld")
    )
    assert record.add("finding_event", EVENT, "2026-03-01", "2026-03-01") is None


CORRECTION: dict[str, Any] = {"replaces": 4, "reason": "Tikfout", "known_on": "2026-04-01"}


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({}, None),
        ({"reason": None}, "needs a reason"),
        ({"reason": " "}, "needs a reason"),
        ({"known_on": None}, "a day from which it is known"),
        ({"replaces": 3}, "replaces no last version"),  # of another kind
        ({"replaces": 99}, "replaces no last version"),
    ],
)
def test_a_correction(record: Record, changed: dict[str, Any], says: str | None) -> None:
    found = record.add("finding", FINDING | {"title": "Anders"}, "2026-01-10", **CORRECTION | changed)
    assert (says in str(found)) if says else found is None


def test_a_correction_replaces_the_last_version_of_the_same_fact(record: Record) -> None:
    assert record.add("finding", FINDING | {"title": "Anders"}, "2026-01-10", **CORRECTION) is None
    again = CORRECTION | {"reason": "Nogmaals"}
    assert "no last version" in str(record.add("finding", FINDING, "2026-01-10", **again))
    assert record.add("finding", FINDING, "2026-01-10", **again | {"replaces": 5}) is None
    other = FINDING | {"id": "G"}
    assert "another fact" in str(record.add("finding", other, "2026-01-10", **again | {"replaces": 7}))


def test_a_retraction_and_what_comes_after_it(record: Record) -> None:
    assert record.add("finding", None, "2026-01-10", key="F", **CORRECTION) is None
    assert list(record.judge.dossier.facts("finding")) == []
    assert "there is no finding F" in str(record.add("finding_event", EVENT, "2026-03-01", "2026-03-01"))
    assert "recorded already" in str(record.add("finding", FINDING, "2026-01-10", "2026-02-05"))
    assert record.add("finding", FINDING, "2026-01-10", **CORRECTION | {"replaces": 5}) is None


@pytest.mark.parametrize(
    ("kind", "key", "more", "says"),
    [
        ("lab", "lab", {"replaces": 1}, "cannot be retracted"),
        ("finding", "F", {"replaces": None}, "nothing to retract"),
        ("finding", "G", {"replaces": 4}, "another fact"),
    ],
)
def test_what_cannot_be_retracted(record: Record, kind: str, key: str, more: dict[str, Any], says: str) -> None:
    assert says in str(record.add(kind, None, key=key, **CORRECTION | more))


def test_an_event_is_retracted_only_if_the_rest_is_still_allowed(record: Record) -> None:
    assert record.add("finding_event", EVENT, "2026-03-01", "2026-03-01") is None
    reopened = EVENT | {"on": "2026-03-05", "state": "reopened"}
    assert record.add("finding_event", reopened, "2026-03-05", "2026-03-05") is None
    key = "F/2026-03-01/verified/aud"
    gone = {"replaces": 5, "reason": "Vergissing", "known_on": "2026-04-01"}
    assert "reopened by aud" in str(record.add("finding_event", None, "2026-03-01", key=key, **gone))


def test_a_correction_of_an_assessment_must_leave_every_event_allowed(record: Record) -> None:
    withdrawn = EVENT | {"state": "withdrawn"}
    assert record.add("finding_event", withdrawn, "2026-03-01", "2026-03-01") is None
    assert record.add("party", {"id": "igj", "name": "I", "kind": "inspectorate"}) is None
    change = {"replaces": 3, "reason": "Van een ander", "known_on": "2026-04-01"}
    found = record.add("assessment", AUDIT | {"performed_by": "igj"}, "2026-01-10", **change)
    assert "only the finder, igj" in str(found)
    assert record.add("assessment", AUDIT | {"title": "Anders"}, "2026-01-10", **change) is None


def test_an_event_in_between_is_judged_with_all_that_came_after_it(record: Record) -> None:
    """What is judged is the whole sequence by day, in whatever order it was recorded."""
    assert record.add("finding_event", EVENT, "2026-03-01", "2026-03-01") is None
    late = {"finding": "F", "on": "2026-02-20", "state": "withdrawn", "by": "aud"}
    assert "verified by aud" in str(record.add("finding_event", late, "2026-02-20", "2026-02-20"))
    early = {"finding": "F", "on": "2026-02-20", "state": "implemented", "by": "lab"}
    assert record.add("finding_event", early, "2026-02-20", "2026-02-20") is None


@pytest.mark.parametrize(
    ("first", "second", "refused"),
    [
        (None, "2026-01-10", True),  # the last reference date, said or left to follow
        ("2026-01-10", None, True),
        (None, "2025-07", False),
        ("2025-07", "2026-01-10", False),
    ],
)
def test_a_rating_is_one_whether_it_says_its_day_or_not(
    record: Record, first: str | None, second: str | None, refused: bool
) -> None:
    found = []
    for on in (first, second):
        given = RATING | ({"on": on} if on else {})
        key = "audit/A.8.5" + (f"/{on}" if on else "")
        found.append(record.add("rating", given, on or "2026-01-10", "2026-02-05", key=key))
    assert found[0] is None
    assert ("recorded already" in str(found[1])) is refused


def test_rules_that_are_not_known_here_admit_nothing(record: Record) -> None:
    assert "rules 99" in str(record.add("party", {"id": "x", "name": "X", "kind": "other"}, rules=99))


def test_folding_the_same_entries_gives_the_same_dossier(record: Record) -> None:
    record.add("finding_event", EVENT | {"by": "lab"}, "2026-03-01", "2026-03-01")
    record.add("finding_event", EVENT, "2026-03-01", "2026-03-01")
    folded = fold("lab", record.entries, load_norm())
    assert folded.head == record.judge.dossier.head
    assert [(each.entry.seq, str(each.reason)) for each in folded.voids] == [
        (each.entry.seq, str(each.reason)) for each in record.judge.dossier.voids
    ]
    assert [each.key for each in folded.facts("finding_event")] == ["F/2026-03-01/verified/aud"]
