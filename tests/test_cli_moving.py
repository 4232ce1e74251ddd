"""`nen7510 db backup`, `restore` and `move` between files and servers."""

import random
from pathlib import Path

import pytest
from faults import killed_at, walk
from store_engines import Store
from store_program import done, nen7510, write_dossier

from nen7510_tracker.store.ledger import Ledger


@pytest.fixture
def server(postgresql: Store, tmp_path: Path) -> Store:
    """A server with two laboratories, of one of which a draft is kept."""
    for lab in ("lab", "other"):
        done("import", write_dossier(tmp_path / f"{lab}.json", 3, lab=lab), db=postgresql.url)
    words = ["draft", "start", "lab", "mine", "--kind", "internal_audit", "--title", "Own", "--performed-by", "lab"]
    done(*words, db=postgresql.url)
    return postgresql


def _contents(store: Store) -> list[object]:
    drafts = store.sql("SELECT id, dossier, kind, body, revision FROM drafts ORDER BY id")
    return [store.sql(f"SELECT * FROM {table} ORDER BY 1, 2") for table in ("entries", "heads")] + [drafts]


def test_a_server_is_backed_up_to_a_file_and_put_back_on_another(server: Store, tmp_path: Path) -> None:
    target = tmp_path / "backup.db"
    told = done("db", "backup", target, db=server.url).err
    assert told.count("intact, head 7:") == 2
    assert f"Written: {target}" in told
    assert sorted(each.name for each in tmp_path.iterdir() if "backup" in each.name) == ["backup.db"]
    assert target.stat().st_mode & 0o077 == 0
    copy = Store("sqlite", str(target))
    assert _contents(copy) == _contents(server)
    assert nen7510("db", "backup", target, db=server.url).code == 4
    server.sql("CREATE DATABASE another TEMPLATE template0")
    name = server.url.partition("@/")[2].partition("?")[0]
    another = Store("postgresql", server.url.replace(f"@/{name}?", "@/another?"))
    done("db", "restore", target, db=another.url)
    assert _contents(another) == _contents(server)
    again = done("db", "restore", target, db=another.url).err
    assert again.count("there already, head 7:") == 2
    verified = done("ledger", "verify", db=another.url).out
    assert "taken over up to entry 7 from " in verified
    done("import", write_dossier(tmp_path / "more.json", 5), db=another.url)
    refused = nen7510("db", "move", server.url, "lab", db=another.url)
    assert refused.code == 0, "the beginning is there already"
    done("import", write_dossier(tmp_path / "other.json", 4, lab="lab"), db=server.url)
    refused = nen7510("db", "move", server.url, "lab", db=another.url)
    assert refused.code == 4
    assert "lab has 9 entries there already" in refused.err
    server.sql("DROP DATABASE another WITH (FORCE)")


def test_the_same_chain_gives_the_same_report_wherever_it_is(server: Store, tmp_path: Path) -> None:
    """The same head, days, policy and language, byte for byte (design section 3): also from another engine."""
    laptop = tmp_path / "laptop.db"
    done("db", "move", server.url, "lab", db=laptop)
    words = ("report", "lab", "--as-of", "2026-06-01", "--known-on", "2026-06-01", "--format", "md")
    assert nen7510(*words, db=laptop).out == nen7510(*words, db=server.url).out != ""


def test_a_laboratory_moves_to_a_laptop_and_unknown_ones_are_told(server: Store, tmp_path: Path) -> None:
    laptop = tmp_path / "laptop.db"
    finished = nen7510("db", "move", server.url, "lab", "otter", "no", db=laptop)
    assert finished.code == 4
    assert "Did you mean other?" in finished.err
    assert "There is no laboratory no" in finished.err
    assert "Nothing was written." in finished.err
    assert not laptop.exists()
    done("db", "move", server.url, "lab", db=laptop)
    with Ledger.open(laptop) as ledger:
        assert ledger.dossiers() == ["lab"]
    missing = nen7510("db", "move", tmp_path / "missing.db", db=laptop)
    assert (missing.code, "There is no record at" in missing.err) == (6, True)
    done("db", "upgrade", db=tmp_path / "empty.db")
    assert "The record is empty." in done("db", "move", tmp_path / "empty.db", db=laptop).err


def test_a_backup_that_cannot_be_written_leaves_nothing(server: Store, tmp_path: Path) -> None:
    server.disarm()
    server.sql("UPDATE entries SET recorded_by = 'x' WHERE dossier = 'other' AND seq = 5")
    finished = nen7510("db", "backup", tmp_path / "backup.db", db=server.url)
    assert finished.code == 4
    assert "The record of other is broken: Entry 5 was changed" in finished.err
    finished = nen7510("db", "backup", tmp_path / "no" / "backup.db", db=server.url)
    assert finished.code == 6
    assert "cannot be reached: No such file or directory" in finished.err
    assert [each.name for each in tmp_path.iterdir() if "backup" in each.name or each.name == "no"] == []


def test_a_move_killed_around_any_statement_has_moved_all_or_nothing(
    server: Store, tmp_path: Path, chance: random.Random
) -> None:
    """From a server to a file, and from a file to a server."""
    done("db", "backup", tmp_path / "source.db", db=server.url)
    server.sql("CREATE DATABASE moved TEMPLATE template0")
    name = server.url.partition("@/")[2].partition("?")[0]
    there = server.url.replace(f"@/{name}?", "@/moved?")
    done("db", "upgrade", db=there)
    for source, target in ((server.url, str(tmp_path / "target.db")), (str(tmp_path / "source.db"), there)):
        found = []
        for moment in walk(chance, 25):
            killed = killed_at(moment, "db", "move", source, db=target)
            verified = nen7510("ledger", "verify", db=target)
            assert verified.code == 0 or "There is no record at" in verified.err
            if verified.code == 0:
                with Ledger.open(target) as ledger:
                    found.append(ledger.dossiers())
            if not killed:
                break
        assert found[-1] == ["lab", "other"]
        assert all(each in ([], ["lab", "other"]) for each in found)
        assert done("ledger", "verify", db=target).code == 0
        assert _contents(Store("sqlite" if "@" not in target else "postgresql", target)) == _contents(server)
    server.sql("DROP DATABASE moved WITH (FORCE)")
