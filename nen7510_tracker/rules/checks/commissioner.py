"""The checks on requirements and on enforcement (design section 4, Gate)."""

from nen7510_tracker.dossier.facts import Establishment
from nen7510_tracker.dossier.labels import label
from nen7510_tracker.dossier.view import At
from nen7510_tracker.norm.criterion import NoEnforcement, RequirementsEstablished
from nen7510_tracker.rules.checks.case import PARTIES, Case, Check, names_a_document
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.rules.independence import party_is_independent
from nen7510_tracker.rules.outcome import Because, Need, Outcome, Rest, Verdict
from nen7510_tracker.words.day import day_after
from nen7510_tracker.words.message import Message


def established(evaluation: Evaluation, requirement: str) -> At[Establishment] | None:
    """A requirement's latest establishment by a party independent that day; of one day the last recorded."""
    return max(
        (
            each
            for each in evaluation.view.establishments[requirement]
            if party_is_independent(evaluation.view, each.fact.by, each.day)
        ),
        key=lambda each: (each.day, each.root),
        default=None,
    )


def requirements_established(_criterion: RequirementsEstablished, case: Case) -> Outcome:
    """Every requirement's latest independent establishment is that it is met."""
    evaluation = case.evaluation
    requirements = evaluation.view.requirements
    if not requirements:
        text = Message("the commissioner's requirements; none is recorded")
        return Outcome("undetermined", (), (Need(text, _commissioner(evaluation)),))
    because, needs, rests, results = [], [], [], set()
    for key, requirement in requirements.items():
        found = established(evaluation, key)
        if found is None:
            text = Message("requirement {id} has to be established by an independent party", id=key)
            needs.append(Need(text, requirement.fact.set_by))
            continue
        said = found.fact
        results.add(said.result)
        text = Message(
            "requirement {id}: {result}, established by {party} on {day}",
            id=key,
            result=label(said.result),
            party=said.by,
            day=said.on,
        )
        because.append(Because("establishment", said.key, text))
        rests.append(Rest("establishment", said.key, names_a_document(said), found.day))
        if said.result == "not_met":
            needs.append(Need(Message("requirement {id} has to be met", id=key), evaluation.view.lab_id))
    verdict: Verdict = "undetermined" if needs else "met"
    return Outcome("not_met" if "not_met" in results else verdict, tuple(because), tuple(needs), tuple(rests))


def _commissioner(evaluation: Evaluation) -> str | None:
    return next((each.id for each in evaluation.view.parties.values() if each.is_a == "commissioner"), None)


def no_enforcement(_criterion: NoEnforcement, case: Case) -> Outcome:
    """Every measure of enforcement was lifted by its own party."""
    evaluation = case.evaluation
    because, needs, in_force = [], [], False
    for key, each in evaluation.view.enforcement.items():
        measure = each.fact
        text = Message("{kind} by {party} since {day}", kind=measure.is_a, party=measure.by, day=each.on)
        because.append(Because("enforcement", key, text))
        if any(event.fact.by == measure.by for event in evaluation.view.enforcement_events[key]):
            continue
        if measure.until is None or evaluation.as_of <= measure.until.last:
            in_force = True
            needs.append(Need(Message("enforcement {id} has to be lifted", id=key), measure.by))
        else:
            text = Message("enforcement {id} ended on {day}: say whether it was lifted", id=key, day=measure.until)
            needs.append(Need(text, measure.by))
    if not needs:
        return Outcome("met", tuple(because))
    return Outcome("not_met" if in_force else "undetermined", tuple(because), tuple(needs))


REQUIREMENTS = Check(requirements_established, frozenset({"requirement", "establishment"}) | PARTIES)
ENFORCEMENT = Check(
    no_enforcement,
    frozenset({"enforcement", "enforcement_event"}),
    lambda _criterion, case: (
        day_after(each.fact.until.last) for each in case.evaluation.view.enforcement.values() if each.fact.until
    ),
)
