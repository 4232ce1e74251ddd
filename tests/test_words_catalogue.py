"""The Dutch catalogue: every text that a user can see is in it, translated, with the same places to fill in."""

import string
from pathlib import Path

import pytest
from babel.messages.catalog import Message as Translation
from babel.messages.pofile import read_po

from nen7510_tracker.words.catalogue import words_of
from update_catalogue import DUTCH, collect, texts_in


def translations() -> list[Translation]:
    with DUTCH.open("rb") as lines:
        return [each for each in read_po(lines, locale="nl") if each.id]


def places(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)


def test_every_text_is_translated() -> None:
    done = {str(each.id): each for each in translations() if each.string and not each.fuzzy}
    missing = sorted(str(each.id) for each in collect() if each.id and each.id not in done)
    assert not missing, f"{len(missing)} texts lack a translation; collect them with `make words`"


def test_nothing_is_translated_that_is_not_used() -> None:
    used = {each.id for each in collect()}
    assert not sorted(str(each.id) for each in translations() if each.id not in used)


def test_a_translation_fills_in_the_same_values() -> None:
    differing = [str(each.id) for each in translations() if places(str(each.id)) != places(str(each.string))]
    assert not differing


def test_the_program_reads_the_translation() -> None:
    assert words_of("nl")("verified") == "geverifieerd"
    assert words_of("nl")("never seen before") == "never seen before"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('Message("one {n}", n=1)', ["one {n}"]),
        ('_("one" if n == 1 else "many")', ["one", "many"]),
        ('def f():\n    text = "far"\n    return Message(text)', ["far"]),
        ('def f():\n    text = "far"\n\ndef g(text):\n    return Message(text)', []),
        ('self.wrong(spot, Message("inside"))', ["inside"]),
        ('self.wrong(node, "second {key}", key=key)', ["second {key}"]),
        ('words(label(value))\nprint("no text")', []),
    ],
)
def test_texts_are_found_where_they_are_used(tmp_path: Path, code: str, expected: list[str]) -> None:
    module = tmp_path / "module.py"
    module.write_text(code, "utf-8")
    assert [text for _, text in texts_in(module)] == expected
