"""Run commands in Dutch, and tell of each what it showed and which texts the catalogue has no Dutch for.

`python dutch_program.py < [["labs"], …]`: writes `[{"code": 0, "shown": "…", "missed": ["…"]}, …]`. A process of its
own, since the language of the command line is settled when it is imported.
"""

import io
import json
import os
import sys
from contextlib import redirect_stderr, redirect_stdout

os.environ["NEN7510_LANG"] = "nl"

from dutch_listener import Listener

from nen7510_tracker.cli.main import run
from nen7510_tracker.cli.speech import say


def answer(arguments: list[str], listener: Listener) -> dict[str, object]:
    """Run one command."""
    listener.missed.clear()
    shown = io.StringIO()
    with redirect_stdout(shown), redirect_stderr(shown):
        code = run(arguments)
    return {"code": code, "shown": shown.getvalue(), "missed": list(listener.missed)}


def main() -> None:
    """Run the commands of stdin in turn."""
    listener = Listener()
    say._gettext = listener.dutch
    json.dump([answer(each, listener) for each in json.load(sys.stdin)], sys.stdout)


if __name__ == "__main__":
    main()
