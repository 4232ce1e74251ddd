"""Made-up dossiers of a given size; the same seed gives the same dossier."""

import json
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from nen7510_tracker.norm.norm import DEFAULT_EDITION, load_norm

LAB = "lab-meting"
START = date(2025, 1, 6)
PARTIES = [
    {"id": "opdrachtgever", "name": "Opdrachtgever", "kind": "commissioner"},
    {"id": "inspectie", "name": "Inspectie", "kind": "inspectorate"},
    {"id": "auditor-1", "name": "Auditor Een", "kind": "auditor"},
    {"id": "auditor-2", "name": "Auditor Twee", "kind": "auditor"},
    {
        "id": "certificeerder",
        "name": "Certificeerder",
        "kind": "certification_body",
        "accreditations": [
            {
                "body": "RvA",
                "number": "C 000",
                "edition": DEFAULT_EDITION,
                "valid_from": "2024-01-01",
                "valid_until": "2030-12-31",
            }
        ],
    },
]
KINDS = (
    ("inspection", "inspectie"),
    ("independent_audit", "auditor-1"),
    ("internal_audit", LAB),
    ("independent_audit", "auditor-2"),
    ("stage_1", "certificeerder"),
    ("stage_2", "certificeerder"),
    ("self_assessment", LAB),
    ("surveillance", "certificeerder"),
)
RATINGS = ("meets", "meets", "meets", "largely_meets", "largely_fails", "fails")
GRADES = ("major", "minor", "minor", "observation", "ungraded")
WORDS = (
    *("toegang", "logging", "herstel", "reservekopie", "leverancier", "beheer"),
    *("proces", "controle", "afspraak", "register", "wachtwoord", "sleutel"),
)


