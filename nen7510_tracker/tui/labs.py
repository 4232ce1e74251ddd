"""The laboratories: where each stands, the worst first (screens, 1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.content import Content

from nen7510_tracker.dossier.labels import label
from nen7510_tracker.service.lab_order import (
    ORDERS,
    WORST_FIRST,
    Wanted,
    majors,
    majors_found,
    minors,
    minors_found,
    searched,
)
from nen7510_tracker.tui.action import LABS
from nen7510_tracker.tui.frame import Frame
from nen7510_tracker.tui.ink import BLANK, between, ink, join, line, styled
from nen7510_tracker.tui.page import Block, Page, Target
from nen7510_tracker.tui.pen import STATUSES, VERDICT_STYLES, Pen
from nen7510_tracker.tui.table import Column, Table
from nen7510_tracker.words.message import N_, Message

if TYPE_CHECKING:
    from nen7510_tracker.service.portfolio import LabRow
    from nen7510_tracker.tui.desk import Labs

Heat = Mapping[str, Mapping[str, Mapping[str, int]]]  # by laboratory, area and status


PART = 7  # cells for `12/137` and a free one


class Only(NamedTuple):
    """Some of the laboratories: what they are called, and which they are."""

    name: str
    wanted: Wanted


ONLY = (
    Only("", Wanted()),
    Only(N_("not met"), Wanted(verdicts=("not_met",))),
    Only(N_("undetermined"), Wanted(verdicts=("undetermined",))),
    Only(N_("met"), Wanted(verdicts=("met",))),
    Only(N_("ground lapsed"), Wanted(lapsed=True)),
    Only(N_("outside the gate"), Wanted(outside=True)),
    Only(N_("overdue"), Wanted(overdue=True)),
)


class LabsScreen(Frame):
    """A row per laboratory; below it, what cannot be missed of the one under the cursor."""

    follows: ClassVar[bool] = True
    DEFAULT_CSS = """
    LabsScreen Table { height: 1fr; }
    LabsScreen #about { border-top: solid $rule; box-sizing: content-box; }
    LabsScreen.-ascii #about { border-top: ascii $rule; }
    LabsScreen.small #about { display: none; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.rows: Sequence[LabRow] = ()
        self.missing = 0  # laboratories that are still being worked out
        self._asking_on = False
        self.heat: Heat | None = None
        self.area: str | None = None  # which area of the heat map is marked
        self._told: dict[tuple[str, str, bool, bool], str] = {}  # how verdict and decision are shown
        self.only = 0  # which of the kinds that `o` goes through is shown

    @property
    def place(self) -> str:
        """The laboratories."""
        return LABS

    @property
    def where(self) -> Content:
        """All laboratories."""
        return ink(self.pen.words("All laboratories"), "bold")

    @property
    def table(self) -> Table[LabRow]:
        """The table."""
        return self.query_one("#labs", Table)

    def body(self) -> ComposeResult:
        """A line of figures, the table, and the laboratory under the cursor in words."""
        yield Page(id="summary", most=2)
        yield Table["LabRow"](lambda row: row.id, search=self._searched, id="labs")
        yield Page(id="about", most=5)

    def on_mount(self) -> None:
        """Show the frame, say that the rest comes."""
        self.set_class(not self.pen.symbols.braille, "-ascii")
        self.table.focus()
        words = self.pen.words
        self.table.empty = ink(words("Working out where every laboratory stands …"), "$quiet")

    def on_resize(self) -> None:
        """A small terminal has room for the table only."""
        self.set_class(self.size.height < 18, "small")

    def focus_body(self) -> None:
        """The table."""
        self.table.focus()

    @property
    def counts(self) -> tuple[int, int]:
        """The laboratories that are shown, of all of them."""
        return self.table.counts

    def load(self) -> None:
        """Work out the portfolio at the app's moment."""
        moment = self.tracker.moment
        self.fetch(lambda desk: desk.labs(moment), self._loaded)

    def do_new_lab(self, _key: str) -> None:
        """Record a new laboratory, and open it."""
        from nen7510_tracker.tui.begin import new_laboratory

        new_laboratory(self)

    def do_import(self, _key: str) -> None:
        """Import dossier files, or findings from a spreadsheet or a plan."""
        from nen7510_tracker.tui.take_in import import_files

        import_files(self)

    def do_heat(self, _key: str) -> None:
        """Laboratories by areas, and back."""
        if self.heat is None:
            moment = self.tracker.moment
            self.fetch(lambda desk: desk.heat(moment), self._heated)
        else:
            self.heat = self.area = None
            self.redraw()

    def do_area(self, key: str) -> None:
        """Mark the next area of the heat map, or the one before; beyond either end none is marked."""
        areas = [None, *next(iter((self.heat or {}).values()), {})]
        step = 1 if key == "right" else -1
        self.area = areas[(areas.index(self.area) + step) % len(areas)]
        self.redraw()

    def why_not_area(self) -> Message | None:
        """Only the heat map has areas."""
        return None if self.heat else Message("Press h first for the heat map.")

    def why_not_heat(self) -> Message | None:
        """There has to be a laboratory."""
        return None if self.rows else Message("There is no laboratory here.")

    def _heated(self, heat: Heat) -> None:
        self.heat = heat
        self.redraw()
        self.flash(
            Message("In each area the worst status, and how many controls have it. Press h for the other columns.")
        )

    def _loaded(self, labs: Labs) -> None:
        self.rows, self.missing = labs.rows, labs.missing
        self._ask_on(labs)
        if not any(map(ONLY[self.only].wanted.holds, self.rows)):
            self.only = 0
        if self.heat is not None:
            self.heat = None
            self.do_heat("h")
        self.redraw()
        self.tell()

    def _ask_on(self, labs: Labs) -> None:
        """Those that are not known yet are shown as they come."""
        if labs.goes_on and not self._asking_on:
            self._asking_on = True
            self.carry_out(lambda desk: desk.more_labs(), self._more)

    def _more(self, labs: Labs) -> None:
        self._asking_on = False
        if labs.moment != self.tracker.moment:
            return
        changed = (labs.missing, len(labs.rows)) != (self.missing, len(self.rows))
        self.rows, self.missing = labs.rows, labs.missing
        self._ask_on(labs)
        if changed:
            self.redraw()

    def on_screen_resume(self) -> None:
        """What one did elsewhere shows here."""
        if self.rows:
            self.load()

    def redraw(self) -> None:
        """Show the rows in the language and the signs of now."""
        pen = self.pen
        self._told.clear()
        self.table.empty = self._empty()
        shown = columns(pen) if self.heat is None else heat_columns(pen, self.heat, self.area)
        wanted = ONLY[self.only].wanted
        self.table.fill(shown, [row for row in self.rows if wanted.holds(row)], pen.symbols)
        self._sum_up()
        self._about(self.table.current)

    def _sum_up(self) -> None:
        """What is shown of how much, and what cannot be missed of all."""
        pen, shown, only = self.pen, len(self.table.shown), ONLY[self.only].name
        self.query_one("#summary", Page).show(
            lambda _width: [summary(pen, self.rows, shown, only, self.missing)], pen.symbols
        )

    def narrow(self, text: str) -> None:
        """Show only the laboratories that contain these words."""
        self.table.empty = self._empty(text)
        self.table.narrow(text)
        self._sum_up()

    def _empty(self, filtered: str | None = None) -> Content:
        """Why no laboratory is shown."""
        if self.missing and not self.rows:
            return ink(self.pen.words("Working out where every laboratory stands …"), "$quiet")
        text = self.filter_text if filtered is None else filtered
        return empty(self.pen, text if self.rows else "")

    def _searched(self, row: LabRow) -> str:
        """What the filter looks in: also the verdict and the decision, as they are shown."""
        standing = (row.verdict, row.decided or "", row.lapsed_since is not None, row.outside)
        if standing not in self._told:  # few of them, however many laboratories there are
            words = self.pen.words
            self._told[standing] = f"{words(label(row.verdict))} {decision(self.pen, row).plain}"
        return f"{searched(row)} {self._told[standing]}"

    def do_only(self, _key: str) -> None:
        """Show the next kind of laboratories only; after the last, all."""
        kinds = [at for at, kind in enumerate(ONLY) if not at or any(map(kind.wanted.holds, self.rows))]
        self.only = next((at for at in kinds if at > self.only), 0)
        self.redraw()

    why_not_only = why_not_failing = why_not_ageing = why_not_upcoming = why_not_changed = why_not_heat

    @on(Table.Moved)
    def _moved(self, event: Table.Moved) -> None:
        event.stop()
        self._about(event.row)

    def _about(self, row: LabRow | None) -> None:
        pen, heat = self.pen, self.heat
        blocks = () if row is None else about(pen, row) if heat is None else _areas(pen, row, heat, self.area)
        self.query_one("#about", Page).show(lambda _width: blocks, pen.symbols)

    @on(Table.Chosen)
    def _chosen(self, event: Table.Chosen) -> None:
        event.stop()
        self.open_lab(event.row.id, target=Target("area", self.area) if self.area else None)

    def open_lab(self, lab: str, tab: str | None = None, target: Target | None = None) -> None:
        """Open a laboratory, at something in it."""
        from nen7510_tracker.tui.laboratory import LaboratoryScreen

        names = {row.id: row.name for row in self.rows}
        screen = LaboratoryScreen(lab, names.get(lab, lab), tab)
        self.app.push_screen(screen)
        if target:
            screen.jump(target)

    def do_sort(self, _key: str) -> None:
        """Sort by the next column."""
        self.table.next_order()

    def do_reverse(self, _key: str) -> None:
        """Sort the other way round."""
        self.table.order(self.table.sorted_by, descending=not self.table.descending)

    def why_not_reverse(self) -> Message | None:
        """Only what is sorted by a column can be reversed."""
        return None if self.table.sorted_by else Message("Press s first to sort by a column.")

    def why_not_open(self) -> Message | None:
        """There has to be one."""
        return None if self.table.current else Message("There is no laboratory here.")

    def do_copy(self, _key: str) -> None:
        """Copy the row."""
        row = self.table.current
        if row:
            self.copy("\n".join(each.content.plain for each in about(self.pen, row)))


