"""The entry point: what is cheap is answered at once, what goes wrong becomes a sentence and an exit code."""

import os
import sys

from nen7510_tracker import VERSION
from nen7510_tracker.words.message import InputRejected, Refusal

FAULT = 70  # a fault of the program itself, as sysexits.h has it


def main() -> None:
    """Run the command line; never shows a traceback (design section 6)."""
    if sys.argv[1:] == ["--version"]:
        sys.stdout.write(f"nen7510 {VERSION}\n")
        return
    try:
        from nen7510_tracker.cli.app import app

        app()
    except Refusal as refusal:
        _complain(refusal)
        sys.exit(refusal.code)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as fault:
        if os.environ.get("NEN7510_DEBUG"):
            raise
        _fault(fault)
        sys.exit(FAULT)


def _complain(refusal: Refusal) -> None:
    from nen7510_tracker.cli.speech import say

    messages = refusal.messages if isinstance(refusal, InputRejected) else (refusal.message,)
    for message in messages or (refusal.message,):
        sys.stderr.write(f"{say(message)}\n")
    if isinstance(refusal, InputRejected):
        sys.stderr.write(f"{say('Nothing was written.')}\n")


def _fault(fault: Exception) -> None:
    from nen7510_tracker.cli.speech import say

    text = "This is a fault of the program ({kind}), not of your input. Nothing was written. Please report it."
    sys.stderr.write(f"{say(text, kind=type(fault).__name__)}\n")
