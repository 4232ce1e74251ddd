"""Which versions in a file's history are those of one fact."""

from collections.abc import Iterable
from typing import Protocol, TypeVar


class Versioned(Protocol):
    """A version of a fact; `replaces` is the key of the version before it, None in the first."""

    @property
    def kind(self) -> str:
        """The kind of fact."""

    @property
    def key(self) -> str:
        """What identifies the fact since this version."""

    @property
    def replaces(self) -> str | None:
        """What identified it before."""


V = TypeVar("V", bound=Versioned)


def lineages(history: Iterable[V]) -> list[list[V]]:
    """The versions of each fact, in order; facts in the order of their first version."""
    found: list[list[V]] = []
    ending: dict[tuple[str, str], list[V]] = {}
    for version in history:
        line = ending.pop((version.kind, version.replaces), None) if version.replaces is not None else None
        if line is None:
            line = []
            found.append(line)
        line.append(version)
        ending[version.kind, version.key] = line
    return found
