"""The text beside the table of findings: a finding with its whole story (screens, 2.3)."""

from collections.abc import Iterator, Sequence

from textual.content import Content

from nen7510_tracker.dossier.facts import Evidence, Fact, FindingEvent
from nen7510_tracker.dossier.facts.base import Source
from nen7510_tracker.dossier.labels import label
from nen7510_tracker.dossier.view import At
from nen7510_tracker.rules.finding import FindingStatus
from nen7510_tracker.rules.trajectory import MeasureStatus, groups_of, is_overdue
from nen7510_tracker.tui.desk import Opened
from nen7510_tracker.tui.ink import BLANK, between, ink, join, line
from nen7510_tracker.tui.origin import origin
from nen7510_tracker.tui.page import Block, Target, heading, note
from nen7510_tracker.tui.pen import Pen, party_name
from nen7510_tracker.tui.tabs.rows_of_facts import measure_row


def measures_for(opened: Opened, row: FindingStatus) -> Sequence[MeasureStatus]:
    """The measures that answer a finding."""
    return opened.measures_for.get(row.finding.id, ())


def finding_text(pen: Pen, opened: Opened, row: FindingStatus, width: int) -> Iterator[Block]:
    """A finding with its whole story."""
    words, view, finding = pen.words, opened.evaluation.view, row.finding
    yield Block(join(ink(f"{finding.id}  ", "bold $primary"), line(finding.title, "bold")), hang=2)
    reported = (
        ink(" " + words("(“{grade}” in the report)", grade=finding.grade_as), "$quiet") if finding.grade_as else BLANK
    )
    yield Block(
        join(
            pen.standing(row.standing),
            ink("  " + words("state") + " ", "$quiet"),
            pen.label(row.state),
            "  ",
            pen.grade(row.grade),
            reported,
        )
    )
    yield Block(_whose(pen, opened, row), hang=2)
    yield Block(
        ink(
            words(
                "found by {party} on {day}, in {assessment}",
                party=party_name(view, row.assessment.performed_by),
                day=row.found.on,
                assessment=row.assessment.title,
            ),
            "$quiet",
        ),
        hang=2,
        target=Target("assessment", row.assessment.id),
    )
    yield from _on_controls(pen, opened, row)
    for title, text in (
        (words("What should be"), finding.requirement),
        (words("What was found"), finding.statement),
        (words("Evidence seen"), finding.evidence_text),
    ):
        if text:
            yield from heading(title, width, pen.symbols)
            yield Block(ink(text))
    yield from _seen(pen, opened, finding.evidence)
    yield from _source(pen, finding)
    yield from heading(words("What happened"), width, pen.symbols)
    for event in row.events:
        yield from _event(pen, opened, event)
    if not row.events:
        yield Block(ink(words("Nobody has said anything about it yet."), "$quiet"))
    yield from _measures(pen, opened, row, width)
    yield from _same(pen, opened, row, width)
    yield Block()
    yield origin(pen, row.found.version.entry, row.finding)


def _whose(pen: Pen, opened: Opened, row: FindingStatus) -> Content:
    words, view = pen.words, opened.evaluation.view
    parts = []
    if row.turn:
        parts.append(join(ink(words("turn") + " ", "$quiet"), pen.party(view, row.turn)))
    if row.due and not row.is_closed:
        late = is_overdue(row, view)
        text = words("overdue since {day}", day=row.due) if late else words("due {day}", day=row.due)
        parts.append(ink(text, "bold $partial" if late else ""))
        if row.baseline_due and row.baseline_due != row.due:
            parts.append(ink(words("first due {day}", day=row.baseline_due), "$quiet"))
    if row.finding.priority is not None:
        parts.append(ink(words("priority {n}", n=row.finding.priority), "$quiet"))
    if row.depth:
        depth = pen.depth(None if row.depth_is_assumed else row.depth).plain
        parts.append(ink(words("looked at {depth}", depth=depth), "$quiet"))
    return between("   ", parts)


def _on_controls(pen: Pen, opened: Opened, row: FindingStatus) -> Iterator[Block]:
    edition = opened.norm.edition(row.assessment.edition)
    for key in row.finding.controls:
        control = edition.controls.get(key)
        title = line(control.title(pen.words.language)) if control else BLANK
        yield Block(join(ink(f"{key}  ", "$primary"), title), hang=2, target=Target("control", key))


