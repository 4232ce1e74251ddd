"""Measures in a plan of action: ours word for word, another tool's from its remediations and their tasks."""

from collections import Counter
from collections.abc import Mapping

from nen7510_tracker.dossier.facts import Fact
from nen7510_tracker.exchange.oscal.element import Element, Found
from nen7510_tracker.exchange.oscal.keys import built, own_keys
from nen7510_tracker.exchange.oscal.names import FACT
from nen7510_tracker.exchange.tree import Scalar, Sequence
from nen7510_tracker.exchange.values import Spot, Values
from nen7510_tracker.words.message import Message


class Measures:
    """The measures of a plan, each once; `on` is the day on which those of another tool were agreed."""

    def __init__(self, parties: Mapping[str, Element], on: str | None) -> None:
        self._parties = parties
        self._on = on
        self._numbers: Counter[str] = Counter()
        self.facts: dict[str, tuple[Fact, Spot]] = {}

    def take(self, remediation: Element, finding: str) -> None:
        """A remediation of a finding; what is only recommended is no measure."""
        own = remediation.prop("id", FACT) is not None
        if not own and remediation.text("lifecycle") == "recommendation":
            return
        given = own_keys(remediation, "measure") if own else self._planned(remediation, finding)
        title = remediation.value("description" if own else "title")
        if title:
            given.setdefault("title", title)
        if "on" not in given:
            remediation.reader.wrong(remediation.spot, Message("no day says when this was agreed; give --on"))
            return
        fact = built(remediation, "measure", given)
        if fact and self.facts.setdefault(fact.key, (fact, remediation.spot))[0] != fact:
            problem = Message("measure {id} stands here a second time, in other words", id=fact.key)
            remediation.reader.wrong(remediation.spot, problem)

    def _planned(self, remediation: Element, finding: str) -> Values:
        """A measure from another tool's remediation: its days and owner from its tasks."""
        spot = remediation.spot
        self._numbers[finding] += 1
        number = self._numbers[finding]
        key = f"M-{finding}"[:60] + (f"-{number}" if number > 1 else "")
        given: Values = {
            "id": (Scalar(spot.line, key), spot),
            "kind": (Scalar(spot.line, "corrective"), spot),
            "findings": (Sequence(spot.line, [Scalar(spot.line, finding)]), spot),
        }
        if self._on:
            given["on"] = (Scalar(spot.line, self._on), spot)
        for task in remediation.each("tasks"):
            given |= _timing(task)
            for role in task.each("responsible-roles"):
                given |= self._owner(role)
        return given

    def _owner(self, role: Element) -> Values:
        """The name of the first party of a role that the document has."""
        parties = (self._parties.get(each.casefold()) for each in role.texts("party-uuids"))
        names = (found for party in parties if party and (found := party.value("name")))
        owner = next(names, None)
        return {"owner": owner} if owner else {}


def _timing(task: Element) -> Values:
    """When a task begins and ends, as far as it says."""
    timing = task.inside("timing")
    if timing is None:
        return {}
    on, within = timing.inside("on-date"), timing.inside("within-date-range")
    days: dict[str, Found | None] = {"end": on.day("date") if on else None}
    if within:
        days = {"start": within.day("start"), "end": within.day("end")}
    return {key: found for key, found in days.items() if found}
