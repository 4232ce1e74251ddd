"""Who may say what: role by action by way in, each cell on the real server, allowed and refused alike."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

import psycopg
import pytest
from roles_support import (
    OTHER,
    PARTIES,
    ROLES,
    Guarded,
    a,
    assessment,
    certificate,
    guarded_database,
    insert,
    login,
    today,
)

from nen7510_tracker.dossier.facts import Fact
from nen7510_tracker.norm.norm import DEFAULT_POLICY
from nen7510_tracker.rules.gate import gate
from nen7510_tracker.service.deciding import Wish, approve, propose
from nen7510_tracker.service.record import Moment
from nen7510_tracker.service.recording import Call, retract_fact
from nen7510_tracker.words.message import InputRejected, Refused

_numbers = count(1)


@pytest.fixture(scope="module")
def guarded(postgresql_server: str) -> Iterator[Guarded]:
    """A record with an account of every role."""
    with guarded_database(postgresql_server, "matrix") as made:
        yield made


LAB, AUD, INSP, CB, COM = "laboratory", "auditor", "inspectorate", "certification_body", "commissioner"
NOBODY: frozenset[str] = frozenset()
AUDITORS = frozenset({AUD, INSP, CB})


@dataclass(frozen=True)
class Says:
    """A fact that whoever acts states: `of` is given the party of who acts, the role's number, and a new id."""

    of: Callable[[str, int, str], Fact]
    lab: str = "lab"


def _says(kind: str, /, **values: Any) -> Says:
    """The same from values, in which {me}, {n} and {id} stand for those three."""

    def of(me: str, n: int, key: str) -> Fact:
        filled = {
            name: value.format(me=me, n=n, id=key) if isinstance(value, str) else value
            for name, value in values.items()
        }
        return a(kind, **filled)

    return Says(of)


def _event(state: str, finding: str, by: str = "{me}", **more: Any) -> Says:
    return _says("finding_event", finding=finding, on="2026-02-01", state=state, by=by, **more)