def empty(pen: Pen, filtered: str) -> Content:
    """Why there is no laboratory, and what to do about it."""
    words = pen.words
    if filtered:
        return ink(words("No laboratory contains “{words}”. Press escape to see all.", words=filtered), "$quiet")
    return ink(
        "\n".join(
            (
                "",
                words("There is no laboratory in this record yet."),
                "",
                words("This program keeps, per laboratory, what was found against NEN 7510, what was promised and"),
                words("what was verified, and says whether the collaboration may be resumed. Three ways to begin:"),
                "",
                words("  nen7510 demo    look at ten example laboratories, in a record that is thrown away"),
                words("  i               import dossier files (YAML or JSON)"),
                words("  n               record a first laboratory"),
            )
        ),
        "$foreground",
    )


def columns(pen: Pen) -> Sequence[Column[LabRow]]:
    """The columns; the narrower the terminal, the fewer."""
    words = pen.words
    counts, slip = _counts_room(pen), words("Slip")
    major, minor, late = (f"{each:{PART}}" for each in (words("Major"), words("Minor"), words("Overdue")))
    return (
        Column(words("Laboratory"), 30, lambda row, _: _name(pen, row), least=29, grows=3, sort=ORDERS["name"]),
        Column(words("Verdict"), 14, lambda row, width: _verdict(pen, row, width), least=3, sort=ORDERS["verdict"]),
        Column(words("Until"), 12, lambda row, _: pen.day(row.holds_until), keep=5, sort=ORDERS["until"]),
        Column(
            words("Decision"), 23, lambda row, _: decision(pen, row), least=18, grows=1, keep=8, sort=ORDERS["decision"]
        ),
        Column(major, len(major), lambda row, _: _majors(row), keep=8, right=True, sort=ORDERS["major"]),
        Column(minor, len(minor), lambda row, _: _minors(row), keep=4, right=True, sort=ORDERS["minor"]),
        Column(
            words("Readiness"), counts, lambda row, _: pen.readiness(row.readiness), keep=8, sort=ORDERS["readiness"]
        ),
        Column("", 14, lambda row, width: pen.readiness_bar(row.readiness, width), grows=1, keep=2),
        Column(late, len(late), lambda row, _: _late(row), keep=3, right=True, sort=ORDERS["overdue"]),
        Column(
            words("Certificate"), 12, lambda row, _: pen.day(row.certificate_until), keep=3, sort=ORDERS["certificate"]
        ),
        Column(
            words("Certification"), 13, lambda row, _: pen.day(row.certification), keep=2, sort=ORDERS["certification"]
        ),
        Column(slip, max(5, len(slip)), lambda row, _: _slip(row), keep=2, right=True, sort=ORDERS["slip"]),
        Column(words("City"), 12, lambda row, _: line(row.city or ""), keep=1, grows=1, sort=ORDERS["city"]),
    )


