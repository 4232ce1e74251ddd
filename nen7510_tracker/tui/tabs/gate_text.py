"""The texts of the gate: the verdict, the decision that stands, a criterion, what speaks against (screens, 2.6)."""

from collections.abc import Iterable, Iterator

from textual.content import Content

from nen7510_tracker.dossier.labels import label
from nen7510_tracker.rules.decision import Contra, decisions_of, standing_decision
from nen7510_tracker.rules.gate import CriterionResult, GateResult
from nen7510_tracker.rules.outcome import Verdict, verdict_of
from nen7510_tracker.tui.desk import Opened
from nen7510_tracker.tui.ink import BLANK, between, ink, join, line
from nen7510_tracker.tui.page import Block, Target, heading, note
from nen7510_tracker.tui.pen import VERDICT_STYLES, Pen, party_name


def banner(
    pen: Pen, opened: Opened, result: GateResult, assumed: frozenset[str], *, facts: int = 0, tall: bool
) -> Iterator[Block]:
    """The verdict large, by which policy, until when; the standing decision, and what cannot be missed.

    `assumed`: criteria taken to be met; `facts`: how many facts of a file are assumed.
    """
    words = pen.words
    own = result.policy.id == opened.policy.id
    verdicts: list[Verdict] = [
        "met" if each.criterion.id in assumed else each.outcome.verdict for each in result.criteria
    ]
    yield from large(pen, verdict_of(verdicts), tall=tall)
    if facts:
        text = words("what if ({n} facts assumed): nothing is recorded, nobody can decide on this", n=facts)
        yield Block(ink(f" {pen.symbols.alarm} {text} ", "bold $on-past on $past"), hang=2)
    if assumed:
        text = words(
            "what if (assumed to be met: {n}): nothing is recorded, nobody can decide on this",
            n=len(assumed),
        )
        yield Block(ink(f" {pen.symbols.alarm} {text} ", "bold $on-past on $past"), hang=2)
    until = (
        words("stays so until {day}, if nothing more becomes known", day=pen.day_text(result.holds_until))
        if result.holds_until
        else words("stays so, as long as nothing more becomes known")
    )
    met = sum(each.outcome.verdict == "met" for each in result.criteria)
    counts = words("{met} of {n} criteria are met", met=met, n=len(result.criteria))
    yield Block(join(ink(f"{counts}; ", "bold"), ink(until, "$foreground")), hang=2)
    yield Block(
        join(
            ink(words("by policy") + " ", "$quiet"),
            line(result.policy.title(words.language)),
            ink(f"  {result.policy.id}  {result.policy.digest[:12]}", "$quiet"),
        ),
        hang=2,
        target=_adoption(opened) if own else None,
    )
    if not own:
        yield Block(
            pen.alarm(
                words("this is not the policy of this dossier ({policy}): it decides nothing", policy=opened.policy.id)
            )
        )
    yield decision_block(pen, opened)


def decision_block(pen: Pen, opened: Opened) -> Block:
    """The decision that stands, which leads to its entry."""
    decision = standing_decision(opened.evaluation.view)
    return Block(decided(pen, opened), hang=2, target=Target("decision", decision.id) if decision else None)


def large(pen: Pen, verdict: str, *, tall: bool) -> Iterator[Block]:
    """A verdict that can be read from across the room; where the terminal is `tall`, in three lines."""
    words = pen.words
    labels = {"met": words("MET"), "not_met": words("NOT MET"), "undetermined": words("UNDETERMINED")}
    text = f"    {pen.symbols.verdict[verdict]}   {' '.join(labels[verdict])}    "
    style = f"bold $background on {VERDICT_STYLES[verdict]}"
    above = [Block(ink(" " * len(text), style), wraps=False)] if tall else []
    yield from (*above, Block(ink(text, style), wraps=False), *above)