DAY = "2026-02-01"
DECISION = {"id": "{id}", "rationale": "Omdat", "by": "{me}"}
OUTSIDE = {"decision": "suspend", **DECISION}
# What somebody does, and which roles may: in the program and in psql alike.
SAYING: Mapping[str, tuple[Says, frozenset[str]]] = {
    "a measure": (_says("measure", id="{id}", title="Maatregel", on=DAY), frozenset({LAB})),
    "progress": (_says("measure_event", measure="M-1", on="2026-02-0{n}", state="in_progress"), frozenset({LAB})),
    "a milestone": (_says("milestone", id="{id}", kind="other", on=DAY), frozenset({LAB})),
    "a milestone reached": (
        _says("milestone_event", milestone="MS-1", on="2026-02-0{n}", state="reached"),
        frozenset({LAB}),
    ),
    "a statement": (
        _says("statement", id="{id}", version="1", edition="nen7510:2024", on=DAY),
        frozenset({LAB}),
    ),
    "evidence": (
        _says("evidence", id="{id}", title="Bewijs", kind="document", on=DAY),
        frozenset({LAB, *AUDITORS}),
    ),
    "a claim": (_event("implemented", "aud-0"), frozenset({LAB})),
    "a claim for the laboratory": (_event("implemented", "insp-{n}", by="lab"), frozenset({LAB})),
    "a verification": (_event("verified", "aud-{n}"), AUDITORS),
    "a verification for another": (_event("verified", "insp-{n}", by="insp"), frozenset({INSP})),
    "a verification, transcribed": (_event("verified", "insp-6", by="insp", transcribed=True), NOBODY),
    "a closing of an own finding": (_event("verified", "lab-{n}", by="lab"), frozenset({LAB})),
    "an audit": (Says(lambda me, _, key: assessment(key, me, "independent_audit")), AUDITORS),
    "a self-assessment": (
        Says(lambda me, _, key: assessment(key, me, "self_assessment")),
        frozenset({LAB, *AUDITORS}),
    ),
    "an audit of another": (
        Says(lambda me, _, key: assessment(key, "aud" if me == "insp" else "insp", "special")),
        NOBODY,
    ),
    "an audit of another, transcribed": (
        Says(lambda _me, _n, key: assessment(key, "insp", "inspection", transcribed=True)),
        frozenset({COM}),
    ),
    "a rating": (
        _says("rating", assessment="A-{me}", control="A.5.{n}", rating="meets"),
        frozenset({LAB, *AUDITORS}),
    ),
    "a rating in another's audit": (
        Says(lambda me, n, _: a("rating", assessment="A-aud" if me == "insp" else "A-insp", control=f"A.6.{n}",
                                rating="meets")),
        NOBODY,
    ),
    "a finding": (
        _says("finding", id="{id}", assessment="A-{me}", controls=["A.8.5"], grade="minor", title="Bevinding"),
        frozenset({LAB, *AUDITORS}),
    ),
    "an establishment": (
        _says("establishment", requirement="R-1", on=DAY, by="{me}", result="met"),
        AUDITORS,
    ),
    "a requirement": (_says("requirement", id="{id}", set_by="{me}", text="Eis", on=DAY), frozenset({COM})),
    "enforcement": (_says("enforcement", id="{id}", by="{me}", kind="toezicht", on=DAY), frozenset({INSP})),
    "lifting it": (
        _says("enforcement_event", enforcement="E-1", on=DAY, state="lifted", by="{me}"),
        frozenset({INSP}),
    ),
    "a certificate": (Says(lambda me, _, key: certificate(key, me)), frozenset({CB})),
    "a certificate granted": (
        _says("certificate_event", certificate="cert-1", on="2026-02-0{n}", state="granted"),
        frozenset({CB}),
    ),
    "a certificate seen in a register": (
        _says("certificate_event", certificate="cert-1", on=DAY, state="confirmed", transcribed=True),
        frozenset({COM}),
    ),
    "an incident": (_says("incident", id="{id}", on=DAY, title="Incident"), frozenset({COM})),
    "a commitment": (_says("commitment", id="{id}", by="{me}", text="Toezegging", on=DAY), frozenset({COM})),
    "a commitment of another": (_says("commitment", id="{id}", by="lab", text="Toezegging", on=DAY), NOBODY),
    "a commitment fulfilled": (
        _says("commitment_event", commitment="C-1", on="2026-02-0{n}", state="fulfilled"),
        frozenset({COM}),
    ),
    "a party": (_says("party", id="{id}", name="Partij", kind="other"), frozenset({COM})),
    "the time line": (_says("timeline", id="{id}", on=DAY, text="Gebeurtenis"), frozenset({COM})),
    "a decision of before": (_says("decision", on="2026-01-02", **OUTSIDE), frozenset({COM})),
    "a resumption from a file": (
        _says("decision", on="2026-01-02", decision="resume", proposed_by="x", approved_by="y", **DECISION),
        NOBODY,
    ),
    "a new dossier": (Says(lambda _me, _n, key: a("lab", id=key, name="Nieuw"), lab="{id}"), frozenset({COM})),
    "a measure elsewhere": (
        Says(lambda _me, _n, key: a("measure", id=key, title="Maatregel", on=DAY), lab="other"),
        NOBODY,
    ),
}  # fmt: skip


def _by_the_program(guarded: Guarded, role: str, says: Says) -> None:
    key = f"id-{next(_numbers)}"
    fact = says.of(PARTIES.get(role, "com"), ROLES.index(role) + 1, key)
    guarded.tell(role, fact, lab=says.lab.format(id=key))


def _by_psql(guarded: Guarded, role: str, says: Says) -> None:
    key = f"id-{next(_numbers)}"
    fact = says.of(PARTIES.get(role, "com"), ROLES.index(role) + 1, key)
    with guarded.psql(login(role)) as connection:
        assert insert(connection, fact, lab=says.lab.format(id=key)) == login(role)


WAYS = {"program": _by_the_program, "psql": _by_psql}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("action", SAYING)
def test_what_each_role_may_say(guarded: Guarded, action: str, way: str) -> None:
    says, allowed = SAYING[action]
    assert _who_may(lambda role: WAYS[way](guarded, role, says)) == {role: role in allowed for role in ROLES}


REFUSALS = {"NE001", "NE003", "42501"}  # append-only, the rights, the server's own


def _who_may(do: Callable[[str], object]) -> dict[str, bool]:
    """Which roles could; who could not was told so, by the program or by the server, and nothing else went wrong."""
    found = {}
    for role in ROLES:
        try:
            do(role)
            found[role] = True
        except (Refused, InputRejected) as refused:
            if not (isinstance(refused, Refused) or "the gate" in str(refused)):
                raise
            found[role] = False
        except psycopg.Error as error:
            if error.sqlstate not in REFUSALS:
                raise
            found[role] = False
    return found


