"""A form whose text is kept at every key until what it asks for is done."""

from collections.abc import Callable

from nen7510_tracker.tui.form import Form, Values
from nen7510_tracker.tui.frame import Frame
from nen7510_tracker.tui.unsaved import FormName


def ask_kept(screen: Frame, name: FormName, form: Form, then: Callable[[Values], None]) -> None:
    """Take a form up where it was left, and show it; `then` is told what was saved, and drops it when it is done.

    A form in which stands what it began with holds nothing unsaved.
    """
    unsaved = screen.tracker.unsaved
    afresh = {each.name: each.value for each in form.fields}
    form.take_up(unsaved.get(name))
    told = form.changed

    def changed(values: Values) -> None:
        if values == afresh:
            unsaved.drop(name)
        else:
            unsaved.put(name, values)
        if told:
            told(values)

    def saved(values: dict[str, str] | None) -> None:
        if values is not None:
            unsaved.put(name, values)
            then(values)

    form.changed = changed
    screen.app.push_screen(form, saved)
