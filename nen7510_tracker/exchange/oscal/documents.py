"""The documents of a dossier, in the folders in which compliance-trestle keeps them."""

import json
from collections.abc import Mapping

from nen7510_tracker.exchange.oscal.catalog import catalog
from nen7510_tracker.exchange.oscal.findings import Desk
from nen7510_tracker.exchange.oscal.names import file_name
from nen7510_tracker.exchange.oscal.parts import Json
from nen7510_tracker.exchange.oscal.poam import poam
from nen7510_tracker.exchange.oscal.results import controls_of, results
from nen7510_tracker.norm.norm import DEFAULT_EDITION
from nen7510_tracker.rules.evaluation import Evaluation


def untold(evaluation: Evaluation) -> list[str]:
    """The assessments of which the record does not say which controls they looked at: OSCAL has no results without."""
    desk = Desk(evaluation)
    return [key for key, each in desk.view.all_assessments.items() if not controls_of(desk, each)]


def documents(evaluation: Evaluation) -> Mapping[str, bytes]:
    """What a view gives in OSCAL, by the path of each file in a workspace.

    A catalog of each edition that an assessment was made against (the default one if none was), the assessment
    results and the POA&M; those two are left out where they would be empty. The same view of the same head gives
    the same bytes.
    """
    desk = Desk(evaluation)
    used = {each.edition for each in desk.view.all_assessments.values()} or {DEFAULT_EDITION}
    made: dict[str, Json | None] = {
        file_name("catalog", edition.replace(":", "-")): catalog(evaluation.norm.edition(edition))
        for edition in sorted(used, reverse=True)
    }
    made[file_name("results", desk.lab)] = results(desk)
    made[file_name("poam", desk.lab)] = poam(desk)
    return {name: _text(document) for name, document in made.items() if document}


def _text(document: Json) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()