def heat_columns(pen: Pen, heat: Heat, marked: str | None = None) -> Sequence[Column[LabRow]]:
    """A column per area, with the worst status in it and how many controls have it; one may be marked."""
    words = pen.words
    areas = next(iter(heat.values()), {})
    return (
        Column(words("Laboratory"), 30, lambda row, _: _name(pen, row), least=12, grows=1, sort=ORDERS["name"]),
        *(_heat_column(pen, heat, area, marked=area == marked) for area in areas),
        Column(
            words("Readiness"),
            _counts_room(pen),
            lambda row, _: pen.readiness(row.readiness),
            keep=3,
            sort=ORDERS["readiness"],
        ),
    )


def _counts_room(pen: Pen) -> int:
    """The room of three numbers of three figures, as in `128 │ 130 of 131`."""
    return len("128 │ 130 ") + len(pen.words("of {total}", total=131))


def _heat_column(pen: Pen, heat: Heat, area: str, *, marked: bool) -> Column[LabRow]:
    def worst(row: LabRow) -> tuple[int, int]:
        counts = heat.get(row.id, {}).get(area, {})
        return next(((at, -counts[each]) for at, each in enumerate(STATUSES) if counts.get(each)), (len(STATUSES), 0))

    def cell(row: LabRow, _width: int) -> Content:
        at, number = worst(row)
        told = join(pen.status_sign(STATUSES[at]), f" {-number}") if at < len(STATUSES) else BLANK
        return styled(told, "reverse") if marked else told

    return Column(area, 4, cell, keep=8, sort=worst)