# Taking back


def _seq(guarded: Guarded, kind: str, key: str) -> int:
    with guarded.psql("postgres") as connection:
        (row,) = connection.execute("SELECT max(seq) FROM entries WHERE kind = %s AND id = %s", (kind, key)).fetchall()
    return int(row[0])


TAKEN_BACK = {
    ("measure", "M-1"): {LAB},
    ("evidence", "ev-1"): {LAB},
    ("assessment", "A-aud"): {AUD},
    ("assessment", "A-lab"): {LAB},
    ("enforcement", "E-1"): {INSP},
    ("certificate", "cert-1"): {CB},
    ("requirement", "R-1"): {COM},
}


@pytest.mark.parametrize(("kind", "key"), TAKEN_BACK)
def test_a_statement_is_taken_back_by_who_may_make_it(guarded: Guarded, kind: str, key: str) -> None:
    seq = _seq(guarded, kind, key)

    def retract(role: str) -> None:
        with guarded.psql(login(role)) as connection:
            connection.execute(
                "INSERT INTO entries (dossier, kind, id, known_on, fact, replaces, reason)"
                " VALUES ('lab', %s, %s, '2026-02-01', 'null', %s, 'Vergissing')",
                (kind, key, seq),
            )

    allowed = {role: role in TAKEN_BACK[kind, key] for role in ROLES}
    assert _who_may(retract) == allowed

    for role in set(ROLES) - TAKEN_BACK[kind, key]:
        call = Call.new("x", today())
        with pytest.raises(Refused):
            retract_fact(guarded.record(role), "lab", kind, key, reason="Vergissing", call=call)


# Deciding


def _proposal(guarded: Guarded, **values: Any) -> Fact:
    head = guarded.record(COM).ledger.head("lab")
    policy = guarded.record(COM).norm.policy(DEFAULT_POLICY)
    given = {
        "id": f"D-{next(_numbers)}",
        "on": today().isoformat(),
        "by": "com",
        "decision": "suspend",
        "rationale": "Omdat",
        "policy": {"id": policy.id, "digest": policy.digest},
        "head": {"seq": head.seq, "digest": head.digest},
    }
    return a("proposal", **(given | values))


def test_a_commissioner_proposes_and_nobody_else(guarded: Guarded) -> None:
    def by_psql(role: str) -> None:
        with guarded.psql(login(role)) as connection:
            insert(connection, _proposal(guarded))

    def by_the_program(role: str) -> None:
        propose(guarded.record(role), "lab", Wish("Omdat", decision="suspend"), Call.new("x", today()))

    allowed = {role: role == COM for role in ROLES}
    assert _who_may(by_psql) == allowed
    assert _who_may(by_the_program) == allowed


def _approval(guarded: Guarded, proposal: str, **values: Any) -> Fact:
    head = guarded.record(COM).ledger.head("lab")
    policy = guarded.record(COM).norm.policy(DEFAULT_POLICY)
    given = {
        "id": proposal,
        "on": today().isoformat(),
        "policy": {"id": policy.id, "digest": policy.digest},
        "head": {"seq": head.seq, "digest": head.digest},
    }
    return a("approval", **(given | values))


FORGED: Mapping[str, tuple[str, Mapping[str, Any], str]] = {
    "the proposer himself": (COM, {}, "who proposed it does not approve it"),
    "another day": (OTHER, {"on": "2026-01-01"}, "a decision is dated the day on which it is recorded"),
    "another head": (OTHER, {"head": {"seq": 1, "digest": "0" * 64}}, "it was approved at another head"),
    "under another name": (OTHER, {"recorded": {"by": "x", "at": "2026-01-01"}}, "is the server's to say"),
}


@pytest.mark.parametrize("case", FORGED)
def test_an_approval_in_psql_takes_four_eyes_the_day_and_the_head(guarded: Guarded, case: str) -> None:
    who, values, reason = FORGED[case]
    decided = propose(guarded.record(COM), "lab", Wish("Omdat", decision="suspend"), Call.new("x", today()))
    with guarded.psql(login(who)) as connection, pytest.raises(psycopg.Error, match=reason):
        insert(connection, _approval(guarded, decided.proposal.id, **values))
    with guarded.psql(login(OTHER)) as connection:
        assert insert(connection, _approval(guarded, decided.proposal.id)) == login(OTHER)
    with pytest.raises(Refused, match="somebody else has to approve"):
        approve(guarded.record(COM), "lab", decided.proposal.id, Call.new("another", today()))
    approved = approve(guarded.record(OTHER), "lab", decided.proposal.id, Call.new("x", today()))
    assert (approved.names, approved.proposed_by, approved.approved_by) == ("authenticated", login(COM), login(OTHER))


