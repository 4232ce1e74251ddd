"""`nen7510 controls`: the norm's identifiers, titles and crosswalk."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nen7510_tracker.cli.complete import areas, controls, editions
from nen7510_tracker.cli.options import EditionName, Form, Output, edition_of
from nen7510_tracker.cli.output import Page, emit_json
from nen7510_tracker.cli.speech import language
from nen7510_tracker.cli.speech import say as _
from nen7510_tracker.cli.symbols import NOTHING
from nen7510_tracker.cli.usage import meant
from nen7510_tracker.norm.norm import DEFAULT_EDITION
from nen7510_tracker.words.message import N_, InputRejected, Message

if TYPE_CHECKING:
    from nen7510_tracker.norm.edition import Control, Edition
    from nen7510_tracker.norm.norm import Norm

app = typer.Typer(help=_("The norm: editions, controls, crosswalk."), no_args_is_help=True, rich_markup_mode=None)
OLDER = "nen7510:2017"
LINKS = {
    "same": N_("same"),
    "merged": N_("merged"),
    "split": N_("split"),
    "new": N_("new"),
    "dropped": N_("dropped"),
}


@app.command("list", help=_("The controls of an edition."))
def list_(
    edition: EditionName = DEFAULT_EDITION,
    area: Annotated[
        str | None, typer.Option("--area", help=_("Only this area."), metavar="AREA", autocompletion=areas)
    ] = None,
    form: Form = "table",
    output: Output = None,
) -> None:
    norm = _norm()
    known = norm.edition(edition_of(norm, edition))
    if area is not None and area not in known.areas:
        text = "There is no area {area} in {edition}; known are {areas}."
        raise InputRejected(Message(text, area=area, edition=known.id, areas=", ".join(known.areas)))
    chosen = [each for each in known.controls.values() if area in {None, each.area}]
    if form == "json":
        emit_json(_documents(known, chosen), output)
        return
    page = Page()
    page.line(_("{edition}: {n} controls", edition=known.id, n=len(chosen)))
    columns = (_("control"), _("title"), _("area"), _("care"))
    page.table(columns, [(each.id, each.title(language), each.area, _care(each)) for each in chosen], wide=1)
    page.line(_("care: + a requirement for care is added, ! a control of care alone"))
    page.emit(output)


@app.command("show", help=_("A control, by its number or by words of its title in either language."))
def show(
    control: Annotated[
        list[str],
        typer.Argument(help=_("A control's id, or words of its title."), metavar="CONTROL", autocompletion=controls),
    ],
    edition: EditionName = DEFAULT_EDITION,
    form: Form = "table",
    output: Output = None,
) -> None:
    norm = _norm()
    known = norm.edition(edition_of(norm, edition))
    found = _found(known, " ".join(control))
    if form == "json":
        if len(found) == 1:
            emit_json(_document(norm, known, found[0]), output)
        else:
            emit_json(_documents(known, found), output)
        return
    page = Page()
    if len(found) == 1:
        _show(page, norm, known, found[0])
    else:
        page.table((_("control"), _("title")), [(each.id, each.title(language)) for each in found], wide=1)
    page.emit(output)


def _show(page: Page, norm: "Norm", edition: "Edition", control: "Control") -> None:
    area = edition.areas[control.area]
    page.heading(f"{control.id} · {control.title(language)}")
    page.line(f"nl: {control.title_nl}")
    page.line(f"en: {control.title_en}")
    page.line(
        _("edition {edition}, area {area}: {title}", edition=edition.id, area=area.id, title=area.title(language))
    )
    if control.care_specific:
        page.line(_("a control of care alone"))
    elif control.care_addition:
        page.line(_("the norm adds a requirement for care"))
    for other, ids in _elsewhere(norm, edition, control).items():
        text = ", ".join(f"{each} {norm.edition(other).controls[each].title(language)}" for each in ids)
        page.line(_("in {edition}: {controls}", edition=other, controls=text or _("nothing")))


@app.command("crosswalk", help=_("Which control of one edition became which of the other; of all, or of one."))
def crosswalk(
    control: Annotated[str | None, typer.Argument(help=_("A control's id (default: all)."), metavar="CONTROL")] = None,
    origin: Annotated[
        str,
        typer.Option("--from", help=_("The edition to start from."), metavar="EDITION", autocompletion=editions),
    ] = OLDER,
    form: Form = "table",
    output: Output = None,
) -> None:
    norm = _norm()
    start = edition_of(norm, origin)
    end = next(each for each in norm.editions if each != start)
    only = _found(norm.edition(start), control)[0].id if control else None
    links = _links(norm, start)
    rows = [each for each in links if only is None or each["from"] == only]
    if form == "json":
        emit_json({"schema": "nen7510-crosswalk/1", "from": start, "to": end, "links": rows}, output)
        return
    page = Page()
    page.table((start, end, _("kind"), _("title")), [_cells(norm, start, end, each) for each in rows], wide=3)
    page.emit(output)


def _links(norm: "Norm", start: str) -> "list[dict[str, str | None]]":
    """The links from an edition, in the order of the norm; read from the newer one, in its order."""
    walk = norm.crosswalk
    if start == walk.older:
        return [{"from": each.origin, "to": each.target, "kind": each.kind} for each in walk.links]
    links = [{"from": each.target, "to": each.origin, "kind": each.kind} for each in walk.links]
    place = {key: number for number, key in enumerate(norm.edition(start).controls)}
    return sorted(links, key=lambda each: place.get(each["from"] or "", len(place)))


def _cells(norm: "Norm", start: str, end: str, link: "dict[str, str | None]") -> tuple[str, str, str, str]:
    known = norm.edition(end if link["to"] else start).controls
    title = known[str(link["to"] or link["from"])].title(language)
    return (link["from"] or NOTHING, link["to"] or NOTHING, _(LINKS[str(link["kind"])]), title)


def _norm() -> "Norm":
    from nen7510_tracker.norm.norm import load_norm

    return load_norm()


def _found(edition: "Edition", wanted: str) -> "list[Control]":
    """The control of an id, else those whose title in either language has all the words. Raises InputRejected."""
    by_id = {each.id.casefold(): each for each in edition.controls.values()}
    exact = by_id.get(wanted.strip().casefold())
    if exact:
        return [exact]
    words = wanted.casefold().split()
    found = [
        each
        for each in edition.controls.values()
        if words and all(word in f"{each.title_nl} {each.title_en}".casefold() for word in words)
    ]
    if found:
        return found
    text = "There is no control {id} in {edition}.{hint}"
    hint = meant(wanted, list(edition.controls)) or meant(f"A.{wanted}", list(edition.controls))
    raise InputRejected(Message(text, id=wanted, edition=edition.id, hint=hint))


def _elsewhere(norm: "Norm", edition: "Edition", control: "Control") -> "dict[str, tuple[str, ...]]":
    others = (each for each in norm.editions if each != edition.id)
    return {other: norm.mapped(control.id, edition.id, other) for other in others}


def _document(norm: "Norm", edition: "Edition", control: "Control") -> dict[str, Any]:
    maps_to = {other: list(ids) for other, ids in _elsewhere(norm, edition, control).items()}
    return {"schema": "nen7510-control/1", "edition": edition.id, **_control(control), "maps_to": maps_to}


def _documents(edition: "Edition", controls: "Sequence[Control]") -> dict[str, Any]:
    return {"schema": "nen7510-controls/1", "edition": edition.id, "controls": list(map(_control, controls))}


def _control(control: "Control") -> dict[str, Any]:
    return {
        "id": control.id,
        "area": control.area,
        "part": control.part,
        "title_nl": control.title_nl,
        "title_en": control.title_en,
        "care_specific": control.care_specific,
        "care_addition": control.care_addition,
    }


def _care(control: "Control") -> str:
    return "!" if control.care_specific else "+" if control.care_addition else ""
