"""Run commands in Dutch, and tell of each what it showed and which texts the catalogue has no Dutch for.

`python dutch_program.py < [["labs"], …]`: writes `[{"code": 0, "shown": "…", "missed": ["…"]}, …]`. A process of its
own, since the language of the command line is settled when it is imported.
"""

import gettext
import io
import json
import os
import sys
from contextlib import redirect_stderr, redirect_stdout

os.environ["NEN7510_LANG"] = "nl"

from nen7510_tracker.cli.main import run
from nen7510_tracker.cli.speech import say
from nen7510_tracker.words.catalogue import LOCALES


class Listener(gettext.NullTranslations):
    """Is asked for what the catalogue does not have."""

    def __init__(self) -> None:
        super().__init__()
        self.missed: list[str] = []

    def gettext(self, message: str) -> str:
        """Keep the text, and give it as it is."""
        self.missed.append(message)
        return message


def answer(arguments: list[str], listener: Listener) -> dict[str, object]:
    """Run one command."""
    listener.missed.clear()
    shown = io.StringIO()
    with redirect_stdout(shown), redirect_stderr(shown):
        code = run(arguments)
    return {"code": code, "shown": shown.getvalue(), "missed": list(listener.missed)}


def main() -> None:
    """Run the commands of stdin in turn."""
    dutch, listener = gettext.translation("messages", LOCALES, ["nl"]), Listener()
    dutch.add_fallback(listener)
    say._gettext = dutch.gettext
    json.dump([answer(each, listener) for each in json.load(sys.stdin)], sys.stdout)


if __name__ == "__main__":
    main()
