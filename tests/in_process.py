"""The command in this process, as if it were started in some folder: many runs without a start each."""

import io
from collections.abc import Mapping, Sequence
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from nen7510_tracker.cli.main import run


def fits(words: Sequence[str]) -> bool:
    """Whether it may be run here: the command line looks at its language once, when it is loaded."""
    return "--lang" not in words and not any(each.startswith("--lang=") for each in words)


def answered(words: Sequence[str], cwd: Path, env: Mapping[str, str], out: io.StringIO, err: io.StringIO) -> int:
    """Run `nen7510 WORDS`; its exit code."""
    with pytest.MonkeyPatch.context() as patch, chdir(cwd), redirect_stdout(out), redirect_stderr(err):
        for name, value in env.items():
            patch.setenv(name, value)
        return run(words)
