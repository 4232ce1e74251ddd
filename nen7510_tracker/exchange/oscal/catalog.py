"""An edition of the norm as a catalog: identifiers and titles, never the norm's text, which is NEN's."""

from nen7510_tracker.exchange.oscal.names import VERSION, statement_of, token, uuid_of
from nen7510_tracker.exchange.oscal.parts import Json, prop
from nen7510_tracker.norm.edition import Area, Control, Edition


def catalog(edition: Edition) -> Json:
    """The catalog of an edition; the same edition gives the same document."""
    year = edition.id.partition(":")[2]
    digest = "\n".join(f"{each.id} {each.title_en} {each.title_nl}" for each in edition.controls.values())
    return {
        "catalog": {
            "uuid": uuid_of("catalog", edition.id, digest),
            "metadata": {
                "title": f"NEN 7510:{year}, identifiers and titles",
                "last-modified": f"{year}-01-01T00:00:00Z",  # no record and no clock stands behind a catalog
                "version": edition.id,
                "oscal-version": VERSION,
                "remarks": "The text of the norm is NEN's and is not part of this catalog.",
            },
            "groups": [_group(edition, area) for area in edition.areas.values()],
        }
    }


def _group(edition: Edition, area: Area) -> Json:
    controls = [_control(edition.id, each) for each in edition.controls.values() if each.area == area.id]
    return {
        "id": f"{token(area.id, edition.id)}_group",
        "class": "clauses" if area.part == 1 else "controls",
        "title": area.title_en,
        "props": [{"name": "label", "value": area.id}, prop("title_nl", area.title_nl)],
        "controls": controls,
    }


def _control(edition: str, control: Control) -> Json:
    marks = {
        "care_specific": control.care_specific,
        "care_addition": control.care_addition,
        "care_guidance": control.care_guidance,
    }
    return {
        "id": token(control.id, edition),
        "title": control.title_en,
        "props": [
            {"name": "label", "value": control.id},
            prop("title_nl", control.title_nl),
            *(prop(name, "yes") for name, holds in marks.items() if holds),
        ],
        "parts": [{"id": statement_of(control.id, edition), "name": "statement"}],
    }