def decided(pen: Pen, opened: Opened) -> Content:
    """The decision that stands, and whether its ground still does."""
    words, row = pen.words, opened.row
    view = opened.evaluation.view
    stands = standing_decision(view)
    pieces = []
    if row.outside:
        last = next(each for each in reversed(decisions_of(view)) if each.outside)
        text = words(
            "resumed outside the gate on {day} by {party}; that decision does not stand",
            day=last.on,
            party=party_name(view, last.by),
        )
        pieces.append(pen.alarm(text))
    if row.lapse:
        text = words(
            "the ground of the resumption lapsed on {day}: {criteria}",
            day=pen.day_text(row.lapse.since),
            criteria=", ".join(row.lapse.criteria),
        )
        pieces.append(pen.alarm(text))
    if stands:
        text = words(
            "{decision}, on {day}, by {party}",
            decision=words(label(stands.decision)),
            day=stands.on,
            party=party_name(view, stands.by),
        )
        pieces.append(join(ink(words("decision that stands") + " ", "$quiet"), line(text, "bold")))
    else:
        pieces.append(ink(words("no decision recorded"), "$quiet"))
    return between("  ", pieces)


def criterion_text(pen: Pen, opened: Opened, found: CriterionResult, width: int) -> Iterator[Block]:
    """A criterion: its outcome, what is needed from whom, what it rests on, its basis."""
    words, view = pen.words, opened.evaluation.view
    criterion, outcome = found.criterion, found.outcome
    yield Block(line(criterion.title(words.language), "bold"))
    until = (
        words("until {day}", day=pen.day_text(found.holds_until))
        if found.holds_until
        else words("as long as nothing more becomes known")
    )
    yield Block(join(pen.verdict(outcome.verdict), ink(f"  {until}", "$quiet")), hang=2)
    yield Block(ink(f"{criterion.id} {pen.symbols.dot} {criterion.check}", "$quiet"))
    if outcome.needs:
        yield from heading(words("What is needed"), width, pen.symbols)
        for need in outcome.needs:
            turn = join(ink(f" {pen.symbols.arrow} ", "$quiet"), pen.party(view, need.turn)) if need.turn else BLANK
            yield note(join(pen.say(need.text), turn))
    if outcome.because:
        yield from heading(words("What it rests on ({n})", n=len(outcome.because)), width, pen.symbols)
        for fact in outcome.because:
            yield Block(
                join(ink(f"{fact.id}  ", "$primary"), pen.say(fact.text)), hang=2, target=Target(fact.kind, fact.id)
            )
    if not outcome.because:
        yield from heading(words("What it rests on ({n})", n=0), width, pen.symbols)
        yield Block(ink(words("Nothing is recorded that it could rest on."), "$quiet"))
    if criterion.basis:
        yield from heading(words("Basis"), width, pen.symbols)
        yield Block(ink(words("“{text}”", text=criterion.basis), "italic"))
    source = opened.policy.source
    if source and criterion.basis:
        yield Block(
            line(f" {pen.symbols.dot} ".join(filter(None, (source.title, source.reference, source.page))), "$quiet")
        )


def _contra_target(opened: Opened, against: Contra) -> Target | None:
    """Where one sees what it rests on: the comparison, the adoption, or the criterion of the thorough policy."""
    if against.what == "disagreement":
        return Target("disagreement", "")
    if against.what.startswith("dropped:"):
        return _adoption(opened)
    return Target("contra", against.what)


def _adoption(opened: Opened) -> Target | None:
    """The adoption of the policy that the dossier is judged by; None: nobody adopted one."""
    view = opened.evaluation.view
    adopted = [key for key in view.approvals if key in view.proposals and view.proposals[key].fact.adopts]
    return Target("proposal", adopted[-1]) if adopted else None


def contra_text(pen: Pen, opened: Opened, against: Contra, width: int) -> Iterable[Block]:
    """The pane of something that speaks against a resumption."""
    words = pen.words
    yield Block(ink(words("Speaks against a resumption"), "bold"))
    yield Block(ink(against.what, "$quiet"))
    yield Block()
    yield Block(pen.say(against.text), target=_contra_target(opened, against))
    yield from heading(words("What this means"), width, pen.symbols)
    yield Block(
        ink(
            words(
                "Nobody can propose to resume without answering this in writing. The answer is kept with the decision."
            )
        )
    )
