"""How a mistake in a file is said: file, line, key, the fact's id, what is wrong, what was probably meant."""

from nen7510_tracker.words.characters import shown, shown_path
from nen7510_tracker.words.message import Message


def located(path: str, line: int, key: str, problem: Message, fact: str | None = None) -> Message:
    """A problem with its file, line, key (none at the top of a file) and, where it has one, the fact's id."""
    file = shown_path(path)
    if fact:
        text = "{file}, line {line}, {key} ({id}): {problem}."
        return Message(text, file=file, line=line, key=key, id=shown(fact), problem=problem)
    if key:
        return Message("{file}, line {line}, {key}: {problem}.", file=file, line=line, key=key, problem=problem)
    return Message("{file}, line {line}: {problem}.", file=file, line=line, problem=problem)


def with_hint(problem: Message, near: str | None) -> Message:
    """The problem with what was probably meant, if anything comes near."""
    return Message("{problem}; probably meant: {near}", problem=problem, near=near) if near else problem
