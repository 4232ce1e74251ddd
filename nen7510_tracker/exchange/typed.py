"""A text that somebody typed beside a fact: a rationale, a reason, a name. It is held to what a file's texts are."""

from nen7510_tracker.words.characters import holds_forbidden
from nen7510_tracker.words.citizen_number import holds_number
from nen7510_tracker.words.message import InputRejected, Message


def checked_text(where: str, text: str) -> str:
    """The text itself; `where` names it in messages. Raises InputRejected, and never repeats the text."""
    if holds_forbidden(text):
        problem = Message("the text holds a control character, or one that turns the reading direction; remove it")
        raise InputRejected(Message("{where}: {problem}.", where=where, problem=problem))
    if holds_number(text):
        problem = Message("the text holds a citizen service number (BSN); no patient data belongs in a dossier")
        raise InputRejected(Message("{where}: {problem}.", where=where, problem=problem))
    return text
