"""The language that the command line speaks: `--lang`, else the locale's, else English."""

import os
import sys
from collections.abc import Sequence

from nen7510_tracker.words.catalogue import preferred_language, words_of


def _asked(arguments: Sequence[str]) -> str | None:
    """What `--lang` asks, read before the commands are made: their help speaks that language too."""
    for place, argument in enumerate(arguments):
        if argument == "--lang" and place + 1 < len(arguments):
            return arguments[place + 1]
        if argument.startswith("--lang="):
            return argument.removeprefix("--lang=")
    return os.environ.get("NEN7510_LANG")


language = preferred_language(_asked(sys.argv[1:]))
say = words_of(language)
