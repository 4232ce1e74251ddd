"""Random dossiers that the record takes: small, of every kind of fact, both editions, months as days.

    @given(documents())
    def test_…(document: Document) -> None: …

A document has the shape of a dossier file (design section 5): dicts, lists, texts, whole numbers, true and false.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from stdnum.nl import bsn

from nen7510_tracker.norm.norm import load_norm

Document = dict[str, Any]

LAB = "lab"
FINDERS = {
    "inspection": "igj",
    "independent_audit": "aud",
    "stage_1": "cb",
    "stage_2": "cb",
    "surveillance": "cb",
    "special": "cb",
    "internal_audit": LAB,
    "self_assessment": LAB,
}
CERTIFICATION = {"stage_1", "stage_2", "surveillance", "special"}
FIRST = date(2024, 1, 1)
CONTROLS = {
    "nen7510:2024": ("4.1", "9.2.2", "10.1", "10.2", "A.5.1", "A.5.10", "A.7.6", "A.8.5", "A.8.16"),
    "nen7510:2017": ("4.1", "10.1", "A.6.1.1", "A.9.2.5", "A.12.4.1"),
}
PATTERNS = {"nen7510:2024": ("A.5.*", "9.*", "*", "A.8.5"), "nen7510:2017": ("A.9.*", "*", "A.6.1.1")}
for _edition, _controls in CONTROLS.items():
    assert set(_controls) <= set(load_norm().edition(_edition).controls)

# What YAML, JSON and terminals stumble over.
AWKWARD = (
    *(
        "on",
        "no",
        "yes",
        "y",
        "null",
        "~",
        "true",
        "4.1",
        "4.10",
        "1e3",
        "0x10",
        "0o17",
        "1_000",
        "12:30:45",
        ".5",
        "=",
    ),
    *("2025-07", "2025-07-01", "2025-07-01T10:00:00.000000Z", "<<", "", " ", "-", "- a", "? a", "a: b", "a:", ":a"),
    *(
        "a # b",
        "#a",
        "a #",
        "{a: b}",
        "[a, b]",
        "a, b",
        "&a",
        "*a",
        "!a",
        "%a",
        "@a",
        "`a`",
        "'a'",
        '"a"',
        "a'b",
        'a"b',
    ),
    *("|", ">", ">-", "---", "...", "\\", "a\\nb", "a\tb", "\ta", " a", "a ", "a  b", "a\nb", "a\n", "\na", "a\n\nb"),
    *(
        "a\n b",
        " a\nb",
        "a\n ",
        "a\r\nb",
        "\u00a0",
        "a\u00a0b",
        "\u2028",
        "a\u2029b",
        "\u0085"[:0],
        "\ufeffa",
        "é",
        "🔬",
    ),
    *("=1+1", "http://a.b/?c=[d]&e=#f", "C 000", "Cat 1", "nen7510:2024", "\ufffe", "\U0001f9eb\u200d", "a" * 130),
    "Een lange tekst over wat er is gezien, met komma's, dubbele punten: en een hekje # erin, " * 3 + "tot het eind.",
    "Regel een is zo lang dat hij niet op een regel past, ook niet als er verder niets op die regel staat.\n" * 2,
    "een woord " + "x" * 140 + " en nog een woord, en nog een paar woorden zodat het niet op een regel past",
)
_DIGITS = re.compile(r"\d(?:[. ]?\d){8}")


def _is_taken(text: str) -> bool:
    """Whether a text may stand in a dossier: without controls, turned directions, citizen service numbers."""
    found = _DIGITS.search(text)
    return not (found and bsn.is_valid(re.sub(r"\D", "", found[0]))) and not re.search("\r(?!\n)", text)


_characters = st.characters(
    exclude_categories=("Cs", "Cc"),
    exclude_characters="\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
    include_characters="\n\t",
)
texts = st.one_of(st.sampled_from(AWKWARD), st.text(_characters, max_size=12), st.sampled_from(["a", "Tekst"])).filter(
    _is_taken
)


@st.composite
def dates(draw: st.DrawFn, since: int = 0, until: int = 1000) -> str:
    """A day, now and then a month."""
    found = FIRST + timedelta(days=draw(st.integers(since, until)))
    return found.isoformat()[: 7 if draw(st.integers(0, 5)) == 0 else 10]


@st.composite
def rising_days(draw: st.DrawFn, most: int) -> list[str]:
    """Days in order, several on one day among them."""
    found = sorted(draw(st.lists(st.integers(0, 1000), max_size=most)))
    return [(FIRST + timedelta(days=each)).isoformat() for each in found]


def _some(draw: st.DrawFn, **keys: st.SearchStrategy[Any]) -> dict[str, Any]:
    """Some of these keys, each with a value."""
    return {name: draw(values) for name, values in keys.items() if draw(st.integers(0, 2)) == 0}


def _common(draw: st.DrawFn) -> dict[str, Any]:
    """What any fact may carry."""
    source = st.dictionaries(st.sampled_from(["title", "reference", "url", "page"]), texts, max_size=2)
    return _some(draw, known_on=dates(), source=source)


def _ids(draw: st.DrawFn, names: Sequence[str]) -> list[str]:
    return draw(st.lists(st.sampled_from(names), max_size=2, unique=True)) if names else []


def _with_ids(draw: st.DrawFn, **keys: Sequence[str]) -> dict[str, Any]:
    found = {name: _ids(draw, names) for name, names in keys.items()}
    return {name: ids for name, ids in found.items() if ids}


# What comes after what in the life of a finding (design section 4), and who says it.
_LABORATORY = ("planned", "in_progress", "implemented", "submitted", "disputed")


def _next_states(state: str) -> tuple[str, ...]:
    if state in ("verified", "withdrawn"):
        return ("reopened",)
    answers = ("accepted", "returned") if state in ("submitted", "disputed") else ()
    again = ("reopened",) if state == "implemented" else ()
    return (*_LABORATORY, *answers, *again, "verified", "withdrawn")


def _speaker(draw: st.DrawFn, state: str, kind: str) -> str:
    finder = FINDERS[kind]
    if state in _LABORATORY:
        return LAB
    if state in ("accepted", "returned", "withdrawn"):
        return finder
    verifiers = ["cb", "cb2"] if kind in CERTIFICATION else ["igj", "aud", "cb"]
    return draw(st.sampled_from([*verifiers, LAB] if finder == LAB else verifiers))


def _finding_events(draw: st.DrawFn, kind: str, evidence: Sequence[str]) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = []
    state = "open"
    for on in draw(rising_days(4)):
        state = draw(st.sampled_from(_next_states(state)))
        by = _speaker(draw, state, kind)
        if any((each["on"], each["state"], each["by"]) == (on, state, by) for each in events):
            break
        more = _some(draw, due=dates(), note=texts, extent=texts, cause=texts)
        if state == "verified":
            more |= _some(draw, depth=st.sampled_from(["design", "existence", "operation"]))
        if by == FINDERS[kind]:
            more |= _some(draw, grade=st.sampled_from(["major", "minor"]))
        events.append({"on": on, "state": state, "by": by} | more | _with_ids(draw, evidence=evidence) | _common(draw))
    return events


def _finding(draw: st.DrawFn, key: str, kind: str, edition: str, evidence: Sequence[str]) -> dict[str, Any]:
    finding = {
        "id": key,
        "controls": draw(st.lists(st.sampled_from(CONTROLS[edition]), min_size=1, max_size=2, unique=True)),
        "grade": draw(st.sampled_from(["major", "minor", "observation", "ungraded"])),
        "title": draw(texts),
    }
    finding |= _some(
        draw, grade_as=texts, statement=texts, requirement=texts, on=dates(), due=dates(), priority=st.integers(0, 3)
    )
    events = _finding_events(draw, kind, evidence)
    return finding | _with_ids(draw, evidence=evidence) | _common(draw) | ({"events": events} if events else {})


def _ratings(draw: st.DrawFn, edition: str) -> list[dict[str, Any]]:
    controls = draw(st.lists(st.sampled_from(CONTROLS[edition]), max_size=3, unique=True))
    values = st.sampled_from(["meets", "largely_meets", "largely_fails", "fails", "not_assessed"])
    depths = st.sampled_from(["design", "existence", "operation"])
    return [
        {"control": each, "rating": draw(values)} | _some(draw, on=dates(), note=texts, depth=depths) | _common(draw)
        for each in controls
    ]


def _assessment(draw: st.DrawFn, key: str, findings: Sequence[str], evidence: Sequence[str]) -> dict[str, Any]:
    kind = draw(st.sampled_from(sorted(FINDERS)))
    edition = draw(st.sampled_from(sorted(CONTROLS)))
    found = {"id": key, "kind": kind, "title": draw(texts), "performed_by": FINDERS[kind], "edition": edition}
    found |= {"reference_dates": draw(st.lists(dates(), min_size=1, max_size=2))}
    found |= _some(
        draw,
        commissioned_by=st.sampled_from(["bvo", LAB]),
        published_on=dates(),
        conclusion=st.sampled_from(["conforms", "conforms_with_conditions", "does_not_conform"]),
        examined=st.lists(st.sampled_from(PATTERNS[edition]), max_size=2, unique=True),
        depth=st.sampled_from(["design", "existence", "operation"]),
        team=st.lists(texts, max_size=2),
        scope_text=texts,
        limitations=texts,
    )
    ratings = _ratings(draw, edition)
    made = [_finding(draw, each, kind, edition, evidence) for each in findings]
    return found | _common(draw) | ({"ratings": ratings} if ratings else {}) | ({"findings": made} if made else {})


def _events(draw: st.DrawFn, states: Sequence[str], **more: st.SearchStrategy[Any]) -> dict[str, Any]:
    """Events in order, no two of one day and state."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for on in draw(rising_days(3)):
        state = draw(st.sampled_from(states))
        found.setdefault((on, state), {"on": on, "state": state} | _some(draw, note=texts, **more) | _common(draw))
    return {"events": list(found.values())} if found else {}


