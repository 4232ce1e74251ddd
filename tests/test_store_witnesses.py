"""Whoever owns the database can do anything with it; one head kept outside tells (design section 7, Heads)."""

import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from store_engines import OLDER, Store, made_at
from store_program import done, nen7510, write_dossier
from store_statements import finding

from nen7510_tracker.dossier.entry import Entry, Head, digest_of
from nen7510_tracker.service.verifying import Verified, read_head
from nen7510_tracker.service.witnesses import published
from nen7510_tracker.store.chain import Call, grow
from nen7510_tracker.store.ledger import Ledger

CALL = Call("6f1c2b1e-8f0a-4c39-9a52-0d7c1b2a3e4f", "2026-06-01T12:00:00.000000Z", "somebody")


@pytest.fixture
def recorded(store: Store, tmp_path: Path) -> Store:
    """Two laboratories, whose heads are published as `heads.txt`; then more is recorded."""
    for lab in ("lab", "other"):
        done("import", write_dossier(tmp_path / f"{lab}.json", 3, lab=lab), db=store.url)
    done("ledger", "publish", "-o", tmp_path / "heads.txt", db=store.url)
    done("import", write_dossier(tmp_path / "more.json", 5), db=store.url)
    return store


def _entries(store: Store, lab: str = "lab") -> list[Entry]:
    with Ledger.open(store.url) as ledger:
        return ledger.entries(lab)


def _insert(store: Store, entry: Entry) -> None:
    store.sql(f"INSERT INTO entries VALUES ({', '.join('?' * len(entry))})", *entry)


def _write_anew(store: Store, entries: list[Entry]) -> None:
    """Put other entries in the place of a dossier's, with numbers, digests and head that fit."""
    store.sql("DELETE FROM entries WHERE dossier = 'lab'")
    head = Head()
    for each in entries:
        anew = each._replace(seq=head.seq + 1, previous=head.digest)
        anew = anew._replace(digest=digest_of(anew))
        _insert(store, anew)
        head = anew.head
    store.sql("DELETE FROM heads WHERE dossier = 'lab'")
    store.sql("INSERT INTO heads (dossier, seq, digest) VALUES ('lab', ?, ?)", *head)


def _change(store: Store) -> None:
    store.sql("UPDATE entries SET recorded_by = 'x' WHERE dossier = 'lab' AND seq = 3")


def _change_and_fit(store: Store) -> None:
    entries = _entries(store)
    _write_anew(store, [each._replace(recorded_by="x") if each.seq == 3 else each for each in entries])


def _remove_and_fit(store: Store) -> None:
    _write_anew(store, [each for each in _entries(store) if each.seq != 5])


def _swap_and_fit(store: Store) -> None:
    one, two, *rest = _entries(store)
    _write_anew(store, [one, *rest, two])


def _insert_and_fit(store: Store) -> None:
    entries = _entries(store)
    _write_anew(store, [*entries[:4], grow("lab", Head(), [finding(99)], CALL)[0], *entries[4:]])


def _cut_and_fit(store: Store) -> None:
    _write_anew(store, _entries(store)[:4])


def _cut_and_carry_on(store: Store) -> None:
    """Something else in the place of the end, and as long."""
    entries = _entries(store)
    _write_anew(store, [*entries[:4], *grow("lab", Head(), [finding(n) for n in range(50, 60)], CALL)])


def _remove_all(store: Store) -> None:
    store.sql("DELETE FROM entries WHERE dossier = 'lab'")
    store.sql("DELETE FROM heads WHERE dossier = 'lab'")


TAMPERED: dict[str, tuple[Callable[[Store], None], bool]] = {  # and whether the chain tells it by itself
    "a row changed": (_change, True),
    "a row changed, and all digests made to fit": (_change_and_fit, False),
    "a row removed, and all made to fit": (_remove_and_fit, False),
    "rows in another order, and all made to fit": (_swap_and_fit, False),
    "a row inserted, and all made to fit": (_insert_and_fit, False),
    "the end cut off, and all made to fit": (_cut_and_fit, False),
    "another end": (_cut_and_carry_on, False),
    "a dossier removed": (_remove_all, False),
}


