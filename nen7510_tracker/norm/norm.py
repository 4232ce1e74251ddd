"""The norm's shelf: editions, crosswalk and policies, each read when it is first asked for."""

from functools import cached_property, lru_cache
from pathlib import Path

from nen7510_tracker.norm.crosswalk import Crosswalk, read_crosswalk
from nen7510_tracker.norm.edition import DEFAULT_EDITION, EDITIONS, Edition, canonical_edition, read_edition
from nen7510_tracker.norm.policy import Policy, read_policy_file
from nen7510_tracker.norm.table import norm_folder

__all__ = ["DEFAULT_EDITION", "DEFAULT_POLICY", "THOROUGH_POLICY", "Norm", "load_norm"]

DEFAULT_POLICY = "resume-bvo-nl"  # holds where a dossier has adopted none (design section 4, Gate)
THOROUGH_POLICY = "resume-thorough"  # what speaks against a resumption is what this one misses


class Norm:
    """Everything that the norm's folder holds. A file that is wrong raises InputRejected when it is read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._editions: dict[str, Edition] = {}
        self._policies: dict[str, Policy] = {}

    @property
    def editions(self) -> tuple[str, ...]:
        """The ids of the editions, the newest first."""
        return EDITIONS

    def canonical_edition(self, name: str) -> str | None:
        """The id of an edition by its id or an alias such as "NEN 7510-1:2024"; None if it is not known."""
        return canonical_edition(name)

    def edition(self, name: str) -> Edition:
        """An edition by its id or an alias. Raises KeyError if it is not known."""
        known = self._canonical(name)
        if known not in self._editions:
            self._editions[known] = read_edition(self.folder, known)
        return self._editions[known]

    @cached_property
    def crosswalk(self) -> Crosswalk:
        """Which control of 2017 became which of 2024."""
        newer, older = EDITIONS
        return read_crosswalk(self.folder, older, newer)

    def mapped(self, control: str, from_edition: str, to_edition: str) -> tuple[str, ...]:
        """The controls of one edition that a control of another, or the same, maps to, in the norm's order.

        Takes ids and aliases of editions; raises KeyError for one that is not known.
        """
        origin, target = self._canonical(from_edition), self._canonical(to_edition)
        if origin == target:
            return (control,) if control in self.edition(origin).controls else ()
        return self.crosswalk.to(target, control)

    def _canonical(self, name: str) -> str:
        known = canonical_edition(name)
        if known is None:
            raise KeyError(name)
        return known

    @cached_property
    def policies(self) -> tuple[str, ...]:
        """The ids of the policies that are shipped, in alphabetical order: the names of their files."""
        return tuple(sorted(path.stem for path in (self.folder / "policies").glob("*.yaml")))

    def policy(self, name: str) -> Policy:
        """A shipped policy by its id. Raises KeyError if there is none."""
        if name not in self.policies:
            raise KeyError(name)
        if name not in self._policies:
            self._policies[name] = read_policy_file(self.folder / "policies" / f"{name}.yaml")
        return self._policies[name]


@lru_cache(maxsize=8)
def load_norm(folder: Path | None = None) -> Norm:
    """The norm in a folder (default: the one that is shipped); the same folder gives the same object."""
    return Norm(folder or norm_folder())
