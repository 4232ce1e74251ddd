"""What a report is made from: a dossier at a moment, the policy that is asked, and what its reader may see."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import combinations
from typing import Any

from nen7510_tracker.dossier.facts.base import Source
from nen7510_tracker.dossier.labels import label
from nen7510_tracker.dossier.view import At, View
from nen7510_tracker.norm.criterion import Title
from nen7510_tracker.norm.policy import Policy
from nen7510_tracker.reports.discretion import Discretion
from nen7510_tracker.reports.inline import Inline, joined, listed
from nen7510_tracker.rules.comparison import Comparison, compare
from nen7510_tracker.rules.decision import Contra, DecisionStatus, Lapse, contra, lapse, policy_of, standing_decision
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.rules.gate import GateResult, gate
from nen7510_tracker.words.day import Day, day, of
from nen7510_tracker.words.message import Message

# The places in the rules' sentences that hold a party's id, and those that hold an assessment's.
PARTY_PLACES = frozenset({"party", "issuer", "finder", "lab"})
ASSESSMENT_PLACES = frozenset({"assessment"})


class Subject:
    """An evaluation with the names of what is in it, so that people need not read ids."""

    def __init__(self, evaluation: Evaluation, edition: str, *, public: bool) -> None:
        """`edition` is an edition's id; `public`: the reader may not see what is open (design section 6)."""
        self.evaluation = evaluation
        self.view: View = evaluation.view
        self.edition = edition
        self.public = public
        self.discretion = Discretion(evaluation, public=public)

    def party(self, key: str | None) -> Inline:
        """A party's name; its id where it has none; None for nobody."""
        if key is None:
            return None
        found = self.view.parties.get(key)
        return found.name if found else key

    def parties(self, keys: Iterable[str]) -> Inline:
        """The names of some parties."""
        return joined([self.party(key) for key in keys])

    def assessment(self, key: str) -> str:
        """An assessment's title with its id."""
        found = self.view.all_assessments.get(key)
        return f"{found.title} ({key})" if found and found.title != key else key

    def control(self, key: str, edition: str | None = None) -> Title | str:
        """A control's title in both languages; its id where the edition lacks it."""
        found = self.evaluation.norm.edition(edition or self.edition).controls.get(key)
        return Title(nl=found.title_nl, en=found.title_en) if found else key

    def area(self, key: str, edition: str | None = None) -> Title | str:
        """An area's title in both languages."""
        found = self.evaluation.norm.edition(edition or self.edition).areas.get(key)
        return Title(nl=found.title_nl, en=found.title_en) if found else key

    def named(self, message: Message) -> Message:
        """A sentence of the rules with the names of parties and assessments instead of their ids."""
        return Message(message.text, **{key: self._name(key, value) for key, value in message.params.items()})

    def _name(self, key: str, value: object) -> "str | int | Day | Message | Title":
        if isinstance(value, Message):
            return self.named(value)
        if isinstance(value, str) and key in PARTY_PLACES:
            return str(self.party(value))
        if isinstance(value, str) and key in ASSESSMENT_PLACES:
            return self.assessment(value)
        return value  # type: ignore[return-value]  # what a Message holds goes into a Message

    def criteria(self, keys: Iterable[str]) -> Message | str:
        """The titles of some criteria of the policy that the dossier itself is judged by."""
        own = {each.id: each.title for each in policy_of(self.view, self.evaluation.norm).criteria}
        return listed([own.get(key, key) for key in keys])


class GateSubject(Subject):
    """A subject with what a policy says of it."""

    def __init__(self, evaluation: Evaluation, policy: Policy, edition: str, *, public: bool) -> None:
        super().__init__(evaluation, edition, public=public)
        self.policy = policy

    @cached_property
    def result(self) -> GateResult:
        """The gate's answer, with until when it holds."""
        return gate(self.evaluation, self.policy)

    @cached_property
    def contra(self) -> Sequence[Contra]:
        """What speaks against a resumption."""
        return contra(self.evaluation)

    @cached_property
    def standing(self) -> DecisionStatus | None:
        """The decision that stands."""
        return standing_decision(self.view)

    @cached_property
    def lapse(self) -> Lapse | None:
        """Since when its ground is gone; None where it is not."""
        return lapse(self.evaluation, self.standing)

    @cached_property
    def comparisons(self) -> Sequence[Comparison]:
        """Each pair of independent assessments that rated a clause or control in common, in the order of their days."""
        known, view = self.evaluation, self.view
        pairs = [
            compare(view, known.norm, self.edition, a.fact, b.fact, known.ratings, known.findings)
            for a, b in combinations(known.independent_assessments, 2)
        ]
        return [each for each in pairs if each.summary.both]


def known_day(at: At[Any]) -> Inline:
    """The day from which the commissioner could know a fact; `~` before one that is assumed (design section 3)."""
    recorded = at.version.entry.known_on
    if recorded is None:
        return None
    return Message("{day}", day=day(recorded)) if at.fact.known_on else Message("~{day}", day=day(recorded))


def source_text(source: Source | None) -> Inline:
    """Where a statement can be looked up; None where it names nothing."""
    if source is None:
        return None
    page = Message("page {page}", page=source.page) if source.page else None
    return joined([part for part in (source.title, source.reference, page, source.url) if part], "; ")


def labelled(value: str | None) -> Inline:
    """A value of an enumeration as people read it."""
    return label(value) if value else None


def labelled_all(values: Iterable[str]) -> Inline:
    """Several of them."""
    return joined([label(value) for value in values])


def span(first: Day | None, last: Day | None) -> int | None:
    """The days from one to the other; None where either is not known."""
    return (last.last - first.last).days if first and last else None


def days_text(days: int | None) -> Message | None:
    """A slip in days, with its sign; None where it is not known."""
    if days is None:
        return None
    if abs(days) == 1:
        return Message("{days} day", days=f"{days:+d}")
    return Message("{days} days", days=f"{days:+d}" if days else "0")


def about(subject: Subject) -> Inline:
    """The laboratory: its name and city."""
    lab = subject.view.lab
    return joined([part for part in (lab.name, lab.city) if part])


def view_line(subject: Subject, *also: Inline) -> Inline:
    """From when the dossier is seen, and what else has to be known to read it."""
    text = "As of {as_of}, with what was known on {known_on}"
    seen = Message(text, as_of=of(subject.evaluation.as_of), known_on=of(subject.view.known_on))
    audience = Message("public version: what is open is told by id, area, grade, state and due alone")
    return joined([seen, *also, audience] if subject.public else [seen, *also], " · ")


def foot(subject: Subject) -> Inline:
    """Which record the report was made from."""
    head = subject.view.head
    return Message("Record of {lab}, head {head}", lab=subject.view.lab_id, head=str(head))
