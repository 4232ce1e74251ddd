"""What was typed into a form and not saved: kept at every key, found again when the form is opened next."""

import json
from collections.abc import Mapping
from pathlib import Path

FILE = "unsaved.json"
KEPT = 50  # forms


class Unsaved:
    """The unsaved forms of this user; `path` None keeps them only as long as the program runs."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._forms: dict[str, dict[str, str]] = _read(path) if path else {}

    def get(self, form: str) -> Mapping[str, str]:
        """What was typed into a form and not saved; nothing if nothing was."""
        return self._forms.get(form, {})

    def put(self, form: str, values: Mapping[str, str]) -> None:
        """Keep what stands in a form now. A disk that refuses is no reason to disturb who types."""
        self._forms.pop(form, None)
        self._forms[form] = dict(values)
        while len(self._forms) > KEPT:
            self._forms.pop(next(iter(self._forms)))
        self._write()

    def drop(self, form: str) -> None:
        """The form was saved, or cleared."""
        if self._forms.pop(form, None) is not None:
            self._write()

    def _write(self) -> None:
        if self._path is None:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            fresh = self._path.with_suffix(".new")
            fresh.touch(mode=0o600)
            fresh.write_text(json.dumps(self._forms, ensure_ascii=False), "utf-8")
            fresh.replace(self._path)
        except OSError:
            return


def _read(path: Path) -> dict[str, dict[str, str]]:
    try:
        kept = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    forms = kept.items() if isinstance(kept, dict) else ()
    return {
        str(form): {str(name): str(text) for name, text in values.items()}
        for form, values in forms
        if isinstance(values, dict)
    }