def _measure(draw: st.DrawFn, key: str, findings: Sequence[str], others: Sequence[str]) -> dict[str, Any]:
    found = {"id": key, "title": draw(texts), "on": draw(dates())}
    kinds = st.sampled_from(["correction", "corrective", "implementation"])
    found |= _some(draw, kind=kinds, owner=texts, start=dates(), end=dates())
    found |= _with_ids(draw, findings=findings, controls=CONTROLS["nen7510:2024"], waits_for=others) | _common(draw)
    states = ("planned", "in_progress", "blocked", "done", "cancelled")
    return found | _events(draw, states, progress=st.integers(0, 100), end=dates())


def _milestone(draw: st.DrawFn, key: str) -> dict[str, Any]:
    kinds = st.sampled_from(["internal_audit", "management_review", "stage_2", "certification", "other"])
    found = {"id": key, "kind": draw(kinds), "on": draw(dates())} | _some(draw, title=texts, planned=dates())
    return found | _common(draw) | _events(draw, ("replanned", "reached"), planned=dates())


def _statement(draw: st.DrawFn, key: str) -> dict[str, Any]:
    edition = draw(st.sampled_from(sorted(CONTROLS)))
    part_2 = [each for each in CONTROLS[edition] if each.startswith("A.")]
    controls = [
        {"control": each, "applicable": draw(st.booleans())}
        | _some(
            draw,
            justification=texts,
            reasons=st.lists(st.sampled_from(["risk", "law", "contract", "practice"]), max_size=2, unique=True),
            implemented=st.sampled_from(["yes", "partly", "planned", "no"]),
            reference=texts,
        )
        for each in draw(st.lists(st.sampled_from(part_2), max_size=3, unique=True))
    ]
    found = {"id": key, "version": draw(texts), "edition": edition, "on": draw(dates())}
    return found | _some(draw, approved_by=texts) | ({"controls": controls} if controls else {}) | _common(draw)