def _name(pen: Pen, row: LabRow) -> Content:
    if row.lapse or row.outside:
        return join(ink(f"{pen.symbols.alarm} ", "bold $alarm"), line(row.name, "bold"))
    return line(row.name)


def decision(pen: Pen, row: LabRow) -> Content:
    """The decision that stands; a lapsed ground, or a resumption outside the gate, cannot be missed."""
    words = pen.words
    if row.outside:
        return pen.alarm(words("outside the gate"))
    if row.lapse:
        return pen.alarm(words("ground lapsed"))
    return pen.label(row.decision.decision) if row.decision else ink(words("none"), "$quiet")


def _verdict(pen: Pen, row: LabRow, width: int) -> Content:
    """Its sign and its word; where there is no room for both its sign, the words stand below the table."""
    said = pen.verdict(row.verdict)
    return said if width >= pen.room(VERDICT_STYLES) else said[:1]


def _majors(row: LabRow) -> Content:
    return _part(majors(row), majors_found(row), "bold $nonconforming")


def _minors(row: LabRow) -> Content:
    return _part(minors(row), minors_found(row), "$partial")


def _part(number: int, total: int, style: str) -> Content:
    """So many of so many, as `2/5`."""
    return join(ink(str(number), style if number else "$quiet"), ink(f"/{total} ", "$quiet"))


def _slip(row: LabRow) -> Content:
    days = row.certification_slip
    return ink(f"{days:+d}d" if days else "", "$partial" if days and days > 0 else "$quiet")


def _late(row: LabRow) -> Content:
    return _part(row.overdue, row.dated, "bold $partial")


