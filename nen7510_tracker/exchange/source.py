"""A file as it lies on the disk, read as text (design section 5: UTF-8, 20 MiB at most)."""

from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from nen7510_tracker.exchange import json_tree, yaml_tree
from nen7510_tracker.exchange.tree import Mapping, Node, Place, Sequence
from nen7510_tracker.words.characters import IN_FILE, shown_path
from nen7510_tracker.words.message import InputRejected, Message

LARGEST = 20 * 1024 * 1024  # bytes
_ENDINGS: dict[str, Literal["json", "yaml"]] = {".json": "json", ".yaml": "yaml", ".yml": "yaml"}


class Source:
    """The text of a file, its name as it was given, and where in it something stands."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text.removeprefix("\ufeff")

    @property
    def form(self) -> Literal["json", "yaml"]:
        """What the name's ending says; else JSON if the text begins as JSON does."""
        by_ending = _ENDINGS.get(Path(self.name).suffix.lower())
        return by_ending or ("json" if self.text.lstrip()[:1] == "{" else "yaml")

    def plain(self) -> Any:
        """The document as dicts, lists and strings, quickly and without lines. Raises tree.Unusual."""
        return json_tree.plain(self.text) if self.form == "json" else yaml_tree.plain(self.text)

    @cached_property
    def nodes(self) -> Node | None:
        """The document with its lines: the slower way, for who has to point at one. Raises tree.Malformed."""
        if self.form == "json":
            return json_tree.nodes(self.text)
        # The YAML parser stops at a control character. An override of the reading direction, as forbidden,
        # lets it go on, so that the check of the text can name the key.
        return yaml_tree.nodes(IN_FILE.sub("\u202e", self.text))

    def line_of(self, place: Place) -> int:
        """The line on which something stands, or what holds it where it is not there itself."""
        node = self.nodes
        line = 1
        for step in place:
            if isinstance(node, Mapping):
                entry = node.entry(str(step))
                line, node = (entry.line, entry.value) if entry else (line, None)
            elif isinstance(node, Sequence) and isinstance(step, int):
                node = node.items[step]
                line = node.line
        return line


def read_source(path: Path) -> Source:
    """The text of a file. Raises InputRejected for what cannot be read, is too large, empty or not UTF-8."""
    name = shown_path(str(path))
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        raise InputRejected(_unreadable(name, error)) from error
    if len(data) > LARGEST:
        raise InputRejected(Message("{file} is larger than {limit} MiB.", file=name, limit=LARGEST // 1024 // 1024))
    return Source(str(path), _decoded(data, name))


def _unreadable(name: str, error: Exception) -> Message:
    match error:
        case FileNotFoundError():
            return Message("{file}: there is no such file.", file=name)
        case IsADirectoryError():
            return Message("{file} is a directory; name the files in it.", file=name)
        case PermissionError():
            return Message("{file}: you have no permission to read this file.", file=name)
    reason = shown_path(getattr(error, "strerror", None) or str(error))
    return Message("{file} cannot be read: {reason}.", file=name, reason=reason)


def _decoded(data: bytes, name: str) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputRejected(
            Message("{file}, line {line}: this is not UTF-8 text; save the file as UTF-8.", file=name, line=line)
        ) from error
    if not text.strip():
        raise InputRejected(Message("{file} is empty.", file=name))
    return text