def _certificate(draw: st.DrawFn, key: str, statements: Sequence[str], assessments: Sequence[str]) -> dict[str, Any]:
    found = {"id": key, "issued_by": draw(st.sampled_from(["cb", "cb2"]))}
    found |= {"edition": draw(st.sampled_from(sorted(CONTROLS)))}
    names = st.lists(texts, max_size=2)
    found |= _some(
        draw,
        holder=st.just(LAB),
        number=texts,
        cluster=st.sampled_from("ZB"),
        scope=names,
        scope_text=texts,
        sites=names,
    )
    if statements and draw(st.booleans()):
        found["statement"] = draw(st.sampled_from(statements))
    states = ("granted", "changed", "suspended", "reinstated", "withdrawn", "confirmed")
    events = _events(draw, states, valid_until=dates(), scope=names, sites=names, edition=st.just("nen7510:2024"))
    return found | _with_ids(draw, based_on=assessments) | _common(draw) | events


def _requirement(draw: st.DrawFn, key: str, evidence: Sequence[str]) -> dict[str, Any]:
    made: dict[tuple[str, ...], dict[str, Any]] = {}
    for on in draw(rising_days(2)):
        result, by = draw(st.sampled_from(["met", "not_met"])), draw(st.sampled_from(["aud", "igj", "bvo"]))
        more = _some(draw, note=texts) | _with_ids(draw, evidence=evidence) | _common(draw)
        made.setdefault((on, result, by), {"on": on, "by": by, "result": result} | more)
    found = {"id": key, "set_by": "bvo", "text": draw(texts), "on": draw(dates())} | _common(draw)
    return found | ({"establishments": list(made.values())} if made else {})