@pytest.mark.parametrize("case", TAMPERED)
def test_what_the_owner_of_the_database_did_is_told_by_a_head_outside(
    recorded: Store, tmp_path: Path, case: str
) -> None:
    tamper, by_itself = TAMPERED[case]
    shown = ["ledger", "verify", "--published", tmp_path / "heads.txt"]
    assert nen7510(*shown, db=recorded.url).code == 0
    kept = next(
        row for row in (tmp_path / "heads.txt").read_text().splitlines() if str(_entries(recorded)[6].head) == row
    )
    recorded.disarm()
    tamper(recorded)
    recorded.arm()
    assert nen7510("ledger", "verify", db=recorded.url).code == int(by_itself)
    finished = nen7510(*shown, "--format", "json", db=recorded.url)
    assert (finished.code, finished.document["intact"]) == (1, False)
    assert nen7510("ledger", "verify", "--head", kept, db=recorded.url).code == 1
    text = " ".join(nen7510(*shown, db=recorded.url).out.split())
    assert by_itself or f"no dossier of this record had the head {kept}" in text


def test_a_record_replaced_by_an_older_one_is_told_by_a_head_outside(sqlite: Store, tmp_path: Path) -> None:
    done("import", write_dossier(tmp_path / "lab.json", 3), db=sqlite.url)
    done("db", "backup", tmp_path / "older.db", db=sqlite.url)
    done("import", write_dossier(tmp_path / "more.json", 5), db=sqlite.url)
    done("ledger", "publish", "-o", tmp_path / "heads.txt", db=sqlite.url)
    shutil.copy(tmp_path / "older.db", sqlite.url)
    assert nen7510("ledger", "verify", db=sqlite.url).code == 0
    finished = nen7510("ledger", "verify", "--published", tmp_path / "heads.txt", db=sqlite.url)
    assert finished.code == 1
    assert "its end was cut off" in finished.out


# Guards


def _guards(store: Store) -> list[str]:
    found: list[str] = nen7510("ledger", "verify", "--format", "json", db=store.url).document["guards"]
    return found


def _without_one(store: Store) -> str:
    name = "entries_no_update" if store.engine == "sqlite" else "entries_no_change"
    store.sql(f"DROP TRIGGER {name}" + (" ON entries" if store.engine == "postgresql" else ""))
    return name


def _another_one(store: Store) -> str:
    """Of the same name, and harmless."""
    name = _without_one(store)
    if store.engine == "sqlite":
        store.sql(f"CREATE TRIGGER {name} BEFORE UPDATE ON entries WHEN false BEGIN SELECT RAISE(ABORT, 'no'); END")
    else:
        store.sql(
            f"CREATE TRIGGER {name} BEFORE UPDATE OR DELETE OR TRUNCATE ON entries FOR EACH STATEMENT"
            " WHEN (false) EXECUTE FUNCTION entries_refuse()"
        )
        store.sql(f"ALTER TABLE entries ENABLE ALWAYS TRIGGER {name}")
    return name


def _one_more(store: Store) -> str:
    """A trigger of somebody else's, that sees what is recorded."""
    if store.engine == "sqlite":
        store.sql('CREATE TRIGGER "a spy\'s" AFTER INSERT ON ENTRIES BEGIN SELECT 1; END')  # as it was written
        return "a spy's"
    store.sql("CREATE FUNCTION public.spy() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'")
    store.sql("CREATE TRIGGER entries_next BEFORE INSERT ON heads FOR EACH ROW EXECUTE FUNCTION public.spy()")
    return "heads.entries_next"


@pytest.mark.parametrize("weaken", [_without_one, _another_one, _one_more], ids=lambda each: each.__name__)
def test_a_guard_that_is_gone_or_another_is_told_until_it_is_made_anew(
    recorded: Store, tmp_path: Path, weaken: Callable[[Store], str]
) -> None:
    assert _guards(recorded) == []
    name = weaken(recorded)
    for arguments in (["verify"], ["verify", "--published", tmp_path / "heads.txt"], ["publish"]):
        finished = nen7510("ledger", *arguments, db=recorded.url)
        assert finished.code == 1
        assert f"Guards of the record are missing, changed or not its own: {name}." in (
            finished.out + finished.err
        ).replace("\n", " ")
    assert _guards(recorded) == [name]
    told = done("db", "upgrade", db=recorded.url).err
    assert f"were missing, changed or not its own, and were made anew: {name}." in told
    assert _guards(recorded) == []
    with pytest.raises(Exception, match="append-only"):
        recorded.sql("UPDATE entries SET recorded_by = 'x'")
    assert "Guards" not in done("db", "upgrade", db=recorded.url).err


