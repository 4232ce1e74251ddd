"""Whether the chain tells what was done to it."""

from collections.abc import Callable, Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from store_engines import Store
from store_statements import finding, record

from nen7510_tracker.dossier.entry import Entry, Head, digest_of
from nen7510_tracker.store.chain import Call, Passing, check, grow
from nen7510_tracker.store.ledger import Ledger

CALL = Call("6f1c2b1e-8f0a-4c39-9a52-0d7c1b2a3e4f", "2026-06-01T12:00:00.000000Z", "me")
FIVE = grow("lab", Head(), [finding(n) for n in range(1, 6)], CALL)
Change = Callable[[list[Entry]], list[Entry]]


def _sealed(entry: Entry, **columns: object) -> Entry:
    """The entry with other columns and a digest that fits them."""
    changed = entry._replace(**columns)  # type: ignore[arg-type]
    return changed._replace(digest=digest_of(changed))


def _renumbered(entries: list[Entry]) -> list[Entry]:
    return [each._replace(seq=seq) for seq, each in enumerate(entries, 1)]


FORGED = _sealed(FIVE[2], fact='{"id":"forged"}', previous=FIVE[1].digest)

CASES: list[tuple[str, Change, int, str, str]] = [
    ("a fact changed", lambda e: [*e[:2], e[2]._replace(fact="{}"), *e[3:]], 3, "changed", "Entry 3 was changed"),
    ("its author changed", lambda e: [e[0]._replace(recorded_by="x"), *e[1:]], 1, "changed", "Entry 1 was changed"),
    ("the last changed", lambda e: [*e[:4], e[4]._replace(on=None)], 5, "changed", "Entry 5 was changed"),
    ("its digest changed", lambda e: [*e[:2], e[2]._replace(digest="0" * 64), *e[3:]], 3, "changed", "Entry 3"),
    ("its link changed", lambda e: [*e[:2], e[2]._replace(previous="0" * 64), *e[3:]], 3, "changed", "Entry 3"),
    ("its salt changed", lambda e: [*e[:2], e[2]._replace(salt="0" * 32), *e[3:]], 3, "changed", "Entry 3"),
    ("changed and its digest made to fit", lambda e: [*e[:2], FORGED, *e[3:]], 4, "link", "Entry 4 does not continue"),
    ("the first missing", lambda e: e[1:], 1, "missing", "Entry 1 is missing"),
    ("one missing", lambda e: [*e[:2], *e[3:]], 3, "missing", "Entry 3 is missing"),
    ("two missing", lambda e: [*e[:1], *e[3:]], 2, "missing", "Entries 2 to 3 are missing"),
    ("one there twice", lambda e: [*e[:3], *e[2:]], 3, "inserted", "Entry 3 is there again"),
    ("one before the first", lambda e: [_sealed(e[0], seq=0), *e], 0, "inserted", "Entry 0"),
    (
        "moved to the end",
        lambda e: [e[0], *e[2:], e[1]._replace(seq=9)],
        2,
        "reordered",
        "Entry 2 stands after entry 3",
    ),
    ("the last under another number", lambda e: [*e[:4], e[4]._replace(seq=9)], 5, "renumbered", "recorded as entry 5"),
    ("two exchanged", lambda e: [*e[:1], e[2], e[1], *e[3:]], 2, "reordered", "Entry 2 stands after entry 3"),
    ("missing and renumbered", lambda e: _renumbered([*e[:2], *e[3:]]), 3, "renumbered", "recorded as entry 4"),
    ("two exchanged and renumbered", lambda e: _renumbered([*e[:1], e[2], e[1], *e[3:]]), 2, "renumbered", "entry 3"),
    (
        "inserted and renumbered",
        lambda e: _renumbered([*e[:2], FORGED, *e[2:]]),
        4,
        "renumbered",
        "recorded as entry 3",
    ),
    ("not canonical", lambda e: [*e[:4], _sealed(e[4], fact='{"id": 1}')], 5, "form", "Entry 5 is not in the record's"),
    ("no JSON", lambda e: [*e[:4], _sealed(e[4], fact="{")], 5, "form", "Entry 5"),
    ("a key given twice", lambda e: [*e[:4], _sealed(e[4], fact='{"a":1,"a":2}')], 5, "form", "Entry 5"),
]