def _enforcement(draw: st.DrawFn, key: str) -> dict[str, Any]:
    found = {"id": key, "by": "igj", "kind": draw(texts), "on": draw(dates())} | _some(draw, until=dates())
    lifted = [{"on": draw(dates()), "state": "lifted", "by": "igj"}] if draw(st.booleans()) else []
    return found | _common(draw) | ({"events": lifted} if lifted else {})


def _commitment(draw: st.DrawFn, key: str) -> dict[str, Any]:
    found = {"id": key, "by": draw(st.sampled_from(["bvo", LAB])), "text": draw(texts), "on": draw(dates())}
    found |= _some(draw, to=st.sampled_from(["vws", "igj"]), due=dates()) | _common(draw)
    return found | _events(draw, ("fulfilled", "extended", "withdrawn"), due=dates())


def _decision(draw: st.DrawFn, key: str) -> dict[str, Any]:
    value = draw(st.sampled_from(["suspend", "maintain_suspension", "end", "resume"]))
    found: dict[str, Any] = {"id": key, "on": draw(dates()), "by": "bvo", "decision": value, "rationale": draw(texts)}
    condition = st.fixed_dictionaries({"text": texts}, optional={"due": dates()})
    found |= _some(
        draw,
        services=st.lists(texts, max_size=2),
        conditions=st.lists(condition, max_size=2),
        review_on=dates(),
        answers=st.lists(st.fixed_dictionaries({"what": texts, "text": texts}), max_size=1),
        proposed_by=texts,
        approved_by=texts,
    )
    return found | ({"taken_outside": True} if value == "resume" else {}) | _common(draw)


def _laboratory(draw: st.DrawFn) -> dict[str, Any]:
    advice = st.fixed_dictionaries({"party": st.just("adv"), "from": dates()}, optional={"until": dates()})
    names = st.lists(texts, max_size=2)
    more = _some(draw, city=texts, services=names, sites=names, advised_by=st.lists(advice, max_size=2))
    return {"id": LAB, "name": draw(texts)} | more | _some(draw, related_to=st.just(["holding"])) | _common(draw)


def _party(draw: st.DrawFn, key: str, kind: str) -> dict[str, Any]:
    party = {"id": key, "name": draw(texts), "kind": kind}
    if kind != "certification_body":
        return party
    accreditation = st.fixed_dictionaries(
        {
            "body": texts,
            "number": texts,
            "edition": st.sampled_from(sorted(CONTROLS)),
            "valid_from": dates(),
            "valid_until": dates(),
        }
    )
    return party | _some(draw, accreditations=st.lists(accreditation, max_size=2))


