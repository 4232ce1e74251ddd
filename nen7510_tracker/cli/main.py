"""The entry point: what is cheap is answered at once, what goes wrong becomes a sentence and an exit code."""

import io
import os
import sys
from collections.abc import Iterable, Sequence

from nen7510_tracker import VERSION
from nen7510_tracker.words.message import InputRejected, Refusal

FAULT = 70  # a fault of the program itself, as sysexits.h has it
INTERRUPTED = 130  # as a shell has it


def main() -> None:
    """Run the command line; never shows a traceback (design section 6)."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            _steady(stream)
    code = run(sys.argv[1:])
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """Run one command and give its exit code; what it shows goes to stdout and stderr."""
    if list(arguments) == ["--version"]:
        sys.stdout.write(f"nen7510 {VERSION}\n")
        return 0
    try:
        return _answer(arguments)
    except Refusal as refusal:
        _complain(refusal)
        return refusal.code
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as fault:
        if os.environ.get("NEN7510_DEBUG"):
            raise
        _fault(fault)
        return FAULT


def _steady(stream: io.TextIOWrapper) -> None:
    """What is no screen is written in UTF-8; a character that a screen does not have ends nothing."""
    if stream.isatty():
        stream.reconfigure(errors="replace")
    else:
        stream.reconfigure(encoding="utf-8", errors="replace")


def _answer(arguments: Sequence[str]) -> int:
    from nen7510_tracker.cli.app import command
    from nen7510_tracker.cli.arguments import arranged
    from nen7510_tracker.cli.usage import UsageError, how_to_go_on, sentence

    try:
        code = command().main(arranged(arguments), prog_name="nen7510", standalone_mode=False)
    except UsageError as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            _say([error.message])
        else:
            _say([sentence(error), *how_to_go_on(error.ctx)])
        return 2
    return code if isinstance(code, int) else 0


def _complain(refusal: Refusal) -> None:
    from nen7510_tracker.cli.speech import say
    from nen7510_tracker.cli.usage import WrongUsage, how_to_go_on

    if isinstance(refusal, InputRejected):
        _say([*(say(each) for each in refusal.messages or (refusal.message,)), say("Nothing was written.")])
    else:
        _say([say(refusal.message), *(how_to_go_on(refusal.context) if isinstance(refusal, WrongUsage) else ())])


def _fault(fault: Exception) -> None:
    from nen7510_tracker.cli.speech import say

    text = "This is a fault of the program ({kind}), not of your input. Nothing was written. Please report it."
    _say([say(text, kind=type(fault).__name__)])


def _say(lines: Iterable[str]) -> None:
    from nen7510_tracker.cli.output import note

    for line in lines:
        note(line)
