"""A record on a real server with an account of every role, and a dossier in which each of them has a word."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import psycopg

from nen7510_tracker.dossier.entry import canonical
from nen7510_tracker.dossier.facts import Fact, build, plain
from nen7510_tracker.norm.norm import load_norm
from nen7510_tracker.service.record import Record
from nen7510_tracker.service.recording import Batch, Call, Told, record_facts
from nen7510_tracker.store.ledger import Ledger

NORM = load_norm()
ROLES = ("reader", "laboratory", "auditor", "inspectorate", "certification_body", "commissioner", "administrator")
PARTIES = {"laboratory": "lab", "auditor": "aud", "inspectorate": "insp", "certification_body": "cb"}
PARTIES |= {"commissioner": "com"}
AUDITS = {"laboratory": "internal_audit", "auditor": "independent_audit", "inspectorate": "inspection"}
AUDITS |= {"certification_body": "stage_2"}
OTHER = "second"  # of the commissioner: decisions take two


def today() -> date:
    """The server's day, in UTC: it decides by its own clock which day a decision may be dated."""
    return datetime.now(UTC).date()


def login(role: str) -> str:
    """The login that has a role."""
    return f"m_{role}"


def a(kind: str, /, **values: Any) -> Fact:
    """A fact of a kind; keys with an underscore at the end are words of Python."""
    return build(kind, {key.removesuffix("_"): value for key, value in values.items()})


@dataclass
class Guarded:
    """A database whose server decides, with ways in as anybody."""

    url: str
    records: dict[str, Record] = field(default_factory=dict)

    def place(self, who: str) -> str:
        """The address of the record for a login."""
        return self.url.replace("postgres@", f"{who}@")

    def record(self, role: str) -> Record:
        """The record as the program opens it for a role's login."""
        if role not in self.records:
            self.records[role] = Record.open(self.place(login(role)), NORM)
        return self.records[role]

    def tell(self, role: str, *facts: Fact, lab: str = "lab") -> None:
        """Record facts by the program."""
        call = Call.new("whoever", today())
        record_facts(self.record(role), {lab: Batch([Told(each) for each in facts])}, call)

    @contextmanager
    def psql(self, who: str) -> Iterator[psycopg.Connection]:
        """A connection of a login, rolled back at the end."""
        with psycopg.connect(self.place(who), options="-c search_path=nen7510") as connection:
            yield connection
            connection.rollback()

    def close(self) -> None:
        """Let go of the records."""
        for each in self.records.values():
            each.ledger.close()


INSERT = """INSERT INTO entries (dossier, kind, id, on_day, known_on, fact, replaces, reason, recorded_by, recorded_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, 'somebody else', '2020-01-01T00:00:00.000000Z') RETURNING recorded_by"""


def insert(connection: psycopg.Connection, fact: Fact, *, lab: str = "lab", replaces: int | None = None) -> str:
    """Insert a fact as anybody could who has the login, under a false name; gives the name that was recorded."""
    reason = None if replaces is None else "Vergissing"
    on = str(fact.day) if fact.day else None
    values = (lab, fact.kind, fact.key, on, on, canonical(plain(fact)), replaces, reason)
    row = connection.execute(INSERT, values).fetchone()
    assert row
    return str(row[0])


def guard(server: str, name: str) -> Guarded:
    """A new database on the server with roles, an account for each, and the dossiers `lab` and `other`."""
    url = server.format(database=name)
    with psycopg.connect(server.format(database="postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        for who in (*map(login, ROLES), login(OTHER), "m_nobody"):
            if not connection.execute("SELECT FROM pg_roles WHERE rolname = %s", (who,)).fetchall():
                connection.execute(f"CREATE ROLE {who} LOGIN")
    with Ledger.open(url, create=True) as ledger:
        ledger.accounts.make()
        for role in ROLES:
            party = PARTIES.get(role)
            ledger.accounts.grant(login(role), role, party, "lab" if role == "laboratory" else None)  # type: ignore[arg-type] # a role's name
        ledger.accounts.grant(login(OTHER), "commissioner", "com", None)
    return Guarded(url)


def begin(guarded: Guarded) -> None:
    """Two dossiers; in the one every party said something."""
    kinds = {"aud": "auditor", "insp": "inspectorate", "cb": "certification_body", "com": "commissioner"}
    parties = [a("party", id=party, name=party, kind=kind) for party, kind in kinds.items()]
    guarded.tell("commissioner", a("lab", id="other", name="Other"), *parties, lab="other")
    guarded.tell("commissioner", a("lab", id="lab", name="Lab"), *parties)
    guarded.tell("commissioner", a("requirement", id="R-1", set_by="com", text="Eis", on="2026-01-01"))
    guarded.tell("commissioner", a("commitment", id="C-1", by="com", text="Toezegging", on="2026-01-01"))
    guarded.tell("laboratory", a("measure", id="M-1", title="Maatregel", on="2026-01-01"))
    guarded.tell("laboratory", a("milestone", id="MS-1", kind="other", on="2026-01-01"))
    guarded.tell("laboratory", a("evidence", id="ev-1", title="Bewijs", kind="document", on="2026-01-01"))
    for role, kind in AUDITS.items():
        findings = [
            a("finding", id=f"{PARTIES[role]}-{n}", assessment=f"A-{PARTIES[role]}", controls=["A.8.5"], grade="minor",
              title="Bevinding")
            for n in range(8)
        ]  # fmt: skip
        guarded.tell(role, assessment(f"A-{PARTIES[role]}", PARTIES[role], kind), *findings)
    guarded.tell("inspectorate", a("enforcement", id="E-1", by="insp", kind="toezicht", on="2026-01-01"))
    guarded.tell("certification_body", certificate("cert-1", "cb"))


def assessment(key: str, party: str, kind: str, **more: Any) -> Fact:
    """An assessment by a party."""
    return a(
        "assessment",
        id=key,
        kind=kind,
        title="Onderzoek",
        performed_by=party,
        edition="nen7510:2024",
        reference_dates=["2026-01-15"],
        **more,
    )


def certificate(key: str, party: str) -> Fact:
    """A certificate that a party issued."""
    return a("certificate", id=key, issued_by=party, edition="nen7510:2024")


@contextmanager
def guarded_database(server: str, name: str) -> Iterator[Guarded]:
    """Such a database with its dossiers, gone afterwards."""
    made = guard(server, name)
    begin(made)
    try:
        yield made
    finally:
        made.close()
        with psycopg.connect(server.format(database="postgres"), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
