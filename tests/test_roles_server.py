"""What the server does besides granting: it keeps the chain, refuses patients' numbers, and lets no text out."""

import hashlib
import re
import threading
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from roles_support import NORM, OTHER, ROLES, Guarded, a, guarded_database, insert, login, today
from store_program import done, nen7510
from store_statements import finding, record

from nen7510_tracker.dossier.account import Account
from nen7510_tracker.dossier.entry import Entry, Statement, canonical, line
from nen7510_tracker.service.record import Record
from nen7510_tracker.store.ledger import Ledger
from nen7510_tracker.store.rights import SERVER_SAYS, SQL
from nen7510_tracker.words.citizen_number import holds_number
from nen7510_tracker.words.message import Refused

BSN = "111222333"
COM, LAB = login("commissioner"), login("laboratory")


@pytest.fixture(scope="module")
def guarded(postgresql_server: str) -> Iterator[Guarded]:
    """A record with an account of every role."""
    with guarded_database(postgresql_server, "server") as made:
        yield made


def _log(guarded: Guarded) -> str:
    """What the server has logged."""
    with guarded.psql("postgres") as connection:
        (folder,) = connection.execute("SHOW data_directory").fetchall()[0]
    return (Path(folder).parent / "log").read_text("utf-8", "replace")


# The chain


TEXTS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=40)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS, number=st.integers(-(10**17), 10**17))
def test_the_server_writes_the_line_and_digest_of_the_form(guarded: Guarded, text: str, number: int) -> None:
    fact = canonical({"id": "T", "text": text, "n": number, "list": [None, True, {"b": text, "a": []}]})
    with guarded.psql(COM) as connection:
        if holds_number(text) or holds_number(str(number)):
            return
        row = connection.execute(
            "INSERT INTO entries (dossier, kind, id, on_day, fact) VALUES ('lab', 'timeline', 'T', '2026-01', %s)"
            " RETURNING *",
            (fact,),
        ).fetchone()
    entry = Entry._make(row or ())
    assert entry.digest == hashlib.sha256(line(entry).encode()).hexdigest()
    assert entry.recorded_by == COM


@pytest.mark.parametrize(
    "fact",
    ['{"b":1,"a":2}', '{"a": 1}', '{"a":1.0}', '{"a":1e3}', '{"a":"\\u00e9"}', "[1]", '"x"', "{", '{"a":1,"a":2}'],
)
def test_what_is_no_canonical_json_is_refused(guarded: Guarded, fact: str) -> None:
    with guarded.psql(COM) as connection, pytest.raises(psycopg.Error, match="the fact is no canonical JSON") as error:
        connection.execute(
            "INSERT INTO entries (dossier, kind, id, on_day, fact) VALUES ('lab', 'timeline', 'T', '2026-01', %s)",
            (fact,),
        )
    assert error.value.diag.message_detail is None


def test_the_record_is_intact_and_what_psql_wrote_follows_on(guarded: Guarded) -> None:
    for _ in range(2):
        with psycopg.connect(guarded.place(COM), options="-c search_path=nen7510") as connection:
            insert(connection, a("timeline", id=f"T-{_}", on="2026-01-01", text="Gebeurtenis"))
        guarded.tell("laboratory", a("measure", id=f"P-{_}", title="Maatregel", on="2026-01-01"))
    with Ledger.open(guarded.place(login("reader"))) as ledger:
        assert [ledger.verify(each).broken for each in ledger.dossiers()] == [None, None]


def test_a_value_of_another_kind_breaks_no_view(guarded: Guarded) -> None:
    """Whoever may insert a void entry must not keep others from asking in SQL."""
    with guarded.psql(LAB) as connection:
        for value in ('"x"', "100000000000000000", "true"):
            fact = f'{{"id":"V","measure":"M-1","progress":{value}}}'
            connection.execute(
                "INSERT INTO entries (dossier, kind, id, fact) VALUES ('lab', 'measure_event', 'V', %s)", (fact,)
            )
        rows = connection.execute("SELECT progress FROM measure_events WHERE id = 'V' ORDER BY seq").fetchall()
    assert rows == [(None,), (100000000000000000,), (None,)]


# The turn