@pytest.mark.parametrize(
    ("weaken", "names"),
    [
        ("ALTER TABLE entries DISABLE TRIGGER entries_next", ["entries_next"]),
        ("ALTER TABLE entries ENABLE TRIGGER entries_head", ["entries_head"]),
        ("ALTER TABLE entries ENABLE REPLICA TRIGGER entries_no_change", ["entries_no_change"]),
        (
            "CREATE OR REPLACE FUNCTION entries_next() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
            ["entries_next()"],
        ),
        ("CREATE RULE gone AS ON INSERT TO entries DO INSTEAD NOTHING", ["entries.gone"]),
        ("DROP FUNCTION entries_refuse() CASCADE", ["entries_refuse()", "entries_no_change", "origins_no_change"]),
    ],
)
def test_a_guard_of_a_server_that_is_off_or_does_nothing_is_told(
    postgresql: Store, tmp_path: Path, weaken: str, names: list[str]
) -> None:
    done("import", write_dossier(tmp_path / "lab.json", 1), db=postgresql.url)
    postgresql.sql(weaken)
    assert _guards(postgresql) == names
    done("db", "upgrade", db=postgresql.url)
    assert _guards(postgresql) == []
    assert done("ledger", "verify", db=postgresql.url).code == 0


LOOSE = {
    "sqlite": ("entries", "UPDATE sqlite_master SET sql = replace(sql, 'seq > 0', 'seq > -9') WHERE name = 'entries'"),
    "postgresql": (
        "entries.seq_form",
        "ALTER TABLE entries DROP CONSTRAINT seq_form, ADD CONSTRAINT seq_form CHECK (seq > -9)",
    ),
}


@pytest.mark.parametrize("begun", [None, *OLDER])
def test_a_table_that_takes_what_it_refused_is_told_also_after_an_upgrade(store: Store, begun: str | None) -> None:
    """A record that was upgraded from an older version raises no false alarm."""
    if begun:
        made_at(store, begun)
    done("db", "upgrade", db=store.url)
    words = ("ledger", "verify", "--format", "json")
    document = done(*words, db=store.url).document
    assert (document["guards"], document["tables"]) == ([], [])
    name, statement = LOOSE[store.engine]
    if store.engine == "sqlite":
        with closing(sqlite3.connect(store.url)) as connection:
            connection.execute("PRAGMA writable_schema = ON")
            connection.execute(statement)
            connection.commit()
    else:
        store.sql(statement)
    for _ in range(2):
        finished = nen7510(*words, db=store.url)
        assert (finished.code, finished.document["guards"], finished.document["tables"]) == (1, [], [name])
        assert f"have another form than they were made with: {name}." in done("db", "upgrade", db=store.url).err
    assert f"✗ Tables of the record have another form than they were made with: {name}." in nen7510(
        "ledger", "verify", db=store.url
    ).out.replace("\n", " ")


# What is published


def test_what_is_published_names_nobody_and_is_always_the_same(recorded: Store) -> None:
    text = done("ledger", "publish", db=recorded.url).out
    assert text == done("ledger", "publish", db=recorded.url).out
    first, *heads, last = text.splitlines()
    assert (first, len(heads), last[:7]) == ("nen7510-heads/1", 2, "sha256 ")
    assert sorted(heads) == sorted(str(_entries(recorded, lab)[-1].head) for lab in ("lab", "other"))
    assert "lab" not in text
    assert "other" not in text
    assert max(map(len, text.splitlines())) < 76, "a mail does not fold it"


def test_the_document_shows_what_is_published() -> None:
    document = (Path(__file__).parents[1] / "docs" / "record.md").read_text("utf-8")
    shown = document.partition("```heads\n")[2].partition("```")[0]
    (head,) = shown.splitlines()[1:-1]
    assert published([Verified("lab", read_head(head), None)]) == shown


@pytest.fixture
def small(tmp_path: Path) -> tuple[Path, str]:
    """A record with two laboratories, and what it publishes."""
    place = tmp_path / "small.db"
    for lab in ("lab", "other"):
        done("import", write_dossier(tmp_path / f"{lab}.json", 1, lab=lab), db=place)
    return place, done("ledger", "publish", db=place).out