def test_a_resumption_that_the_gate_refuses_is_void_for_every_reader(guarded: Guarded) -> None:
    """A commissioner past the program: the server cannot know the gate, so every reader judges."""
    proposal = _proposal(guarded, decision="resume")
    with psycopg.connect(guarded.place(login(COM)), options="-c search_path=nen7510") as connection:
        insert(connection, proposal)
    with psycopg.connect(guarded.place(login(OTHER)), options="-c search_path=nen7510") as connection:
        insert(connection, _approval(guarded, str(proposal.key)))
    record = guarded.record("reader")
    voids = {(each.entry.kind, each.entry.id) for each in record.dossier("lab").voids}
    assert {("proposal", proposal.key), ("approval", proposal.key)} <= voids
    evaluation = record.evaluation("lab", Moment(today(), today()))
    assert gate(evaluation, record.norm.policy(DEFAULT_POLICY)).verdict != "met"


# Reading, and what nobody may


def test_a_laboratory_reads_its_own_dossier_and_an_administrator_none(guarded: Guarded) -> None:
    found: dict[str, set[str] | None] = {}
    for role in ROLES:
        with guarded.psql(login(role)) as connection:
            try:
                rows = connection.execute("SELECT DISTINCT dossier FROM entries").fetchall()
                seen = {name for (name,) in rows} & {"lab", "other"}
                counted = connection.execute("SELECT DISTINCT dossier FROM labs UNION SELECT dossier FROM heads")
                assert {name for (name,) in counted.fetchall()} & {"lab", "other"} == seen
                found[role] = seen
            except psycopg.errors.InsufficientPrivilege:
                found[role] = None
    both = {"lab", "other"}
    assert found == dict.fromkeys(ROLES, both) | {"laboratory": {"lab"}, "administrator": None}
    assert guarded.record(LAB).labs() == ["lab"]
    with pytest.raises(Refused):
        guarded.record("administrator").labs()


FORBIDDEN = (
    "UPDATE entries SET fact = 'null'",
    "DELETE FROM entries",
    "TRUNCATE entries",
    "UPDATE heads SET seq = 1",
    "DELETE FROM heads",
    "INSERT INTO heads VALUES ('lab', 99, repeat('0', 64))",
    "INSERT INTO access (login, role, party) VALUES (session_user, 'commissioner', 'com')",
    "UPDATE access SET role = 'commissioner'",
    "DELETE FROM access",
    "INSERT INTO may VALUES ('laboratory', 'approval', '*', false)",
    "INSERT INTO origins VALUES ('lab', 1, 1, repeat('0', 64), 'x', 'x', '2026-01-01T00:00:00.000000Z')",
    "ALTER TABLE entries DISABLE TRIGGER entries_admit",
    "ALTER TABLE entries NO FORCE ROW LEVEL SECURITY",
    "DROP TRIGGER entries_admit ON entries",
    "CREATE OR REPLACE FUNCTION nen7510.me() RETURNS access LANGUAGE sql AS $$ SELECT NULL::access $$",
    "CREATE TABLE nen7510.mine (id int)",
    "SET SESSION AUTHORIZATION m_second",
    "SET ROLE m_second",
    "SET ROLE nen7510_owner",
    "GRANT nen7510_commissioner TO session_user",
    "SET session_replication_role = replica",
    "SELECT grant_role(session_user::text, 'commissioner', 'com', NULL)",
    "SELECT grant_role('m_nobody', NULL, NULL, NULL)",
    "SELECT * FROM nen7510.live('other', 'lab', 'other')",
    "COPY entries TO PROGRAM 'cat'",
)


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_what_no_account_may(guarded: Guarded, statement: str) -> None:
    administers = {role for role in ROLES if role == "administrator" and "'m_nobody'" in statement}

    def attempt(role: str) -> None:
        with guarded.psql(login(role)) as connection:
            connection.execute(statement)

    assert {role for role, may in _who_may(attempt).items() if may} == administers
