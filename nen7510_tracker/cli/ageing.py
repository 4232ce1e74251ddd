"""`nen7510 portfolio ageing`: for how long findings have been open."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from nen7510_tracker.cli.export import Filters, emit_rows, one_of, tell_filters
from nen7510_tracker.cli.options import (
    AsOf,
    Excel,
    Headers,
    KnownOn,
    LabIds,
    Many,
    OfArea,
    OfGrade,
    Output,
    Public,
    RowsForm,
    session_of,
)
from nen7510_tracker.cli.output import Page, emit_json, note
from nen7510_tracker.cli.portfolio import across
from nen7510_tracker.cli.speech import say as _
from nen7510_tracker.cli.symbols import NOTHING, label_text, view_text
from nen7510_tracker.norm.norm import DEFAULT_EDITION

if TYPE_CHECKING:
    from nen7510_tracker.norm.norm import Norm
    from nen7510_tracker.rules.ageing import Ages, OpenFinding
    from nen7510_tracker.service.ageing import Ageing
    from nen7510_tracker.service.record import Moment

BUCKETS = ("0-30", "31-90", "91-180", "181-365", "366-")
COLUMNS = (
    "lab",
    "name",
    "as_of",
    "known_on",
    "grade",
    "turn",
    "days_0_30",
    "days_31_90",
    "days_91_180",
    "days_181_365",
    "days_366",
    "open",
    "oldest_days",
    "oldest_assumed",
)


def ageing(
    context: typer.Context,
    lab: LabIds = None,
    grade: OfGrade = None,
    turn: Annotated[
        Many,
        typer.Option("--turn", help=_("Only what is this party's turn, or this kind of party's."), metavar="PARTY"),
    ] = None,
    area: OfArea = None,
    public: Public = False,
    as_of: AsOf = None,
    known_on: KnownOn = None,
    form: RowsForm = "table",
    headers: Headers = False,
    excel: Excel = False,
    output: Output = None,
) -> None:
    from nen7510_tracker.reports.ageing import ageing_document
    from nen7510_tracker.service import ageing as service

    filters: Filters = {"grade": grade or (), "turn": turn or (), "area": area or ()}

    def keep(each: "OpenFinding") -> bool:
        return (
            (not grade or each.grade in grade)
            and (not turn or each.turn in turn or each.whose in turn)
            and (not area or any(one in area for one in each.areas))
        )

    session = session_of(context)
    moment = session.moment(as_of, known_on, None)
    with session.record() as record:
        _check(filters, record.norm)
        everything = record.labs()
        asked_of = across(record, lab or everything, moment, session.today, DEFAULT_EDITION)
        found = service.ageing(asked_of.open_findings(), keep)
    if form == "json":
        emit_json(ageing_document(found, moment, public=public), output)
    elif form == "csv":
        emit_rows(_values(found, moment, public=public), COLUMNS, output, headers=headers, excel=excel)
    else:
        ageing_page(found, moment, public=public).emit(output)
    open_in = sum(row.ages.open > 0 for row in found.labs)
    note(
        _(
            "{n} open findings, in {labs} of {total} laboratories.",
            n=found.total.open,
            labs=open_in,
            total=len(found.labs),
        )
    )
    note(_("{n} of {total} laboratories.", n=len(found.labs), total=len(everything)))
    tell_filters(filters, public=public)


ageing.__doc__ = _("For how many days findings have been open, by grade and by turn.")


def _check(filters: Filters, norm: "Norm") -> None:
    """A filter that can match nothing is a typing error; findings are on the controls of any edition."""
    from typing import get_args

    from nen7510_tracker.dossier.facts.assessment import Grade

    one_of("--grade", filters["grade"], get_args(Grade))
    areas = dict.fromkeys(area for edition in norm.editions for area in norm.edition(edition).areas)
    one_of("--area", filters["area"], tuple(areas))


def _values(found: "Ageing", moment: "Moment", *, public: bool) -> Iterator[tuple[object, ...]]:
    """A row per laboratory, grade and turn; for outsiders per grade and turn. The rows add up to all."""
    from nen7510_tracker.rules.ageing import ages

    for row in found.labs if not public else ():
        for (grade, whose), findings in sorted(_groups(row.findings).items()):
            yield (row.lab, row.name, *_counted(moment, grade, whose, ages(findings)))
    if public:
        everything = [each for row in found.labs for each in row.findings]
        for (grade, whose), findings in sorted(_groups(everything).items()):
            yield (None, None, *_counted(moment, grade, whose, ages(findings)))


def _groups(findings: "Iterable[OpenFinding]") -> "Mapping[tuple[str, str], list[OpenFinding]]":
    groups: dict[tuple[str, str], list[OpenFinding]] = defaultdict(list)
    for each in findings:
        groups[each.grade, each.whose].append(each)
    return groups


def _counted(moment: "Moment", grade: str, whose: str, ages: "Ages") -> tuple[object, ...]:
    oldest = ages.oldest
    days = (oldest.days, oldest.assumed) if oldest else (None, None)
    return (moment.as_of, moment.known_on, grade, whose, *ages.counts, ages.open, *days)


def ageing_page(found: "Ageing", moment: "Moment", *, public: bool = False) -> Page:
    """For people: all findings by grade and by turn, then the laboratories that have any, the oldest first."""
    page = Page()
    page.line(view_text(moment.as_of, moment.known_on))
    if not found.total.open:
        page.line(_("No finding is open."))
        return page
    page.line(_("Open findings by the days since they were found."))
    page.line()
    _table(page, _("grade"), {label_text(name): ages for name, ages in found.by_grade.items()}, found.total)
    _table(page, _("turn"), {label_text(name): ages for name, ages in found.by_turn.items()}, found.total)
    if not public:
        _table(page, _("laboratory"), {row.lab: row.ages for row in found.labs if row.ages.open}, found.total)
    if any(row.ages.oldest and row.ages.oldest.assumed for row in found.labs):
        page.line(
            _("~: the report names no day for the finding, or a month; counted is the last day that it can mean.")
        )
    return page


def _table(page: Page, title: str, rows: "Mapping[str, Ages]", total: "Ages") -> None:
    columns = (title, *BUCKETS, _("open"), _("oldest"))
    page.table(columns, [_cells(name, ages) for name, ages in (*rows.items(), (_("together"), total))], wide=0)


def _cells(name: str, ages: "Ages") -> tuple[str, ...]:
    oldest = ages.oldest
    days = NOTHING if oldest is None else f"{'~' if oldest.assumed else ''}{oldest.days}"
    return (name, *(str(count or "") for count in ages.counts), str(ages.open), days)
