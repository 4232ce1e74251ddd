"""Policies: what is shipped, what is read, and what a hostile file does."""

import hashlib
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from nen7510_tracker.dossier.facts import assessment, improvement
from nen7510_tracker.norm import criterion
from nen7510_tracker.norm.norm import load_norm
from nen7510_tracker.norm.policy import CHECKS, MAX_BYTES, read_policy, read_policy_file
from nen7510_tracker.norm.table import norm_folder
from nen7510_tracker.words.message import InputRejected

NORM = load_norm()
HEAD = "schema: nen7510-policy/1\nid: x\ndecides: resume\ntitle: {nl: a, en: b}\ncriteria:\n"
THOROUGH = NORM.policy("resume-thorough").text


def with_criteria(*criteria: str) -> str:
    return HEAD + "".join(f"  - {{title: {{nl: a, en: b}}, {each}}}\n" for each in criteria)


def only(parameters: str) -> Any:
    return read_policy(with_criteria(f"id: c, {parameters}"), "p.yaml").criteria[0]


def errors(text: str) -> list[str]:
    with pytest.raises(InputRejected) as rejected:
        read_policy(text, "p.yaml")
    return [str(message) for message in rejected.value.messages]


@pytest.mark.parametrize(
    ("policy", "decides", "checks"),
    [
        ("resume-bvo-nl", "resume", ["certificate_in_force", "established_independently", "requirements_established"]),
        (
            "resume-thorough",
            "resume",
            [check for check in CHECKS if check not in ("controls_assessed", "held_recently")],
        ),
        (
            "certification-ready",
            "certification",
            [
                "applicability_stated",
                "controls_assessed",
                "held_recently",
                "held_recently",
                "held_recently",
                "no_open_findings",
                "open_findings_planned",
            ],
        ),
    ],
)
def test_shipped_policies(policy: str, decides: str, checks: list[str]) -> None:
    found = NORM.policy(policy)
    assert (found.id, found.decides) == (policy, decides)
    assert sorted(each.check for each in found.criteria) == sorted(checks)
    assert all(each.title("nl") and each.title("en") for each in found.criteria)


def test_the_letters_policy_quotes_its_basis_and_the_letter() -> None:
    policy = NORM.policy("resume-bvo-nl")
    assert policy.source is not None
    assert policy.source.reference == "4385164-1098477-PG"
    assert all(each.basis for each in policy.criteria)


@pytest.mark.parametrize("policy", NORM.policies)
def test_a_policy_keeps_its_text_and_the_digest_of_it(policy: str) -> None:
    found = NORM.policy(policy)
    content = (norm_folder() / "policies" / f"{policy}.yaml").read_bytes()
    assert found.text.encode() == content
    assert found.digest == hashlib.sha256(content).hexdigest()
    assert read_policy(found.text, "elsewhere") == found


@pytest.mark.parametrize("policy", NORM.policies)
def test_what_is_read_is_what_stands_in_the_file(policy: str) -> None:
    """Round trip by another reader: PyYAML's own values, defaults aside, are the policy's."""
    found = NORM.policy(policy)
    raw = yaml.safe_load(found.text)
    values = msgspec.json.decode(msgspec.json.encode(found))
    for key in ("id", "decides", "title"):
        assert values[key] == raw[key]
    given = [{key: value for key, value in each.items() if value not in (None, False)} for each in values["criteria"]]
    assert given == raw["criteria"]


def test_the_words_are_the_dossiers() -> None:
    for mine, theirs in (
        (criterion.AssessmentKind, assessment.AssessmentKind),
        (criterion.Grade, assessment.Grade),
        (criterion.MilestoneKind, improvement.MilestoneKind),
    ):
        assert get_args(mine) == get_args(theirs)


