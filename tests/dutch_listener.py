"""Hears which texts the Dutch catalogue is asked for and does not have."""

import gettext
from collections.abc import Callable

from nen7510_tracker.words.catalogue import LOCALES


class Listener(gettext.NullTranslations):
    """Stands behind the catalogue: `dutch` asks that first, then this."""

    def __init__(self) -> None:
        super().__init__()
        self.missed: list[str] = []

    @property
    def dutch(self) -> Callable[[str], str]:
        """What `Words` asks for a translation."""
        catalogue = gettext.translation("messages", LOCALES, ["nl"])
        catalogue.add_fallback(self)
        return catalogue.gettext

    def gettext(self, message: str) -> str:
        """Keep the text, and give it as it is."""
        self.missed.append(message)
        return message
