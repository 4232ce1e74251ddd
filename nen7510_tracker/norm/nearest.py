"""What somebody probably meant."""

from collections.abc import Iterable


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate most like `word`, upper and lower case aside; None if none comes near."""
    from difflib import get_close_matches  # only a mistake pays for it

    by_folded: dict[str, str] = {}
    for candidate in candidates:
        by_folded.setdefault(candidate.casefold(), candidate)
    found = get_close_matches(word.strip().casefold()[:200], by_folded, n=1, cutoff=0.6)
    return by_folded[found[0]] if found else None