def large_dossier(findings: int = 500, seed: int = 1) -> dict[str, Any]:
    """A dossier as plain values, about seven facts per finding: assessments, ratings, events, measures, milestones."""
    chance = Random(seed)
    controls = list(load_norm().edition(DEFAULT_EDITION).controls)
    per_assessment = -(-findings // len(KINDS))
    number = 0
    assessments, measures = [], []
    for place, (kind, by) in enumerate(KINDS):
        on = START + timedelta(days=60 * place)
        found = []
        for _ in range(min(per_assessment, findings - number)):
            number += 1
            found.append(_finding(chance, number, controls, on, by))
            if number % 3 == 0:
                measures.append(_measure(chance, number, on))
        assessments.append(
            {
                "id": f"onderzoek-{place + 1}",
                "kind": kind,
                "title": f"Onderzoek {place + 1}",
                "performed_by": by,
                "edition": DEFAULT_EDITION,
                "reference_dates": [str(on)],
                "published_on": str(on + timedelta(days=30)),
                "conclusion": "does_not_conform" if place < 5 else "conforms",
                "depth": "existence",
                "source": {"title": f"Rapport {place + 1}"},
                "ratings": [
                    {"control": control, "rating": chance.choice(RATINGS), "note": paragraph(chance, 2)}
                    for control in controls
                    if chance.random() < 0.8
                ],
                "findings": found,
            }
        )
    return {
        "schema": "nen7510-dossier/1",
        "lab": {
            "id": LAB,
            "name": "Laboratorium De Meting",
            "city": "Nergenshuizen",
            "services": ["cervical-screening"],
        },
        "parties": PARTIES,
        "incidents": [{"id": "lek", "on": "2025-01", "title": "Datalek"}],
        "statements": [
            {
                "id": f"vvt-{version}",
                "version": str(version),
                "edition": DEFAULT_EDITION,
                "on": str(START + timedelta(days=120 * version)),
                "controls": [{"control": each, "applicable": True} for each in controls if each.startswith("A.")],
            }
            for version in (1, 2)
        ],
        "assessments": assessments,
        "measures": measures,
        "milestones": [
            {"id": f"stap-{kind}", "kind": kind, "on": str(START), "planned": str(START + timedelta(days=200))}
            for kind in (
                "risk_assessment",
                "internal_audit",
                "management_review",
                "stage_1",
                "stage_2",
                "certification",
            )
        ],
        "certificates": [
            {
                "id": "certificaat",
                "issued_by": "certificeerder",
                "number": "N-1",
                "edition": DEFAULT_EDITION,
                "scope": ["cervical-screening"],
                "based_on": ["onderzoek-6"],
                "events": [
                    {
                        "on": "2026-02-01",
                        "state": "granted",
                        "valid_until": "2029-01-31",
                        "source": {"title": "Certificaat"},
                    }
                ],
            }
        ],
        "requirements": [
            {
                "id": f"eis-{n}",
                "set_by": "opdrachtgever",
                "text": sentence(chance),
                "on": "2025-09-01",
                "establishments": [
                    {"on": "2026-02-10", "by": "auditor-1", "result": "met", "source": {"title": "Brief"}}
                ],
            }
            for n in range(6)
        ],
    }


def many_findings(count: int, seed: int = 1) -> dict[str, Any]:
    """One assessment with a number of findings and nothing else: what a converted audit report holds."""
    chance = Random(seed)
    controls = list(load_norm().edition(DEFAULT_EDITION).controls)
    findings = [
        {
            "id": f"F-{n}",
            "controls": [chance.choice(controls)],
            "grade": chance.choice(GRADES),
            "title": sentence(chance),
            "statement": paragraph(chance, 2),
        }
        for n in range(1, count + 1)
    ]
    return {
        "schema": "nen7510-dossier/1",
        "lab": {"id": LAB, "name": "Laboratorium De Meting"},
        "parties": PARTIES,
        "assessments": [
            {
                "id": "onderzoek",
                "kind": "independent_audit",
                "title": "Onderzoek",
                "performed_by": "auditor-1",
                "edition": DEFAULT_EDITION,
                "reference_dates": ["2026-01-10"],
                "findings": findings,
            }
        ],
    }


def written(values: dict[str, Any], path: Path) -> Path:
    """Write a dossier as a JSON file."""
    path.write_text(json.dumps(values, ensure_ascii=False), "utf-8")
    return path


def sentence(chance: Random) -> str:
    """Nine words that mean nothing."""
    return " ".join(chance.choices(WORDS, k=9)).capitalize() + "."


def paragraph(chance: Random, sentences: int) -> str:
    """Some sentences of that kind."""
    return " ".join(sentence(chance) for _ in range(sentences))


def _finding(chance: Random, number: int, controls: list[str], on: date, by: str) -> dict[str, Any]:
    reached = chance.randrange(6)
    days = sorted(chance.sample(range(10, 400), 6))
    own = {"by": LAB}
    steps = [
        {"state": "planned", **own},
        {"state": "in_progress", **own, "note": paragraph(chance, 2)},
        {"state": "implemented", **own, "note": paragraph(chance, 3)},
        {
            "state": "verified",
            "by": by if by != LAB else "auditor-1",
            "depth": "operation",
            "source": {"title": "Controle"},
        },
    ]
    events = [{"on": str(on + timedelta(days=days[at])), **step} for at, step in enumerate(steps[: min(reached, 4)])]
    return {
        "id": f"F-{number:05}",
        "controls": chance.sample(controls, k=chance.choice((1, 1, 2))),
        "grade": chance.choice(GRADES),
        "title": sentence(chance),
        "requirement": paragraph(chance, 2),
        "statement": paragraph(chance, 6),
        "evidence_text": paragraph(chance, 2),
        "due": str(on + timedelta(days=180)),
        "events": events,
    }


def _measure(chance: Random, number: int, on: date) -> dict[str, Any]:
    done = chance.random() < 0.5
    end = on + timedelta(days=90)
    return {
        "id": f"M-{number:05}",
        "title": sentence(chance),
        "kind": "corrective",
        "findings": [f"F-{number:05}"],
        "owner": chance.choice(("CISO", "ICT", "Kwaliteit")),
        "on": str(on + timedelta(days=5)),
        "end": str(end),
        "events": [
            {
                "on": str(on + timedelta(days=40)),
                "state": "in_progress",
                "progress": 40,
                "end": str(end + timedelta(days=20)),
            },
            *([{"on": str(end + timedelta(days=chance.randrange(40))), "state": "done"}] if done else []),
        ],
    }