PARTIES = {
    "igj": "inspectorate",
    "aud": "auditor",
    "adv": "auditor",
    "cb": "certification_body",
    "cb2": "certification_body",
    "bvo": "commissioner",
    "vws": "ministry",
    "holding": "other",
}


def _named(draw: st.DrawFn, prefix: str, most: int = 2) -> list[str]:
    """Ids that nothing else in the document has."""
    return [f"{prefix}{number}" for number in range(1, draw(st.integers(0, most)) + 1)]


def _evidence(draw: st.DrawFn, key: str) -> dict[str, Any]:
    kinds = st.sampled_from(["document", "record", "interview", "observation", "test"])
    found = {"id": key, "title": draw(texts), "kind": draw(kinds), "on": draw(dates())}
    more = _some(draw, version=texts, location=texts, review_by=dates(), sha256=st.just("ab" * 32))
    return found | more | _with_ids(draw, controls=CONTROLS["nen7510:2024"]) | _common(draw)


def _incident(draw: st.DrawFn, key: str) -> dict[str, Any]:
    found = {"id": key, "on": draw(dates()), "title": draw(texts)}
    return found | _some(draw, severity=st.just("other"), text=texts) | _common(draw)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A dossier file of the laboratory `lab` that an empty record takes."""
    evidence, statements, assessments = _named(draw, "ev-"), _named(draw, "vvt-"), _named(draw, "as-")
    findings = {each: _named(draw, f"{each}.F-") for each in assessments}
    named = [each for inner in findings.values() for each in inner]
    measures = _named(draw, "M-")
    made: Mapping[str, list[dict[str, Any]]] = {
        "parties": [_party(draw, key, kind) for key, kind in PARTIES.items()],
        "incidents": [_incident(draw, each) for each in _named(draw, "inc-")],
        "statements": [_statement(draw, each) for each in statements],
        "assessments": [_assessment(draw, each, findings[each], evidence) for each in assessments],
        "measures": [_measure(draw, each, named, [other for other in measures if other != each]) for each in measures],
        "milestones": [_milestone(draw, each) for each in _named(draw, "ms-")],
        "certificates": [_certificate(draw, each, statements, assessments) for each in _named(draw, "cert-", 1)],
        "requirements": [_requirement(draw, each, evidence) for each in _named(draw, "R-")],
        "enforcement": [_enforcement(draw, each) for each in _named(draw, "E-", 1)],
        "evidence": [_evidence(draw, each) for each in evidence],
        "commitments": [_commitment(draw, each) for each in _named(draw, "C-")],
        "decisions": [_decision(draw, each) for each in _named(draw, "D-")],
        "timeline": [
            {"id": each, "on": draw(dates()), "text": draw(texts)} | _common(draw) for each in _named(draw, "T-")
        ],
    }
    lab = {"schema": "nen7510-dossier/1", "lab": _laboratory(draw)}
    return lab | {section: items for section, items in made.items() if items}


def part(document: Document, wanted: Callable[[str], bool]) -> Document:
    """The document with the items that are wanted by their id, whatever they name, and all parties."""
    sections = {name: items for name, items in document.items() if isinstance(items, list)}
    holding = {
        each: str(item["id"])
        for items in sections.values()
        for item in items
        for each in (item["id"], *_inner_ids(item))
    }
    kept = {item["id"] for items in sections.values() for item in items if wanted(item["id"])} | set(PARTIES)
    while True:
        named = {
            holding[text]
            for items in sections.values()
            for item in items
            if item["id"] in kept
            for text in _texts_in(item)
            if text in holding
        }
        if named <= kept:
            break
        kept |= named
    chosen = {name: [item for item in items if item["id"] in kept] for name, items in sections.items()}
    return {name: chosen.get(name, value) for name, value in document.items() if chosen.get(name, True)}


def _inner_ids(item: Mapping[str, Any]) -> list[str]:
    return [each["id"] for each in item.get("findings", ()) if isinstance(each, dict)]


def _texts_in(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for each in value.values() for text in _texts_in(each)]
    if isinstance(value, list):
        return [text for each in value for text in _texts_in(each)]
    return [value] if isinstance(value, str) else []
