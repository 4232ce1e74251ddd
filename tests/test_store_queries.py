"""How often the store is asked: as often for many facts as for few."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, event
from store_engines import Store
from store_program import done, nen7510, write_dossier

PORTFOLIO = (
    "labs",
    "gaps --format csv",
    "db evaluate",
    "portfolio heat-map",
    "portfolio failing",
    "portfolio ageing",
    "portfolio upcoming",
    "changes --since 2098-12-31",
)


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that are run meanwhile."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def _asked(store: Store, *arguments: object) -> int:
    with counted() as statements:
        finished = nen7510(*arguments, db=store.url)
    assert finished.code in (0, 1), finished
    assert statements
    return len(statements)


def test_an_import_asks_as_often_for_many_facts_as_for_few(store: Store, tmp_path: Path) -> None:
    done("import", write_dossier(tmp_path / "first.json", 1, lab="first"), db=store.url)
    few = _asked(store, "import", write_dossier(tmp_path / "few.json", 2, lab="few"))
    many = _asked(store, "import", write_dossier(tmp_path / "many.json", 500, lab="many"))
    assert few == many
    again = _asked(store, "import", tmp_path / "many.json")
    assert again <= many


@pytest.mark.parametrize("command", ["gate", "status", "gaps", "trajectory"])
def test_an_answer_asks_as_often_for_many_facts_as_for_few(store: Store, tmp_path: Path, command: str) -> None:
    done("import", write_dossier(tmp_path / "few.json", 2, lab="few"), db=store.url)
    done("import", write_dossier(tmp_path / "many.json", 500, lab="many"), db=store.url)
    assert _asked(store, command, "few") == _asked(store, command, "many")


def test_a_verification_asks_once_for_a_page(store: Store, tmp_path: Path) -> None:
    done("import", write_dossier(tmp_path / "few.json", 2, lab="few"), db=store.url)
    done("import", write_dossier(tmp_path / "many.json", 2500, lab="many"), db=store.url)
    assert _asked(store, "ledger", "verify", "many") == _asked(store, "ledger", "verify", "few") + 2


def test_a_portfolio_asks_as_often_for_many_laboratories_as_for_few(store: Store, tmp_path: Path) -> None:
    def record(lab: str, findings: int) -> None:
        done("import", write_dossier(tmp_path / f"{lab}.json", findings, lab=lab), db=store.url)

    def asked() -> dict[str, int]:
        return {command: _asked(store, *command.split()) for command in PORTFOLIO}

    record("lab-0", 2)
    new_in_one = _asked(store, "labs")
    unchanged = asked()
    assert unchanged["labs"] < new_in_one
    for number in range(1, 5):
        record(f"lab-{number}", 2)
    _asked(store, "db", "evaluate")
    assert asked() == unchanged
    record("lab-5", 20)
    assert _asked(store, "labs") == new_in_one