@pytest.mark.parametrize(
    ("parameters", "key", "value"),
    [
        ("check: certificate_in_force", "editions", None),
        ("check: certificate_in_force", "confirmed_within", None),
        ("check: certificate_in_force, confirmed_within: 30", "confirmed_within", 30),
        ("check: certificate_in_force, editions: [NEN 7510-1:2017]", "editions", ("nen7510:2017",)),
        ("check: certificate_in_force, services: [4.1, on, null]", "services", ("4.1", "on", "null")),
        ("check: no_open_findings", "grades", None),
        ("check: no_open_findings, grades: [major]", "grades", ("major",)),
        ("check: latest_conclusion_conforms, kinds: [stage_2, inspection]", "kinds", ("stage_2", "inspection")),
        ("check: findings_verified", "by_finder", False),
        ("check: findings_verified, by_finder: true", "by_finder", True),
        ("check: open_findings_planned, accepted: false", "accepted", False),
        ("check: care_controls_applicable, accepts: [A.5.38, '4.1']", "accepts", ("A.5.38", "4.1")),
        ("check: controls_assessed, share: 1", "share", 1.0),
        ("check: controls_assessed, share: 0.95", "share", 0.95),
        ("check: held_recently, milestone: internal_audit, months: 12", "milestone", "internal_audit"),
        ("check: evidence_fresh, months: '12'", "months", 12),
    ],
)
def test_parameters(parameters: str, key: str, value: object) -> None:
    found = only(parameters)
    assert getattr(found, key) == value
    assert type(getattr(found, key)) is type(value)


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ("check: no_open_finding", "check: no_open_finding is not known; did you mean no_open_findings?"),
        ("check: zzz", "check: zzz is not known; known are certificate_in_force, "),
        ("chek: documented", "criteria.c.check is missing."),
        ("check: no_open_findings, grade: [major]", "the key criteria.c.grade is not known; did you mean grades?"),
        ("check: documented, months: 3", "the key criteria.c.months is not known."),
        ("check: no_open_findings, grades: [majors]", "criteria.c.grades: majors is not known; did you mean major?"),
        ("check: no_open_findings, grades: [major, major]", "criteria.c.grades names major twice."),
        ("check: no_open_findings, grades: []", "criteria.c.grades names nothing; leave it out to restrict nothing."),
        ("check: no_open_findings, grades: major", "criteria.c.grades has to be a list of at least one"),
        ("check: no_open_findings, grades: null", "criteria.c.grades has to be a list of at least one"),
        ("check: no_open_findings, kinds: [[inspection]]", "criteria.c.kinds has to be one value."),
        ("check: no_open_findings, kinds: [inspections]", "did you mean inspection?"),
        ("check: certificate_in_force, editions: [nen7510:2025]", "did you mean nen7510:2024?"),
        ("check: certificate_in_force, editions: [nen7510:2024, NEN 7510:2024]", "editions names nen7510:2024 twice."),
        ("check: certificate_in_force, services: [' ']", "criteria.c.services has to be a text."),
        (
            "check: certificate_in_force, confirmed_within: -1",
            "confirmed_within has to be a whole number of days, from 0.",
        ),
        ("check: certificate_in_force, confirmed_within: 99999999", "has to be a whole number of days, from 0."),
        ("check: care_controls_applicable, accepts: [A.5.99]", "criteria.c.accepts: A.5.99 is not known; did you mean"),
        ("check: care_controls_applicable, accepts: ['A.5.*']", "criteria.c.accepts: A.5.* is not known"),
        ("check: care_controls_applicable, accepts: [A.9.4.2]", "criteria.c.accepts: A.9.4.2 is not known"),
        ("check: findings_verified, by_finder: yes", "criteria.c.by_finder has to be true or false."),
        ("check: findings_verified, by_finder: 1", "criteria.c.by_finder has to be true or false."),
        ("check: controls_assessed", "criteria.c.share is missing."),
        ("check: controls_assessed, share: 90", "criteria.c.share has to be a fraction from 0 to 1."),
        ("check: controls_assessed, share: -0.5", "criteria.c.share has to be a fraction from 0 to 1."),
        ("check: controls_assessed, share: .nan", "criteria.c.share has to be a fraction from 0 to 1."),
        ("check: controls_assessed, share: nan", "criteria.c.share has to be a fraction from 0 to 1."),
        ("check: controls_assessed, share: 90%", "criteria.c.share has to be a fraction from 0 to 1."),
        ("check: evidence_fresh", "criteria.c.months is missing."),
        ("check: evidence_fresh, months: 0", "criteria.c.months has to be a whole number of months, from 1."),
        ("check: evidence_fresh, months: 1.5", "criteria.c.months has to be a whole number of months, from 1."),
        ("check: evidence_fresh, months: 100000", "criteria.c.months has to be a whole number of months, from 1."),
        ("check: held_recently, months: 12", "criteria.c.milestone is missing."),
        ("check: held_recently, months: 12, milestone: internal_audits", "did you mean internal_audit?"),
        ("check: documented, basis: ''", "criteria.c.basis has to be a text."),
        ("check: documented, basis: {a: b}", "criteria.c.basis has to be one value."),
    ],
)
def test_a_wrong_criterion_is_said_with_its_line_and_key(parameters: str, said: str) -> None:
    found = errors(with_criteria(f"id: c, {parameters}"))
    assert any(said in message for message in found), found
    assert all(message.startswith("p.yaml, line 6: ") for message in found)


