"""A policy by the name that somebody gives it: its id, or its file."""

from pathlib import Path

from nen7510_tracker.norm.nearest import nearest
from nen7510_tracker.norm.norm import Norm
from nen7510_tracker.norm.policy import Policy, read_policy_file
from nen7510_tracker.rules.decision import adoptions
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.words.message import InputRejected, Message


def policy_named(norm: Norm, name: str) -> Policy:
    """A shipped policy by its id, or one from a file. Raises InputRejected."""
    if is_file_name(name):
        return read_policy_file(Path(name))
    if name in norm.policies:
        return norm.policy(name)
    near = nearest(name, norm.policies)
    if near:
        raise InputRejected(Message("There is no policy {id}. Did you mean {near}?", id=name, near=near))
    known = ", ".join(norm.policies)
    raise InputRejected(Message("There is no policy {id}; known are {known}.", id=name, known=known))


def policy_asked(evaluation: Evaluation, asked: str | None) -> Policy:
    """A policy by its id or file, those that the dossier adopted too; without one the dossier's own.

    Raises InputRejected.
    """
    own = adoptions(evaluation.view, evaluation.norm)
    if asked is None:
        return own[-1]
    return next((each for each in reversed(own) if each.id == asked), None) or policy_named(evaluation.norm, asked)


def is_file_name(name: str) -> bool:
    """Whether a policy was named by its file: ids hold no slash and have no such ending."""
    return "/" in name or Path(name).suffix in {".yaml", ".yml", ".json"}
