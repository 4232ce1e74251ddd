"""Every command and option: that they are there, say what they do, and mean the same everywhere."""

import pytest
from cli_support import Program, empty, examples, reading, steady
from cli_walk import Walked, global_options, walk

__all__ = ["empty", "examples", "reading", "steady"]

COMMANDS = list(walk())
NAMES = {each.name for each in COMMANDS}
VIEWED = {"status", "compare", "gaps", "trajectory", "changes", "gate", "report"}
every_command = pytest.mark.parametrize("command", COMMANDS, ids=lambda each: each.name)


def test_the_commands_of_the_contract_are_there() -> None:
    contract = ["demo", "import", "export", "labs", "status", "compare", "gaps", "trajectory", "changes", "gate"]
    contract += ["decide", "approve", "report"]
    contract += ["record", "correct", "retract", "policy list", "policy show", "policy adopt"]
    contract += ["controls list", "controls show", "controls crosswalk"]
    contract += ["ledger log", "ledger head", "ledger verify", "db upgrade", "db backup"]
    assert set(contract) <= NAMES


def test_the_options_that_hold_for_every_command() -> None:
    assert {"--db", "--lang", "--actor", "--version"} <= set(global_options())


@pytest.mark.parametrize("name", sorted(VIEWED))
def test_who_reads_a_dossier_says_at_which_moment(name: str) -> None:
    command = next(each for each in COMMANDS if each.name == name)
    assert {"--as-of", "--known-on", "--head", "--format", "--output", "-o"} <= set(command.options)


@pytest.mark.parametrize("name", ["labs", "status", "compare", "gaps", "changes", "report", "controls list"])
def test_who_reads_controls_says_of_which_edition(name: str) -> None:
    assert "--edition" in next(each for each in COMMANDS if each.name == name).options


@pytest.mark.parametrize("command", [each for each in COMMANDS if each.name != "record"], ids=lambda each: each.name)
def test_help_tells_what_it_does_and_every_option(command: Walked, empty: Program) -> None:
    answer = empty(*command.path, "--help")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith(f"Usage: nen7510 {command.name} ")
    assert all(option in answer.out for option in command.options)


@every_command
def test_every_option_and_argument_is_explained(command: Walked) -> None:
    assert command.command.help
    assert [one.name for one in command.command.params if not one.help] == []


def test_the_list_of_commands_cuts_no_sentence_off(empty: Program) -> None:
    answer = empty("--help")
    assert "..." not in answer.out
    assert max(map(len, answer.out.splitlines())) <= 80


@pytest.mark.parametrize("words", [["record", "--help"], ["record", "finding", "--help"], ["record", "lab", "--help"]])
def test_record_tells_the_keys_of_a_kind(words: list[str], empty: Program) -> None:
    answer = empty(*words)
    assert answer.code == 0
    assert ("finding_event" if len(words) == 2 else "--") in answer.out
