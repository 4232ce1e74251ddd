"""The acceptance cases: a folder each, with steps and what they show; the first through the real command."""

import io
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from in_process import answered, fits

CASES = Path(__file__).parent / "acceptance"
FOLDERS = sorted(each.parent for each in CASES.glob("*/checks.json"))
NEN7510 = Path(sys.executable).with_name("nen7510")


def runner() -> ModuleType:
    loader = SourceFileLoader("acceptance_run", str(CASES / "run"))
    spec = spec_from_loader(loader.name, loader)
    assert spec
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


class Here:
    """What the script knows as `subprocess`: the commands of a case in this process, where that is the same."""

    TimeoutExpired = subprocess.TimeoutExpired
    DEVNULL = subprocess.DEVNULL

    def __init__(self) -> None:
        self._usual: Mapping[str, str] | None = None

    def run(self, words: Sequence[str], *, cwd: Path, env: Mapping[str, str], **piped: Any) -> Any:
        """As `subprocess.run` of the command; with surroundings of its own it is started."""
        self._usual = self._usual or {**env}
        if env != self._usual or not fits(words):
            return subprocess.run(words, cwd=cwd, env=env, check=False, **piped)
        out, err = io.StringIO(), io.StringIO()
        code = answered(words[1:], cwd, env, out, err)
        return SimpleNamespace(returncode=code, stdout=out.getvalue(), stderr=err.getvalue())


def test_there_are_cases() -> None:
    assert len(FOLDERS) >= 10


def test_a_case_of_started_commands() -> None:
    assert runner().run_case(FOLDERS[0], [str(NEN7510)])[1] == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_case(folder: Path) -> None:
    module = runner()
    module.subprocess = Here()  # type: ignore[attr-defined] # a name of the script
    steps, failures = module.run_case(folder, [str(NEN7510)])
    assert steps
    assert failures == []