def summary(pen: Pen, rows: Sequence[LabRow], shown: int, only: str, missing: int) -> Block:
    """How many laboratories there are, by verdict, what cannot be missed, and how many of them are shown."""
    words = pen.words
    verdicts = Counter(row.verdict for row in rows)
    lapsed, outside = sum(row.lapsed_since is not None for row in rows), sum(row.resumed_outside for row in rows)
    parts = [ink(words("{n} laboratories", n=len(rows)), "bold")] if rows else []
    parts += [join(pen.verdict(each, ""), ink(f" {verdicts[each]}", "bold")) for each in WORST_FIRST if verdicts[each]]
    if lapsed:
        parts.append(pen.alarm(words("ground lapsed: {n}", n=lapsed)))
    if outside:
        parts.append(pen.alarm(words("resumed outside the gate: {n}", n=outside)))
    if missing:
        total = len(rows) + missing
        parts.insert(0, ink(words("worked out: {n} of {total}", n=len(rows), total=total), "bold $past"))
    if only:
        parts.insert(0, ink(words("only {what}", what=words(only)), "bold $past"))
    if shown < len(rows):
        parts.insert(0, ink(words("shown: {n} of {total}", n=shown, total=len(rows)), "bold $past"))
    return Block(between("   ", parts))


def about(pen: Pen, row: LabRow) -> Sequence[Block]:
    """The laboratory under the cursor, in words."""
    words = pen.words
    until = words("until {day}", day=pen.day_text(row.holds_until)) if row.holds_until else ""
    first = between("   ", (line(row.name, "bold"), line(row.city or "", "$quiet"), ink(row.id, "$quiet")))
    second = between("   ", (join(pen.verdict(row.verdict), ink(f" {until}", "$quiet")), _decided(pen, row)))
    readiness = join(ink(words("verified, claimed") + " ", "$quiet"), pen.readiness(row.readiness))
    third = between(
        "   ",
        (join(ink(words("open") + " ", "$quiet"), pen.grades(row.open, of=row.found)), readiness, _rest(pen, row)),
    )
    return [Block(first), Block(second, hang=2), Block(third, hang=2)]


def _areas(pen: Pen, row: LabRow, heat: Heat, marked: str | None) -> Sequence[Block]:
    """The areas of the laboratory under the cursor, or the marked one, with all statuses and of how many controls."""
    parts = [
        join(
            ink(f"{area} ", "$primary"),
            pen.status_counts(counts),
            ink(" " + pen.words("of {total}", total=sum(counts.values())), "$quiet"),
        )
        for area, counts in heat.get(row.id, {}).items()
        if marked in {None, area}
    ]
    return [Block(line(row.name, "bold")), Block(between("   ", parts), hang=2)]


def _decided(pen: Pen, row: LabRow) -> Content:
    words = pen.words
    decided = row.decision
    stands = (
        join(
            ink(words("decision") + " ", "$quiet"),
            pen.label(decided.decision),
            ink(f" {pen.day_text(decided.on)}", "$quiet"),
        )
        if decided
        else ink(words("no decision recorded"), "$quiet")
    )
    if row.outside:
        return join(
            pen.alarm(words("the collaboration was resumed outside the gate; that decision does not stand")),
            "   ",
            stands,
        )
    if row.lapse:
        text = words(
            "the ground lapsed on {day}: {criteria}",
            day=pen.day_text(row.lapse.since),
            criteria=", ".join(row.lapse.criteria),
        )
        return join(pen.alarm(text), "   ", stands)
    return stands


def _rest(pen: Pen, row: LabRow) -> Content:
    words = pen.words
    late = words("overdue {n} of {total}", n=row.overdue, total=row.dated)
    overdue = ink(late, "$partial") if row.overdue else BLANK
    certificate = (
        ink(words("certificate until {day}", day=row.certificate_until), "$quiet") if row.certificate_until else BLANK
    )
    planned = (
        join(ink(words("certification planned on {day}", day=row.certification), "$quiet"), " ", _slip(row))
        if row.certification
        else BLANK
    )
    return between("   ", (overdue, certificate, planned))
