"""What a user chose in the interface, kept in the configuration folder: theme, language, what was last looked at."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nen7510_tracker.words.message import Message

FILE = "interface.json"
_KEYS = ("theme", "language", "seen")


@dataclass(slots=True, frozen=True)
class Seen:
    """Up to which entry, and on which day (ISO), somebody last looked at a dossier."""

    seq: int
    on: str


@dataclass(slots=True)
class Settings:
    """The choices; `path` is their file, None keeps nothing (tests)."""

    path: Path | None = None
    theme: str | None = None
    language: str | None = None
    seen: dict[str, Seen] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path | None = None) -> "Settings":
        """The choices that were kept; a file that is not there or cannot be understood holds none."""
        where = path or default_path()
        try:
            kept = json.loads(where.read_text("utf-8"))
        except (OSError, ValueError):
            return cls(where)
        return cls(where, *_values(kept))

    def keep(self) -> Message | None:
        """Write the choices; says why when that cannot be done."""
        if self.path is None:
            return None
        seen = {key: [each.seq, each.on] for key, each in self.seen.items()}
        text = json.dumps(dict(zip(_KEYS, (self.theme, self.language, seen), strict=True)), indent=1)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            fresh = self.path.with_suffix(".new")
            fresh.write_text(text, "utf-8")
            fresh.replace(self.path)
        except OSError as error:
            return Message(
                "The choice holds until you quit; it could not be kept in {path}: {reason}.",
                path=str(self.path),
                reason=error.strerror or type(error).__name__,
            )
        return None


def default_path() -> Path:
    """Where the choices are kept."""
    from platformdirs import user_config_path

    return user_config_path("nen7510", appauthor=False) / FILE


def kept_language() -> str | None:
    """The language chosen in the interface, for whoever starts it without `--lang`."""
    return Settings.read().language


def _values(kept: Any) -> tuple[str | None, str | None, dict[str, Seen]]:
    values = kept if isinstance(kept, Mapping) else {}
    theme, language, seen = (values.get(key) for key in _KEYS)
    return (
        theme if isinstance(theme, str) else None,
        language if isinstance(language, str) else None,
        {
            str(key): Seen(each[0], each[1])
            for key, each in (seen.items() if isinstance(seen, Mapping) else ())
            if isinstance(each, list) and len(each) == 2 and isinstance(each[0], int) and isinstance(each[1], str)
        },
    )
