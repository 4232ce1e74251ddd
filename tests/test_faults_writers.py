"""Many writers at once on several dossiers, each a process of its own (design section 7, Appending)."""

from store_engines import Store

from benchmarks.writing import together
from nen7510_tracker.norm.norm import load_norm


def test_writers_on_several_dossiers_lose_nothing_double_nothing_and_break_no_chain(store: Store) -> None:
    """Some calls are about three. `make bench` does it with fifty on twenty dossiers, and measures the waits."""
    waits, _ = together(load_norm(), store.url, writers=10, dossiers=4, appends=10)
    assert len(waits) == 100
