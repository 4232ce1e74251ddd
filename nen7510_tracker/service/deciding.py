"""Proposing and approving decisions, and the adoption of policies: four eyes and the gate (design section 4)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from nen7510_tracker.dossier.dossier import Dossier
from nen7510_tracker.dossier.entry import Entry, Head
from nen7510_tracker.dossier.facts import Approval, Laboratory, Party, Proposal
from nen7510_tracker.dossier.facts.base import ID_PATTERN
from nen7510_tracker.dossier.facts.commissioning import Answer, Condition, DecisionValue, HeadMark, PolicyMark
from nen7510_tracker.dossier.view import Known
from nen7510_tracker.norm.norm import THOROUGH_POLICY, Norm
from nen7510_tracker.norm.policy import Policy
from nen7510_tracker.rules.decision import adopted_by, adoptions, policy_of
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.rules.gate import gate
from nen7510_tracker.rules.outcome import Verdict
from nen7510_tracker.service.record import Record
from nen7510_tracker.service.recording import Call, Writing, append
from nen7510_tracker.words.day import Day, of
from nen7510_tracker.words.message import InputRejected, Message, Refused


@dataclass(slots=True, frozen=True)
class Wish:
    """What somebody proposes to decide; without an id the next free one is taken, without a party the commissioner."""

    rationale: str
    decision: DecisionValue | None = None
    adopts: Policy | None = None
    id: str | None = None
    by: str | None = None
    services: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    review_on: Day | None = None
    answers: tuple[Answer, ...] = field(default=())


@dataclass(slots=True, frozen=True)
class Decided:
    """A proposal as it stands: proposed, or approved by somebody else."""

    lab: str
    proposal: Proposal
    proposed_by: str
    approved_by: str | None
    policy: PolicyMark
    verdict: Verdict | None
    head: Head
    authenticated: bool

    @property
    def names(self) -> str:
        """Where its names come from: `authenticated` by a server, or `stated`."""
        return "authenticated" if self.authenticated else "stated"

    @property
    def state(self) -> str:
        """`proposed` or `approved`."""
        return "approved" if self.approved_by else "proposed"


def propose(record: Record, lab: str, wish: Wish, call: Call) -> Decided:
    """Propose a decision or an adoption, judged today.

    Raises Refused when the rules forbid it, InputRejected for what the record does not know.
    """
    record.dossier(lab)
    made: list[Proposal] = []

    def write(writings: Mapping[str, Writing]) -> None:
        writing = writings[lab]
        proposal = _proposal(writing.judge.dossier, wish, call.today, record.norm)
        _refuse(writing.add(proposal))
        made.append(proposal)

    entry = _written(append(record, [lab], call, write)[lab])
    proposal = made[-1]
    known = record.access.enforced
    return Decided(lab, proposal, entry.recorded_by, None, proposal.policy, proposal.verdict, entry.head, known)


def approve(record: Record, lab: str, proposal_id: str, call: Call) -> Decided:
    """Approve what somebody else proposed, judged once more today at this very head.

    Raises Refused when the rules forbid it, InputRejected when there is no such proposal.
    """
    record.dossier(lab)
    approved: list[tuple[Proposal, str, Approval]] = []

    def write(writings: Mapping[str, Writing]) -> None:
        writing = writings[lab]
        dossier = writing.judge.dossier
        version = dossier.latest("proposal", proposal_id)
        if version is None or not isinstance(version.fact, Proposal):
            raise InputRejected(Message("There is no proposal {id} in the record of {lab}.", id=proposal_id, lab=lab))
        evaluation = _today(dossier, call.today, record.norm)
        policy = adopted_by(version.fact) or policy_of(evaluation.view, record.norm)
        approval = Approval(
            id=proposal_id,
            on=of(call.today),
            verdict=gate(evaluation, policy, holding=False).verdict,
            policy=PolicyMark(id=policy.id, digest=policy.digest),
            head=HeadMark(seq=dossier.head.seq, digest=dossier.head.digest),
        )
        _refuse(writing.add(approval))
        approved.append((version.fact, version.entry.recorded_by, approval))

    entry = _written(append(record, [lab], call, write)[lab])
    proposal, proposer, approval = approved[-1]
    known, by = record.access.enforced, entry.recorded_by
    return Decided(lab, proposal, proposer, by, approval.policy, approval.verdict, entry.head, known)


def _written(entries: Sequence[Entry]) -> Entry:
    return entries[-1]


def _refuse(reason: Message | None) -> None:
    if reason:
        raise Refused(Message("Refused: {reason}.", reason=reason))


def _today(dossier: Dossier, today: date, norm: Norm) -> Evaluation:
    return Evaluation(Known(dossier, today), today, norm)


def _proposal(dossier: Dossier, wish: Wish, today: date, norm: Norm) -> Proposal:
    evaluation = _today(dossier, today, norm)
    policy = wish.adopts or policy_of(evaluation.view, norm)  # an adoption keeps what the adopted policy says
    _check_answers(wish, evaluation, norm)
    _check_names(wish, dossier)
    return Proposal(
        id=wish.id or _next_id(dossier, "P" if wish.adopts else "D"),
        on=of(today),
        by=_commissioner(dossier, wish.by),
        decision=wish.decision,
        adopts=wish.adopts.text if wish.adopts else None,
        rationale=wish.rationale,
        services=wish.services,
        conditions=wish.conditions,
        review_on=wish.review_on,
        answers=wish.answers,
        verdict=gate(evaluation, policy, holding=False).verdict,
        policy=PolicyMark(id=policy.id, digest=policy.digest),
        head=HeadMark(seq=dossier.head.seq, digest=dossier.head.digest),
    )


def _check_answers(wish: Wish, evaluation: Evaluation, norm: Norm) -> None:
    """An answer to what nobody asked is a typing error."""
    known = {each.id for each in norm.policy(THOROUGH_POLICY).criteria} | {"disagreement"}
    for policy in adoptions(evaluation.view, norm):
        known |= {f"dropped:{each.id}" for each in policy.criteria}
    for answer in wish.answers:
        if answer.what not in known:
            text = "There is nothing called {what} to answer; see `nen7510 gate {lab}`."
            raise InputRejected(Message(text, what=answer.what, lab=evaluation.view.lab_id))


def _check_names(wish: Wish, dossier: Dossier) -> None:
    """An id has its form, and a service is one of the laboratory's, if it names any."""
    if wish.id is not None and not re.fullmatch(ID_PATTERN.removesuffix("$"), wish.id):
        rule = "“{given}” is no id: 1 to 64 letters, digits, dots, underscores and hyphens, first a letter or digit"
        raise InputRejected(Message("{problem}.", problem=Message(rule, given=wish.id)))
    lab = dossier.current("lab", dossier.lab)
    known = lab.services if isinstance(lab, Laboratory) else ()
    for service in wish.services:
        if known and service not in known:
            text = "{lab} has no service {service}; it has {known}."
            raise InputRejected(Message(text, lab=dossier.lab, service=service, known=", ".join(known)))


def _next_id(dossier: Dossier, letter: str) -> str:
    taken = {*dossier.chains["proposal"], *dossier.chains["decision"]}
    return next(name for number in range(1, len(taken) + 2) if (name := f"{letter}-{number}") not in taken)


def _commissioner(dossier: Dossier, asked: str | None) -> str:
    """The party that decides: the one that is asked for, else the only commissioner. Raises InputRejected."""
    parties = [each for each in dossier.facts("party") if isinstance(each, Party)]
    if asked is not None:
        if asked not in {each.id for each in parties}:
            raise InputRejected(Message("There is no party {id} in the record of {lab}.", id=asked, lab=dossier.lab))
        return asked
    found = [each.id for each in parties if each.is_a == "commissioner"]
    if len(found) == 1:
        return found[0]
    if not found:
        raise InputRejected(Message("The dossier {lab} names no commissioner: record one first.", lab=dossier.lab))
    raise InputRejected(Message("Several commissioners: say which with --by ({ids}).", ids=", ".join(found)))
