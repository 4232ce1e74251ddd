"""A text that somebody typed beside a fact: a rationale, a reason, a name. It is held to what a file's texts are."""

from nen7510_tracker.words.characters import wrong_with
from nen7510_tracker.words.message import InputRejected, Message


def checked_text(where: str, text: str) -> str:
    """The text itself; `where` names it in messages. Raises InputRejected, and never repeats the text."""
    problem = wrong_with(text)
    if problem:
        raise InputRejected(Message("{where}: {problem}.", where=where, problem=problem))
    return text
