"""Laboratories one after the other, for what is asked of many."""

from collections.abc import Iterable, Iterator

from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.service.record import Moment, Record


def across(record: Record, labs: Iterable[str], moment: Moment) -> Iterator[Evaluation]:
    """What the rules say of some laboratories at a moment, each once, in the order given; never all of it at once.

    Raises InputRejected for a laboratory that the record does not have.
    """
    return (record.evaluation(lab, moment) for lab in dict.fromkeys(labs))