SIGNED = """Dear reader,

-----BEGIN PGP SIGNED MESSAGE-----
Hash: SHA512

{text}-----BEGIN PGP SIGNATURE-----

iQEzBAEBCgAdFiEE
-----END PGP SIGNATURE-----
"""
WRAPPED: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "clear-signed": lambda text: SIGNED.format(text=text),
    "from Windows": lambda text: "\ufeff" + text.replace("\n", "\r\n"),
    "quoted in a mail": lambda text: "He wrote:\n" + "".join(f">> {row}\n" for row in text.splitlines()),
    "with empty lines": lambda text: text.replace("\n", "  \n\n"),
    "signed inside": lambda text: f"untrusted comment: signature\nRWQf6LRCGA9i\n{text}",
}


@pytest.mark.parametrize("case", WRAPPED)
def test_what_was_published_is_found_in_what_is_around_it(small: tuple[Path, str], tmp_path: Path, case: str) -> None:
    place, text = small
    (tmp_path / "heads.txt").write_text(WRAPPED[case](text), "utf-8", newline="")
    assert done("ledger", "verify", "--published", tmp_path / "heads.txt", db=place).out.count("✓") == 2


SPOILT: dict[str, tuple[Callable[[str], str], str]] = {
    "nothing": (lambda _: "", "holds no list of heads"),
    "a letter": (lambda _: "Dear reader,\n", "holds no list of heads"),
    "twice": (lambda text: text * 2, "only one"),
    "a head mistyped": (lambda text: text.replace(":", ":0", 1), "is not as it was published"),
    "a head left out": (lambda text: "\n".join(text.splitlines()[:1] + text.splitlines()[2:]), "is not as it was"),
    "without its end": (lambda text: text[: text.index("sha256")], "is not as it was published"),
    "another digest": (lambda text: text.rstrip() + "0", "is not as it was published"),
}


@pytest.mark.parametrize("case", SPOILT)
def test_what_is_not_as_it_was_published_is_rejected(small: tuple[Path, str], tmp_path: Path, case: str) -> None:
    place, text = small
    spoil, says = SPOILT[case]
    (tmp_path / "heads.txt").write_text(spoil(text), "utf-8")
    finished = nen7510("ledger", "verify", "--published", tmp_path / "heads.txt", db=place)
    assert finished.code == 4
    assert says in finished.err
    assert finished.out == ""


def test_what_cannot_be_published_or_read_is_told(small: tuple[Path, str], tmp_path: Path) -> None:
    place, _ = small
    done("db", "upgrade", db=tmp_path / "empty.db")
    assert "there is no head to publish" in nen7510("ledger", "publish", db=tmp_path / "empty.db").err
    for arguments, code, says in (
        (["verify", "--published", tmp_path / "none.txt"], 4, "cannot be read"),
        (["verify", "--published", tmp_path], 4, "cannot be read"),
        (["verify", "lab", "--published", tmp_path / "none.txt"], 2, "is about all dossiers"),
    ):
        finished = nen7510("ledger", *arguments, db=place)
        assert (finished.code, says in finished.err) == (code, True)
    with closing(sqlite3.connect(place)) as connection:
        connection.execute("DROP TRIGGER entries_no_update")
        connection.execute("UPDATE entries SET recorded_by = 'x' WHERE seq = 2")
        connection.commit()
    finished = nen7510("ledger", "publish", "-o", tmp_path / "heads.txt", db=place)
    assert finished.code == 1
    assert "Nothing was written" in finished.err
    assert not (tmp_path / "heads.txt").exists()


@pytest.mark.skipif(shutil.which("gpg") is None, reason="gpg is not installed")
def test_what_gpg_signs_is_read(small: tuple[Path, str], tmp_path: Path) -> None:
    place, text = small
    (tmp_path / "heads.txt").write_text(text)
    gpg = ["gpg", "--homedir", str(tmp_path), "--batch", "--passphrase", ""]
    subprocess.run([*gpg, "--quick-gen-key", "nobody@example.org"], check=True, capture_output=True)
    subprocess.run([*gpg, "--clearsign", str(tmp_path / "heads.txt")], check=True, capture_output=True)
    assert done("ledger", "verify", "--published", tmp_path / "heads.txt.asc", db=place).code == 0
    subprocess.run(["gpgconf", "--homedir", str(tmp_path), "--kill", "gpg-agent"], check=False)