@pytest.mark.parametrize(
    ("given", "changed", "said"),
    [
        (
            "policy/1",
            "policy/9",
            "p.yaml, line 1: schema: nen7510-policy/9 is not known; did you mean nen7510-policy/1?",
        ),
        ("schema: nen7510-policy/1\n", "", "schema is missing."),
        ("id: resume-thorough", "id: 'a b'", "p.yaml, line 2: id has to be an id"),
        ("id: resume-thorough", "id: " + "a" * 65, "p.yaml, line 2: id has to be an id"),
        ("decides: resume", "decides: resumes", "p.yaml, line 3: decides: resumes is not known; did you mean resume?"),
        ("decides: resume", "decides: resume\ndecides: resume", "p.yaml, line 4: decides is given twice."),
        ("decides: resume", "decides: resume\nsauce: {title: x}", "the key sauce is not known; did you mean source?"),
        ("decides: resume", "decides: resume\nsource: x", "source has to be keys with values."),
        (
            "decides: resume",
            "decides: resume\nsource: {titel: x}",
            "the key source.titel is not known; did you mean title?",
        ),
        ("id: documented", "id: fresh", "a second criterion has the id fresh."),
        ('nl: "Geldig certificaat", ', "", "criteria.certificate.title.nl is missing."),
        ("Geldig", "Geldig\u202e", "p.yaml, line 6: the character U+202E is not allowed in a text."),
        ("Geldig", "Geldig\u2066", "the character U+2066 is not allowed in a text."),
        ("Geldig", "Geldig\x1b[31m", "the character U+001B is not allowed in a text."),
        ("Geldig", "Geldig\\x1b[31m", "the character U+001B is not allowed in a text."),
        ("Geldig", "Geldig\\r", "the character U+000D is not allowed in a text."),
        ("Geldig", "Geldig\x85", "the character U+0085 is not allowed in a text."),
        ("Geldig", "Geldig\x00", "the character U+0000 is not allowed in a text."),
        ("Geldig", "Geldig\ud800", "the character U+D800 is not allowed in a text."),
        ("decides: resume", "decides: resume # \x07", "the character U+0007 is not allowed in a text."),
    ],
)
def test_a_wrong_policy_is_said_with_its_line(given: str, changed: str, said: str) -> None:
    assert given in THOROUGH
    found = errors(THOROUGH.replace(given, changed, 1))
    assert len(found) == 1
    assert said in found[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "p.yaml: the file is empty."),
        ("# nothing\n", "p.yaml: the file is empty."),
        ("resume", "p.yaml, line 1: this has to be keys with values."),
        ("- resume", "p.yaml, line 1: this has to be keys with values."),
        ("a: {b: c", "this is not YAML"),
        ("a:\n\t- b", "p.yaml, line 2: this is not YAML"),
        ('a: "\\ud800"', "this is not YAML"),
        ("a: &a [x]\nb: *a", "p.yaml, line 1: anchors and aliases"),
        ("a: &a [*a]", "anchors and aliases"),
        ("<<: *a", "anchors and aliases"),
        ("!!python/object/apply:os.system [true]", "tags (!) are not allowed"),
        ("a: !!binary aGk=", "tags (!) are not allowed"),
        (THOROUGH + "---\na: b\n", "a second document begins here"),
        ("{[a]: b}", "a key has to be a word."),
        ("? {a: b}\n: c", "a key has to be a word."),
        ("[" * 100_000, "nested too deeply."),
        ("{a: " * 100_000, "nested too deeply."),
        ("\n".join(" " * depth + "-" for depth in range(700)), "nested too deeply."),
        ("#" + "x" * MAX_BYTES, "p.yaml: larger than 1048576 bytes."),
        ("#" + "é" * (MAX_BYTES // 2), "p.yaml: larger than 1048576 bytes."),
        (HEAD, "p.yaml, line 5: criteria has to be a list of at least one"),
        (HEAD + "  a: b", "criteria has to be a list of at least one"),
        (HEAD + "  - hello", "p.yaml, line 6: criteria.1 has to be keys with values."),
        (HEAD + "  - {}", "p.yaml, line 6: criteria.1 has to be keys with values."),
        (HEAD.replace("criteria:\n", ""), "criteria is missing."),
    ],
)
def test_what_is_no_policy(text: str, said: str) -> None:
    found = errors(text)
    assert len(found) == 1
    assert said in found[0]


