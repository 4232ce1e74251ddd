"""The entry point: what is cheap is answered at once, what goes wrong becomes a sentence and an exit code."""

import errno
import gc
import io
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TextIO

from nen7510_tracker import VERSION
from nen7510_tracker.words.message import InputRejected, Refusal

FAULT = 70  # a fault of the program itself, as sysexits.h has it
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG})  # stdout takes no more
INTERRUPTED = 130  # as a shell has it
MANY = 20  # mistakes that are counted too
SELDOM = 100_000  # new objects until cycles are looked for: facts have none, and a command ends soon

COMPLETING = "_NEN7510_COMPLETE"  # in the environment when a shell asks how a word may go on
WRITERS = frozenset(
    {"import", "decide", "approve", "adopt", "record", "correct", "retract", "draft", "move", "restore"}
)


def main() -> None:
    """Run the command line; never shows a traceback (design section 6)."""
    gc.set_threshold(SELDOM)
    sys.stdout, sys.stderr = _steady(sys.stdout), _steady(sys.stderr)
    code = 0
    try:
        code = run(sys.argv[1:])
        sys.stdout.flush()
    except OSError:  # it was said, or nobody reads
        pass
    except KeyboardInterrupt:
        code = INTERRUPTED
    # What nobody reads any more is not written at the end either.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """Run one command and give its exit code; what it shows goes to stdout and stderr."""
    try:
        if list(arguments) == ["--version"]:
            sys.stdout.write(f"nen7510 {VERSION}\n")
            sys.stdout.flush()
            return 0
        return 0 if not arguments and _interface() else _answer(arguments)
    except Refusal as refusal:
        _complain(refusal, writes=not WRITERS.isdisjoint(arguments))
        return refusal.code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        return 0
    except Exception as fault:
        if os.environ.get("NEN7510_DEBUG"):
            raise
        return _fault(fault)


def _steady(stream: TextIO | None) -> TextIO:
    """What is no screen is written in UTF-8; a character that a screen does not have, or no screen, ends nothing."""
    if stream is None:  # closed by who called
        return Path(os.devnull).open("w", encoding="utf-8")
    if isinstance(stream, io.TextIOWrapper):
        encoding = None if stream.isatty() else "utf-8"
        stream.reconfigure(encoding=encoding, errors="replace")
    return stream


def _interface() -> bool:
    """Open the interface without waiting for the command line; says no when that is needed after all."""
    from nen7510_tracker.cli.session import plain_session

    session = None if COMPLETING in os.environ else plain_session()
    if session is None:
        return False
    from nen7510_tracker.cli.interface import open_interface
    from nen7510_tracker.cli.speech import language

    open_interface(session, language)
    return True


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


def _complain(refusal: Refusal, *, writes: bool) -> None:
    from nen7510_tracker.cli.speech import say
    from nen7510_tracker.cli.usage import WrongUsage, how_to_go_on

    if isinstance(refusal, InputRejected):
        _say(say(each) for each in refusal.messages or (refusal.message,))
        if len(refusal.messages) > MANY:
            _say([say("{n} mistakes.", n=len(refusal.messages))])
        if writes:
            _say([say("Nothing was written.")])
    else:
        _say([say(refusal.message), *(how_to_go_on(refusal.context) if isinstance(refusal, WrongUsage) else ())])


def _fault(fault: Exception) -> int:
    from nen7510_tracker.cli.speech import say

    if isinstance(fault, OSError) and fault.errno in FULL:
        _say([say("The result cannot be written: {reason}.", reason=str(fault.strerror))])
        return 4
    text = "This is a fault of the program ({kind}), not of your input. Nothing was written. Please report it."
    _say([say(text, kind=type(fault).__name__)])
    return FAULT


def _say(lines: Iterable[str]) -> None:
    from nen7510_tracker.cli.output import note

    for line in lines:
        note(line)