def _event(pen: Pen, opened: Opened, event: At[FindingEvent]) -> Iterator[Block]:
    words, view, fact = pen.words, opened.evaluation.view, event.fact
    changes = [words("now {grade}", grade=label(fact.grade))] if fact.grade else []
    changes += [words("due {day}", day=fact.due)] if fact.due else []
    changes += [words("looked at {depth}", depth=label(fact.depth))] if fact.depth else []
    known = words("known {day}", day=fact.known_on) if fact.known_on and fact.known_on != fact.on else ""
    yield Block(
        join(
            ink(f"{pen.day_text(event.on):<13}"),
            pen.label(fact.state, "bold"),
            ink(f"  {party_name(view, fact.by)}", "$quiet"),
            join("  ", line(", ".join(changes), "$accent")) if changes else BLANK,
            ink(f"  {known}", "$quiet") if known else BLANK,
        ),
        hang=4,
        target=Target("finding_event", fact.key),
    )
    for title, text in (
        (words("extent"), fact.extent),
        (words("correction"), fact.correction),
        (words("cause"), fact.cause),
        (words("action"), fact.action),
        ("", fact.note),
    ):
        if text:
            yield Block(join(ink(f"{title}: ", "$quiet") if title else BLANK, ink(text)), indent=4)
    yield from _seen(pen, opened, fact.evidence)
    yield from _source(pen, fact, indent=4)


def _source(pen: Pen, fact: Fact, indent: int = 0) -> Iterator[Block]:
    """Where it can be looked up: the report, and its page; whether the commissioner took it over from there."""
    words, source = pen.words, fact.source or Source()
    if fact.transcribed:
        yield Block(ink(words("transcribed by the commissioner from what they published"), "$quiet"), indent=indent)
    page = words("page {page}", page=source.page) if source.page else None
    told = "; ".join(part for part in (source.title, source.reference, page, source.url) if part)
    if told:
        yield Block(join(ink(words("Source") + "  ", "$quiet"), line(told)), indent=indent, hang=2)


def _seen(pen: Pen, opened: Opened, evidence: Sequence[str]) -> Iterator[Block]:
    for key in evidence:
        found = opened.evaluation.view.evidence.get(key)
        yield Block(
            join(ink(f"{pen.symbols.dot} {key}  ", "$primary"), _evidence_title(pen, found) if found else BLANK),
            indent=4,
            hang=2,
            target=Target("evidence", key),
        )


def _evidence_title(pen: Pen, found: At[Evidence]) -> Content:
    version = f" {found.fact.version}" if found.fact.version else ""
    place = line(f"  {found.fact.location}", "$quiet") if found.fact.location else BLANK
    return join(line(found.fact.title + version), ink(f"  {pen.day_text(found.on)}", "$quiet"), place)


def _measures(pen: Pen, opened: Opened, row: FindingStatus, width: int) -> Iterator[Block]:
    words = pen.words
    measures = measures_for(opened, row)
    if not measures:
        return
    yield from heading(words("Measures ({n})", n=len(measures)), width, pen.symbols)
    for each in measures:
        owner = join("  ", line(each.measure.owner, "$quiet")) if each.measure.owner else BLANK
        yield measure_row(pen, each, owner)


def _same(pen: Pen, opened: Opened, row: FindingStatus, width: int) -> Iterator[Block]:
    words, findings = pen.words, opened.evaluation.findings
    groups = groups_of(findings)
    same = [key for key, name in groups.items() if name == groups[row.finding.id] and key != row.finding.id]
    if not same:
        return
    yield from heading(words("The same shortcoming, found elsewhere"), width, pen.symbols)
    for key in same:
        other = findings[key]
        yield (
            note(BLANK)
            if not other
            else Block(
                join(
                    pen.standing(other.standing),
                    ink(f"  {key}  ", "$primary"),
                    line(other.finding.title),
                    ink(f"  {other.assessment.id}", "$quiet"),
                ),
                hang=2,
                target=Target("finding", key),
            )
        )