def test_a_bomb_of_aliases_is_refused_before_it_grows() -> None:
    levels = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
    assert errors("a0: &a0 [x]\n" + levels) == [
        "p.yaml, line 1: anchors and aliases (& and *) are not allowed; write it out."
    ]


def test_all_errors_are_said_at_once_in_the_order_of_the_file() -> None:
    found = errors(
        with_criteria(
            "id: a, check: documents", "id: b, check: evidence_fresh", "id: c, check: documented, x: y"
        ).replace("decides: resume", "decides: it")
    )
    assert [message.split(":")[0] for message in found] == [
        "p.yaml, line 3",
        "p.yaml, line 6",
        "p.yaml, line 7",
        "p.yaml, line 8",
    ]


@pytest.mark.parametrize(
    "line", ["  - {}\n", '  - "\\0"\n', "  - {id: a, check: no_open_findings, kinds: [x], x: [y]}\n"]
)
def test_a_file_of_nothing_but_errors_ends_after_some(line: str) -> None:
    found = errors(HEAD + line * 15_000)
    assert len(found) == 201
    assert found[-1] == "200 errors, and more: not looked at further."


def test_windows_line_ends_json_and_a_byte_order_mark_are_no_errors() -> None:
    plain = NORM.policy("resume-thorough")
    for text in (
        THOROUGH.replace("\n", "\r\n"),
        "\ufeff" + THOROUGH,
        msgspec.json.encode(yaml.safe_load(THOROUGH)).decode(),
    ):
        read = read_policy(text, "p.yaml")
        assert read.criteria == plain.criteria
        assert read.text == text
        assert read.digest != plain.digest


def test_braces_in_a_name_are_text() -> None:
    assert "p.yaml, line 1: the key {x} is not known." in errors('"{x}": {y: z}')


@pytest.mark.parametrize("kind", ["missing", "directory", "not UTF-8", "too large", "too large, cut in a character"])
def test_what_cannot_be_read_is_rejected(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "policy.yaml"
    if kind == "directory":
        path.mkdir()
    elif kind != "missing":
        path.write_bytes(
            {"not UTF-8": b"a: \xff", "too large": b"#" * (MAX_BYTES + 1)}.get(kind, "é".encode() * MAX_BYTES)
        )
    with pytest.raises(InputRejected) as rejected:
        read_policy_file(path)
    assert str(path) in str(rejected.value)
    expected = {"missing": "cannot be read", "directory": "cannot be read", "not UTF-8": "not UTF-8"}.get(
        kind, "larger than"
    )
    assert expected in str(rejected.value)


def test_a_file_is_read_as_its_text(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes(THOROUGH.replace("\n", "\r\n").encode())
    policy = read_policy_file(path)
    assert policy.digest == hashlib.sha256(path.read_bytes()).hexdigest()


def said_of(text: str) -> list[str]:
    """What is wrong with a text; nothing if it is a policy. Anything but a policy or InputRejected fails the test."""
    try:
        assert read_policy(text, "p.yaml").text == text
    except InputRejected as rejected:
        return [str(message) for message in rejected.messages]
    return []


@given(
    st.text(max_size=200)
    | st.lists(st.sampled_from([*"{}[],:-?&*!|>'\"%@#\n\t \\ab1é\u202e"]), max_size=60).map("".join)
)
def test_any_text_is_read_or_rejected(text: str) -> None:
    found = said_of(text)
    assert found  # no text of this size is a policy
    assert all(message.startswith("p.yaml") for message in found)


@given(st.integers(0, len(THOROUGH)), st.integers(0, 40), st.text(max_size=5))
def test_any_change_to_a_policy_is_read_or_rejected(at: int, length: int, inserted: str) -> None:
    text = THOROUGH[:at] + inserted + THOROUGH[at + length :]
    assert all(message.startswith("p.yaml") for message in said_of(text))
