"""The acceptance cases, through the real command: a folder each, with steps and what they show."""

import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest

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


def test_there_are_cases() -> None:
    assert len(FOLDERS) >= 10


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_case(folder: Path) -> None:
    steps, failures = runner().run_case(folder, [str(NEN7510)])
    assert steps
    assert failures == []
