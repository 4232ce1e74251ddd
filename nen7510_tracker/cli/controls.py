"""`nen7510 controls`: the norm's identifiers, titles and crosswalk."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from nen7510_tracker.cli.options import ControlArgument, EditionName, Output, edition_of
from nen7510_tracker.cli.output import Page, emit, emit_json
from nen7510_tracker.cli.speech import language
from nen7510_tracker.cli.speech import say as _
from nen7510_tracker.norm.library import DEFAULT_EDITION
from nen7510_tracker.words.message import InputRejected, Message

if TYPE_CHECKING:
    from nen7510_tracker.norm.edition import Control, Edition
    from nen7510_tracker.norm.library import Norm

app = typer.Typer(help=_("The norm: editions, controls, crosswalk."), no_args_is_help=True, rich_markup_mode=None)
Format = Annotated[Literal["table", "json"], typer.Option("--format", help=_("How to show it."))]


@app.command("list", help=_("The controls of an edition."))
def list_(
    edition: EditionName = DEFAULT_EDITION,
    area: Annotated[str | None, typer.Option("--area", help=_("Only this area."), metavar="AREA")] = None,
    form: Format = "table",
    output: Output = None,
) -> None:
    norm = _norm()
    known = norm.edition(edition_of(norm, edition))
    if area is not None and area not in known.areas:
        raise InputRejected(
            Message(
                "There is no area {area} in {edition}; known are {areas}.",
                area=area,
                edition=known.id,
                areas=", ".join(known.areas),
            )
        )
    chosen = [each for each in known.controls.values() if area in {None, each.area}]
    if form == "json":
        controls = [_control(each) for each in chosen]
        emit_json({"schema": "nen7510-controls/1", "edition": known.id, "controls": controls}, output)
        return
    page = Page()
    page.line(_("{edition}: {n} controls", edition=known.id, n=len(chosen)))
    columns = (_("control"), _("title"), _("area"), _("care"))
    page.table(columns, [(each.id, each.title(language), each.area, _care(each)) for each in chosen], wide=1)
    page.line(_("care: + a requirement for care is added, ! a control of care alone"))
    emit(page.text(), output)


@app.command("show", help=_("One control, in both languages, with what it maps to."))
def show(
    control: ControlArgument, edition: EditionName = DEFAULT_EDITION, form: Format = "table", output: Output = None
) -> None:
    norm = _norm()
    known = norm.edition(edition_of(norm, edition))
    found = _found(known, control)
    others = {other: norm.mapped(found.id, known.id, other) for other in norm.editions if other != known.id}
    if form == "json":
        document = {"schema": "nen7510-control/1", "edition": known.id, **_control(found)}
        emit_json({**document, "maps_to": {other: list(ids) for other, ids in others.items()}}, output)
        return
    page = Page()
    page.heading(f"{found.id} · {found.title(language)}")
    page.line(f"nl: {found.title_nl}")
    page.line(f"en: {found.title_en}")
    page.line(
        _(
            "edition {edition}, area {area}: {title}",
            edition=known.id,
            area=found.area,
            title=known.areas[found.area].title(language),
        )
    )
    if found.care_specific:
        page.line(_("a control of care alone"))
    elif found.care_addition:
        page.line(_("the norm adds a requirement for care"))
    for other, ids in others.items():
        text = ", ".join(f"{each} {norm.edition(other).controls[each].title(language)}" for each in ids)
        page.line(_("in {edition}: {controls}", edition=other, controls=text or _("nothing")))
    emit(page.text(), output)


@app.command("crosswalk", help=_("Which control of 2017 became which of 2024."))
def crosswalk(form: Format = "table", output: Output = None) -> None:
    norm = _norm()
    links = norm.crosswalk.links
    if form == "json":
        rows = [{"from": each.origin, "to": each.target, "kind": each.kind} for each in links]
        emit_json({"schema": "nen7510-crosswalk/1", "links": rows}, output)
        return
    page = Page()
    page.table(("2017", "2024", _("kind")), [(each.origin or "–", each.target or "–", _(each.kind)) for each in links])
    emit(page.text(), output)


def _norm() -> "Norm":
    from nen7510_tracker.norm.library import load_norm

    return load_norm()


def _found(edition: "Edition", control: str) -> "Control":
    from nen7510_tracker.norm.nearest import nearest

    if control in edition.controls:
        return edition.controls[control]
    near = nearest(control, edition.controls) or nearest(f"A.{control}", edition.controls)
    if near:
        raise InputRejected(
            Message(
                "There is no control {id} in {edition}. Did you mean {near}?", id=control, edition=edition.id, near=near
            )
        )
    raise InputRejected(Message("There is no control {id} in {edition}.", id=control, edition=edition.id))


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