def test_no_attempt_is_judged_twice(guarded: Guarded) -> None:
    judged: list[str] = []
    begun = len(guarded.record("reader").dossier("lab").by_seq)

    def write(name: str) -> None:
        def judge(_before: Mapping[str, list[Entry]]) -> Mapping[str, list[Statement]]:
            judged.append(name)
            fact = canonical({"id": name, "on": "2026-01-01", "title": name})
            return {"lab": [Statement("measure", name, "2026-01-01", "2026-01-01", fact)]}

        with Ledger.open(guarded.place(LAB)) as ledger:
            ledger.append(["lab"], judge, call=f"00000000-0000-4000-8000-{int(name[2:]):012}", recorded_by="x")

    threads = [threading.Thread(target=write, args=(f"W-{n}",)) for n in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(judged) == [f"W-{n}" for n in range(8)]
    assert len(guarded.record("reader").dossier("lab").by_seq) == begun + 8


@pytest.mark.parametrize(("role", "dossier"), [("laboratory", "other"), ("reader", "lab"), ("administrator", "lab")])
def test_who_cannot_record_there_cannot_hold_others_up(guarded: Guarded, role: str, dossier: str) -> None:
    with guarded.psql(login(role)) as connection, pytest.raises(psycopg.Error) as error:
        connection.execute("SELECT take_turn(%s)", (dossier,))
    assert error.value.sqlstate == "NE003"
    with guarded.psql(login(role)) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("SELECT * FROM heads FOR UPDATE")


# Privacy


_PIECES = st.sampled_from(
    [BSN, "111.222.333", "111 222 333", "1112.22.333", "11122233", "3", "BSN", "bsn", " ", ".", "-", "x", "_", "„",
     "https://a/", "(", ")", "\u00a0", "123456782", "000000000", "\n", ","]
)  # fmt: skip


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_PIECES, max_size=7).map("".join))
def test_the_server_knows_a_citizen_service_number_as_the_program_does(guarded: Guarded, text: str) -> None:
    with guarded.psql("postgres") as connection:
        (found,) = connection.execute("SELECT holds_number(%s::text)", (text,)).fetchall()
    assert found == (holds_number(text),)


DOSSIER = """schema: nen7510-dossier/1
lab: {{id: lab, name: Lab}}
timeline: [{{id: T-9, on: 2026-01-01, text: "{bsn}"}}]
"""
BY_HAND = "INSERT INTO entries (dossier, kind, id, on_day, known_on, fact, replaces, reason)"
WAYS = {
    "file": ("import", "{file}"),
    "reason of a file": ("import", "{file}", "--correct", "{bsn}"),
    "command": ("record", "timeline", "lab", "--id", "T-9", "--on", "2026-01-01", "--text", "{bsn}"),
    "correction": ("correct", "party", "lab", "aud", "--name", "Aud", "--reason", "{bsn}"),
    "retraction": ("retract", "requirement", "lab", "R-1", "--reason", "{bsn}"),
    "decision": ("decide", "lab", "suspend", "--rationale", "{bsn}"),
    "sheet": ("import", "{sheet}", "--lab", "lab", "--assessment", "A-insp"),
    "an id": ("record", "timeline", "lab", "--id", "{bsn}", "--on", "2026-01-01", "--text", "x"),
}


@pytest.mark.parametrize("written", [BSN, "111.222.333", "111 222 333"])
def test_a_citizen_service_number_comes_in_on_no_way_and_is_never_repeated(
    guarded: Guarded, tmp_path: Path, written: str
) -> None:
    file, sheet = tmp_path / "dossier.yaml", tmp_path / "findings.csv"
    file.write_text(DOSSIER.format(bsn=written), "utf-8")
    sheet.write_text(f"id;control;grade;title\nF-9;A.8.5;minor;{written}\n", "utf-8")
    head = guarded.record("reader").ledger.head("lab")
    for way, words in WAYS.items():
        if way == "an id" and " " in written:
            continue
        filled = [each.format(bsn=written, file=file, sheet=sheet) for each in words]
        finished = nen7510(*filled, db=guarded.place(COM))
        assert finished.code in {4, 5}, (way, finished)
        assert written not in finished.out + finished.err, way
    for told, reason in ((written, "Omdat"), ("x", written)):
        fact = canonical({"id": "T-9", "text": told})
        typed = f"VALUES ('lab', 'timeline', 'T-9', '2026-01-01', '2026-01-01', '{fact}', 1, '{reason}')"
        with guarded.psql(COM) as connection, pytest.raises(psycopg.Error, match="holds a citizen") as error:
            connection.execute(f"{BY_HAND} {typed}")  # type: ignore[call-overload] # a text
        assert written not in str(error.value)
    assert guarded.record("reader").ledger.head("lab") == head
    assert written not in _log(guarded)


def test_no_text_gets_into_the_server_s_log(guarded: Guarded) -> None:
    secret = "Alleen het laboratorium weet dit"
    statements = (
        f"INSERT INTO entries (dossier, kind, id, fact) VALUES ('lab', 'incident', 'X', '{{\"title\":\"{secret}\"}}')",
        f"INSERT INTO entries (dossier, kind, id, fact) VALUES ('lab', 'measure', 'X', '{{{secret}')",
        f"INSERT INTO entries (dossier, kind, id, fact, call) VALUES ('lab', 'measure', 'X', '{{}}', '{secret}')",
        f"UPDATE entries SET fact = '{secret}'",
    )
    for statement in statements:
        with guarded.psql(LAB) as connection, pytest.raises(psycopg.Error):
            connection.execute(statement)
    logged = _log(guarded)
    assert "permission denied" in logged
    assert secret not in logged


def test_everything_the_server_says_is_known_and_translated() -> None:
    sql = "".join(each.read_text("utf-8") for each in SQL.glob("*.sql"))
    assert {each.replace("''", "'") for each in re.findall(r"refused\('((?:[^']|'')+)'", sql)} <= SERVER_SAYS
    assert all(f"'{each.replace(chr(39), chr(39) * 2)}'" in sql for each in SERVER_SAYS)


