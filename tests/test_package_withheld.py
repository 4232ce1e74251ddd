"""Which entries of a record the public may not read: what is open, in every version of it, and what might be."""

from collections.abc import Mapping
from typing import Any

import pytest
from dossiers import assessment, evaluate, event, finding, measure, ratings

from nen7510_tracker.dossier.entry import Entry
from nen7510_tracker.reports.withheld import withheld_entries
from nen7510_tracker.rules.evaluation import Evaluation

DAY = "2026-06-01"
VERIFIED = event("2026-02-01", "verified", "igj")
LATER = event("2026-09-01", "verified", "igj")
REOPENED = event("2026-08-01", "reopened", "igj")


def entries_of(found: Evaluation) -> list[Entry]:
    chains = (chain for kind in found.view.known.dossier.chains.values() for chain in kind.values())
    return sorted((version.entry for chain in chains for version in chain), key=lambda each: each.seq)


def withheld(found: Evaluation) -> set[str]:
    """The entries that are withheld, as their kind and id."""
    entries = entries_of(found)
    hidden = withheld_entries(found, entries)
    return {f"{each.kind} {each.id}" for each in entries if each.seq in hidden}


def igj(*findings: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return assessment("igj", findings=list(findings), **more)


CASES: dict[str, tuple[dict[str, Any], set[str]]] = {
    "a closed finding is told, its story too": (
        {"assessments": [igj(finding("F-1", "A.8.5", events=[VERIFIED]))]},
        set(),
    ),
    "an open one is not": (
        {"assessments": [igj(finding("F-1", "A.8.5"), finding("F-2", "A.5.1", events=[VERIFIED]))]},
        {"finding F-1"},
    ),
    "one that is closed after the day of the view counts as open": (
        {"assessments": [igj(finding("F-1", "A.8.5", events=[LATER]))]},
        {"finding F-1", "finding_event F-1/2026-09-01/verified/igj"},
    ),
    "one that is reopened after it, too": (
        {"assessments": [igj(finding("F-1", "A.8.5", events=[VERIFIED, REOPENED]))]},
        {
            "finding F-1",
            "finding_event F-1/2026-02-01/verified/igj",
            "finding_event F-1/2026-08-01/reopened/igj",
        },
    ),
    "one that is found after it is not told": (
        {"assessments": [igj(finding("F-1", "A.8.5", on="2026-08-01", events=[LATER]))]},
        {"finding F-1", "finding_event F-1/2026-09-01/verified/igj"},
    ),
    "what is the same as an open one is not told": (
        {"assessments": [igj(finding("F-1", "A.8.5", events=[VERIFIED]), finding("F-2", "A.8.5", same_as=["F-1"]))]},
        {"finding F-1", "finding F-2", "finding_event F-1/2026-02-01/verified/igj"},
    ),
    "measures are told when they are done and what they answer is closed": (
        {
            "assessments": [igj(finding("F-1", "A.8.5"), finding("F-2", "A.5.1", events=[VERIFIED]))],
            "measures": [
                measure("M-1", findings=["F-1"], events=[event("2026-02-01", "done")]),
                measure("M-2", findings=["F-2"], events=[event("2026-02-01", "done")]),
                measure("M-3", findings=["F-2"], events=[event("2026-02-01", "in_progress")]),
            ],
        },
        {
            *("finding F-1", "measure M-1", "measure M-3"),
            *("measure_event M-1/2026-02-01/done", "measure_event M-3/2026-02-01/in_progress"),
        },
    ),
    "ratings are not told": (
        {"assessments": [igj(ratings=ratings(A_8_5="meets", A_8_2="fails"))]},
        {"rating igj/A.8.5", "rating igj/A.8.2"},
    ),
    "evidence of what is open is not told": (
        {
            "assessments": [
                igj(finding("F-1", "A.8.5", evidence=["ev-1"]), finding("F-2", "A.5.1", events=[VERIFIED]))
            ],
            "evidence": [
                {"id": "ev-1", "title": "Open door", "kind": "record", "on": "2026-01-01"},
                {"id": "ev-2", "title": "Door", "kind": "record", "on": "2026-01-01", "controls": ["A.8.5"]},
                {"id": "ev-3", "title": "Policy", "kind": "record", "on": "2026-01-01", "controls": ["A.5.1"]},
            ],
        },
        {"finding F-1", "evidence ev-1", "evidence ev-2"},
    ),
    "a statement that calls a control not implemented is not told": (
        {
            "statements": [
                {"id": key, "version": "1", "edition": "nen7510:2024", "on": "2026-01-01", "controls": [each]}
                for key, each in (
                    ("s-1", {"control": "A.8.5", "applicable": True, "implemented": "no"}),
                    ("s-2", {"control": "A.8.5", "applicable": True, "implemented": "yes"}),
                    ("s-3", {"control": "A.7.6", "applicable": False, "justification": "No rooms"}),
                )
            ]
        },
        {"statement s-1"},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_withheld(case: str) -> None:
    sections, expected = CASES[case]
    assert withheld(evaluate(DAY, **sections)) == expected


def test_all_versions_of_a_fact_are_withheld_or_none() -> None:
    found = evaluate(DAY, assessments=[igj(finding("F-1", "A.8.5"), finding("F-2", "A.5.1", events=[VERIFIED]))])
    chains = found.view.known.dossier.chains["finding"]
    for key in ("F-1", "F-2"):
        version = chains[key][-1]
        chains[key].insert(0, type(version)(version.entry._replace(seq=version.entry.seq + 1000), version.fact, 1))
    hidden = withheld_entries(found, entries_of(found))
    assert [version.entry.seq in hidden for version in chains["F-1"]] == [True, True]
    assert [version.entry.seq in hidden for version in chains["F-2"]] == [False, False]


def test_a_finding_that_was_retracted_is_withheld() -> None:
    found = evaluate(DAY, assessments=[igj(finding("F-1", "A.8.5", events=[VERIFIED]))])
    chain = found.view.known.dossier.chains["finding"]["F-1"]
    last = chain[-1]
    gone = last.entry._replace(seq=1000, fact="null", replaces=last.entry.seq, reason="A mistake: see X", known_on=None)
    chain.append(type(last)(gone, None, last.root))
    fresh = Evaluation(type(found.view.known)(found.view.known.dossier, found.view.known_on), found.as_of, found.norm)
    assert {last.entry.seq, 1000} <= withheld_entries(fresh, entries_of(fresh))


def test_what_does_not_count_is_withheld() -> None:
    found = evaluate(DAY)
    void = entries_of(found)[0]._replace(seq=1000)
    assert withheld_entries(found, [*entries_of(found), void]) == {1000}
