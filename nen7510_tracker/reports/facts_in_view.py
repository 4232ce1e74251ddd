"""The facts of a view one by one: those with a day, which of them are withheld, and where each can be looked up."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from nen7510_tracker.dossier.facts import Fact
from nen7510_tracker.dossier.view import At, View
from nen7510_tracker.reports.inline import Inline
from nen7510_tracker.reports.subject import Subject, source_text


def dated_facts(view: View) -> Iterator[At[Any]]:
    """Every fact in the view that has a day, ratings aside."""
    lists: tuple[Iterable[At[Any]], ...] = (
        view.incidents,
        view.evidence.values(),
        view.statements,
        view.assessments.values(),
        view.findings.values(),
        *view.finding_events.values(),
        view.measures.values(),
        *view.measure_events.values(),
        view.milestones.values(),
        *view.milestone_events.values(),
        *view.certificate_events.values(),
        view.requirements.values(),
        *view.establishments.values(),
        view.enforcement.values(),
        *view.enforcement_events.values(),
        view.commitments.values(),
        *view.commitment_events.values(),
        view.timeline,
        view.decisions,
        view.proposals.values(),
        view.approvals.values(),
    )
    return chain.from_iterable(lists)


def is_withheld(subject: Subject, fact: Fact) -> bool:
    """Whether a fact is not told at all: what was said of a finding or measure that is withheld."""
    if fact.kind == "finding_event":
        return subject.discretion.hides_finding(str(getattr(fact, "finding")))  # noqa: B009
    if fact.kind in {"measure", "measure_event"}:
        key = fact.key if fact.kind == "measure" else str(getattr(fact, "measure"))  # noqa: B009
        return subject.discretion.hides_measure(subject.evaluation.measures[key])
    return False


def source_of(subject: Subject, fact: Fact) -> Inline:
    """Where it can be looked up: its own source, else that of the assessment that found it."""
    assessment = getattr(fact, "assessment", None)
    parent = subject.view.all_assessments.get(assessment) if isinstance(assessment, str) else None
    return source_text(fact.source) or (source_text(parent.source) if parent else None)