# Accounts


def test_the_last_grant_counts_and_the_log_of_grants_stays(guarded: Guarded) -> None:
    boss = guarded.place(login("administrator"))
    assert nen7510("db", "grant", "m_nobody", "auditor", db=boss).code == 2
    assert nen7510("db", "grant", "m_nobody", "boss", db=boss).code == 4
    assert "nobody grants to himself" in nen7510("db", "grant", login("administrator"), "reader", db=boss).err
    assert "no such login" in nen7510("db", "grant", "nemo", "reader", db=boss).err
    assert "stands above" in nen7510("db", "grant", "postgres", "reader", db=boss).err
    nobody = guarded.place("m_nobody")
    for words in (("labs",), ("db", "who")):
        refused = nen7510(*words, db=nobody)
        assert (refused.code, "nen7510 db grant m_nobody ROLE" in refused.err) == (5, True), refused.err
    done("db", "grant", "m_nobody", "auditor", "--party", "aud", db=boss)
    done("db", "grant", "m_nobody", "reader", db=boss)
    assert Record.open(nobody, NORM).access.account == Account("m_nobody", "reader", None, None)
    assert "m_nobody" in done("db", "who", db=boss).out
    done("db", "revoke", "m_nobody", db=boss)
    assert nen7510("labs", db=nobody).code == 5
    assert "m_nobody" not in done("db", "who", db=boss).out
    with guarded.psql(login("administrator")) as connection:
        rows = connection.execute("SELECT role, granted_by FROM access WHERE login = 'm_nobody' ORDER BY n").fetchall()
    assert rows == [(role, login("administrator")) for role in ("auditor", "reader", None)]


def test_who_did_how_much_is_told_without_a_word(guarded: Guarded) -> None:
    document = done("db", "who", "--activity", "--format", "json", db=guarded.place(login("auditor"))).document
    counted = {each["recorded_by"]: each["entries"] for each in document["accounts"]}
    assert counted[login("certification_body")] == 10
    assert {LAB, COM} <= set(counted)
    assert nen7510("db", "who", "--activity", db=guarded.place(LAB)).code == 5


def test_a_name_is_the_server_s_to_say(guarded: Guarded) -> None:
    finished = nen7510("--actor", "iemand", "labs", db=guarded.place(COM))
    assert (finished.code, finished.out) == (5, "")
    assert "the server knows who you are" in finished.err


def test_a_draft_is_its_author_s(guarded: Guarded) -> None:
    for role in ("auditor", "inspectorate"):
        drafts = guarded.record(role).ledger.drafts
        drafts.keep("lab", "audit-1", "audit", f"of {role}", 1, datetime.now(UTC))
    bodies = [guarded.record(role).ledger.drafts.all()[0].body for role in ("auditor", "inspectorate")]
    assert bodies == ["of auditor", "of inspectorate"]
    assert not guarded.record("laboratory").ledger.drafts.all()


def test_an_upgrade_keeps_the_rights(guarded: Guarded) -> None:
    done("db", "upgrade", db=guarded.url)
    done("db", "roles", db=guarded.url)
    with Ledger.open(guarded.url) as ledger:
        assert {each.account.role for each in ledger.accounts.granted()} == set(ROLES)
    assert nen7510("db", "upgrade", db=guarded.place(COM)).code == 5
    with guarded.psql(LAB) as connection:
        assert connection.execute("SELECT DISTINCT dossier FROM measures").fetchall() == [("lab",)]
    with pytest.raises(Refused):
        guarded.tell("laboratory", a("incident", id="I-1", on="2026-01-01", title="x"))


def test_the_owner_takes_a_chain_over_as_it_is_and_new_entries_are_the_server_s(
    guarded: Guarded, tmp_path: Path
) -> None:
    with Ledger.open(tmp_path / "laptop.db", create=True) as laptop:
        record(laptop, "moved", finding(1), finding(2))
        head, entries = laptop.head("moved"), laptop.entries("moved")
    assert nen7510("db", "move", tmp_path / "laptop.db", db=guarded.place(COM)).code == 5
    done("db", "move", tmp_path / "laptop.db", db=guarded.url)
    with Ledger.open(guarded.place(login(OTHER))) as ledger:
        assert ledger.head("moved") == head
        assert ledger.entries("moved") == entries
        (added,) = record(ledger, "moved", finding(3)._replace(kind="timeline", fact='{"id":"F-3"}'))
        assert (added.seq, added.recorded_by, added.previous) == (3, login(OTHER), head.digest)
        assert added.recorded_at[:10] == today().isoformat()


@pytest.mark.parametrize("words", [("roles",), ("grant", "anna", "reader"), ("who",), ("revoke", "anna")])
def test_a_file_has_no_roles(tmp_path: Path, words: tuple[str, ...]) -> None:
    with Ledger.open(tmp_path / "record.db", create=True):
        pass
    finished = nen7510("db", *words, db=tmp_path / "record.db")
    assert (finished.code, finished.out) == (2, "")
    assert "Roles take a PostgreSQL server" in finished.err