@pytest.mark.parametrize(
    ("change", "seq", "kind", "says"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_what_was_done_is_told(change: Change, seq: int, kind: str, says: str) -> None:
    broken = check(change(list(FIVE))).broken
    assert broken
    assert (broken.seq, broken.kind) == (seq, kind)
    assert says in str(broken.message)


def test_an_intact_chain_is_intact() -> None:
    assert check(FIVE).broken is None
    assert check([]).broken is None
    assert check(iter(FIVE), FIVE[-1].head).broken is None
    assert check([], Head()).broken is None


@pytest.mark.parametrize(
    ("entries", "head", "seq", "kind"),
    [
        (FIVE[:3], FIVE[4].head, 4, "cut_off"),
        ([], FIVE[4].head, 1, "cut_off"),
        (FIVE, Head(), 5, "head"),
        (FIVE, FIVE[3].head, 4, "head"),
        (FIVE, Head(5, "f" * 64), 5, "head"),
    ],
    ids=["cut off", "all cut off", "no head", "an earlier head", "another head"],
)
def test_an_end_that_is_not_where_the_list_of_heads_says_is_told(
    entries: list[Entry], head: Head, seq: int, kind: str
) -> None:
    broken = check(entries, head).broken
    assert broken
    assert (broken.seq, broken.kind) == (seq, kind)


def prefix(entries: Iterable[Entry], head: Head) -> bool:
    """Whether the record of which `head` was the end is intact, and the beginning of this one."""
    passing = Passing([head])
    return passing.had(check(passing.by(entries)).head) == {head}


def test_a_prefix_is_told_from_a_fork() -> None:
    fork = [*FIVE[:3], *grow("lab", FIVE[2].head, [finding(8), finding(9)], CALL)]
    assert check(fork).broken is None
    assert [prefix(FIVE, each.head) for each in FIVE] == [True] * 5
    assert prefix(FIVE, Head())
    assert [prefix(fork, each.head) for each in FIVE] == [True, True, True, False, False]
    assert not prefix(FIVE[:4], FIVE[4].head)
    assert not prefix([], FIVE[0].head)
    assert not prefix(FIVE, Head(0, "f" * 64))
    assert not prefix(FIVE, Head(-1))


def test_a_prefix_that_was_touched_is_none_even_if_its_last_digest_stands() -> None:
    touched = [FIVE[0]._replace(fact="{}"), *FIVE[1:]]
    assert not prefix(touched, FIVE[4].head)


def test_what_comes_after_the_prefix_does_not_matter() -> None:
    touched = [*FIVE[:4], FIVE[4]._replace(fact="{}")]
    assert prefix(touched, FIVE[3].head)


def test_entries_are_read_one_by_one() -> None:
    read = 0

    def entries() -> object:
        nonlocal read
        for each in FIVE:
            read += 1
            yield each if each.seq != 2 else each._replace(fact="{}")

    assert check(entries()).broken  # type: ignore[arg-type]
    assert read == 2


@given(st.permutations(range(5)), st.integers(0, 5))
def test_any_other_order_or_choice_of_entries_is_found(order: list[int], length: int) -> None:
    chosen = [FIVE[at] for at in order[:length]]
    intact = chosen == FIVE[:length]
    assert (check(chosen).broken is None) == intact
    assert (check(chosen, FIVE[4].head).broken is None) == (chosen == FIVE)


@given(
    st.sampled_from(range(5)),
    st.sampled_from(Entry._fields),
    st.none() | st.text(max_size=3) | st.integers(-3, 9) | st.binary(max_size=3) | st.floats(),
)
def test_any_other_value_in_any_column_is_found(at: int, column: str, value: object) -> None:
    """Also of a type that the column never holds: whoever has the file can make the table anew."""
    changed = [*FIVE[:at], FIVE[at]._replace(**{column: value}), *FIVE[at + 1 :]]  # type: ignore[arg-type]
    assert (check(changed).broken is None) == (changed == FIVE)


@given(st.sampled_from(range(5)), st.sampled_from(["seq", "rules"]), st.sampled_from([str, float]))
def test_a_number_in_another_guise_is_found(at: int, column: str, guise: Callable[[int], object]) -> None:
    """The line would be the same, the judgement not."""
    disguised = FIVE[at]._replace(**{column: guise(getattr(FIVE[at], column))})
    broken = check([*FIVE[:at], disguised, *FIVE[at + 1 :]]).broken
    assert broken
    assert broken.seq == at + 1


# In the database, behind its back.


@pytest.mark.parametrize("seq", [1, 2, 3])
def test_a_byte_changed_behind_the_database_s_back_is_found(store: Store, seq: int) -> None:
    with Ledger.open(store.url, create=True) as ledger:
        record(ledger, "lab", finding(1), finding(2), finding(3))
        record(ledger, "other", finding(1))
        store.disarm()
        store.sql("UPDATE entries SET fact = replace(fact, 'minor', 'manor') WHERE dossier = 'lab' AND seq = ?", seq)
        broken = ledger.verify("lab").broken
        assert broken
        assert (broken.seq, broken.kind) == (seq, "changed")
        assert ledger.verify("other").broken is None


@pytest.mark.parametrize(
    ("statements", "seq", "kind"),
    [
        (["DELETE FROM entries WHERE seq = 2"], 2, "missing"),
        (["DELETE FROM entries WHERE seq = 3"], 3, "cut_off"),
        (["DELETE FROM entries"], 1, "cut_off"),
        (["UPDATE entries SET seq = 9 WHERE seq = 2"], 2, "reordered"),
        (
            [
                "UPDATE entries SET seq = 9 WHERE seq = 1",
                "UPDATE entries SET seq = 1 WHERE seq = 2",
                "UPDATE entries SET seq = 2 WHERE seq = 9",
            ],
            1,
            "renumbered",
        ),
        (["DELETE FROM entries WHERE seq = 2", "UPDATE entries SET seq = 2 WHERE seq = 3"], 2, "renumbered"),
        (["UPDATE heads SET seq = 2"], 2, "head"),
        (["DELETE FROM heads"], 3, "head"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else None,
)
def test_what_was_done_behind_the_database_s_back_is_told(
    store: Store, statements: list[str], seq: int, kind: str
) -> None:
    with Ledger.open(store.url, create=True) as ledger:
        record(ledger, "lab", finding(1), finding(2), finding(3))
        store.disarm()
        for each in statements:
            store.sql(each)
        broken = ledger.verify("lab").broken
        assert broken
        assert (broken.seq, broken.kind) == (seq, kind)
        assert "lab" in ledger.dossiers()


def test_an_end_cut_off_with_its_head_is_seen_only_by_a_head_kept_elsewhere(store: Store) -> None:
    with Ledger.open(store.url, create=True) as ledger:
        entries = record(ledger, "lab", finding(1), finding(2), finding(3))
        store.disarm()
        store.sql("DELETE FROM entries WHERE seq = 3")
        store.sql("UPDATE heads SET seq = 2, digest = ?", entries[1].digest)
        assert ledger.verify("lab").broken is None
        assert prefix(ledger.entries("lab"), entries[1].head)
        assert not prefix(ledger.entries("lab"), entries[2].head)


def test_a_long_dossier_is_checked_in_pages(store: Store) -> None:
    with Ledger.open(store.url, create=True) as ledger:
        entries = record(ledger, "lab", *(finding(n) for n in range(2500)))
        assert ledger.verify("lab").broken is None
        assert prefix(ledger.entries("lab"), entries[2000].head)
        store.disarm()
        store.sql("UPDATE entries SET reason = 'x', replaces = 1 WHERE seq = 2100")
        assert ledger.verify("lab").head == entries[2098].head
        broken = ledger.verify("lab").broken
        assert broken
        assert broken.seq == 2100
