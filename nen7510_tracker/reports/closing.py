"""The list for the closing meeting of an audit: what was found so far, marked as a draft (screens, 3)."""

from collections.abc import Iterator, Sequence

from nen7510_tracker.dossier.draft import Draft, DraftFinding
from nen7510_tracker.dossier.labels import label
from nen7510_tracker.norm.edition import Edition
from nen7510_tracker.words.catalogue import Words

GRADES = ("major", "ungraded", "minor", "observation")


def closing_list(draft: Draft, edition: Edition, scope: Sequence[str], lab: str, words: Words) -> str:
    """The list as Markdown that also reads as plain text; `lab` is the laboratory's name."""
    return "\n".join(_lines(draft, edition, scope, lab, words)) + "\n"


def _lines(draft: Draft, edition: Edition, scope: Sequence[str], lab: str, words: Words) -> Iterator[str]:
    yield f"# {words('DRAFT')}: {_line(draft.title)}"
    yield ""
    yield words("For the closing meeting at {lab}. Nothing in it is recorded yet; it may still change.", lab=_line(lab))
    yield ""
    done = [each for each in scope if draft.row(each).is_done]
    yield words("{n} of {total} controls were looked at.", n=len(done), total=len(scope))
    for grade in GRADES:
        findings = [each for each in draft.findings if each.grade == grade]
        if findings:
            yield ""
            yield f"## {words(label(grade))} ({len(findings)})"
            for each in findings:
                yield from _finding(each, words)
    rated = [each for each in scope if draft.row(each).rating not in (None, "meets", "not_assessed")]
    if rated:
        yield ""
        yield f"## {words('Rated below “meets”')}"
        yield ""
        for control in rated:
            row = draft.row(control)
            note = f": {_line(row.note)}" if row.note else ""
            title = edition.controls[control].title(words.language)
            yield f"- {control} {title}: {words(label(str(row.rating)))}{note}"


def _finding(finding: DraftFinding, words: Words) -> Iterator[str]:
    yield ""
    yield f"### {finding.id}: {_line(finding.title) or words('(no title yet)')}"
    yield ""
    yield f"{words('Controls')}: {', '.join(finding.controls)}"
    for title, text in (
        (words("What should be"), finding.requirement),
        (words("What was found"), finding.statement),
        (words("Evidence seen"), finding.evidence_text),
        (words("Due"), finding.due),
    ):
        if text:
            yield f"{title}: {_line(text)}"


def _line(text: str) -> str:
    return " ".join(text.split())
