"""The keys of every form, whatever it asks: help and documents tell them, the form does them."""

from nen7510_tracker.tui.action import Action
from nen7510_tracker.words.message import N_

FORM = "form"
_FORM = frozenset({FORM})


def _own(key: str, keys: tuple[str, ...], label: str, does: str) -> Action:
    """A key of the fields themselves, listed for help only."""
    return Action(key, keys, label, does, _FORM, moving=True)


IN_FORMS: tuple[Action, ...] = (
    Action("save", ("ctrl+s",), N_("save"), N_("Save what the form says"), _FORM),
    Action("pick", ("ctrl+o",), N_("pick a file"), N_("Pick a file for the field, where it asks for one"), _FORM),
    Action("afresh", ("ctrl+x",), N_("begin again"), N_("Begin again, not where the form was left"), _FORM),
    _own("next field", ("enter",), N_("next field"), N_("To the next field; in the last one, save")),
    _own("choices", ("up", "down"), N_("choices"), N_("Through the choices, or to the field above or below")),
    _own("close", ("escape",), N_("close"), N_("Close the form; what was typed is kept")),
)
