"""No text from the record is markup in Markdown, wherever it stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from nen7510_tracker.reports.inline import said
from nen7510_tracker.reports.markdown import escaped
from nen7510_tracker.words.catalogue import words_of

READER = MarkdownIt("gfm-like", {"linkify": False})
HOSTILE = [
    "<script>alert(1)</script>",
    "[/x]",
    "[click](javascript:alert(1))",
    "![](x)",
    "a | b | c",
    "`code` ``more``",
    "*bold* _italic_ __both__ ~~gone~~",
    "# heading",
    "#",
    "- point",
    "+ point",
    "---",
    "1. first",
    "12) twelfth",
    "> quote",
    "&lt;b&gt; &#60;i&#62;",
    "\\",
    "\\*",
    "trailing\\",
    "<!-- hidden -->",
    "<a href='x'>",
    "|",
    "snake_case_name",
    "-15 days",
    "~13 May",
    "~a~",
    "~ ~~a~~ ~",
    "~~~",
    "~~~py",
    "0.36",
]
PIECES = st.one_of(st.sampled_from(HOSTILE), st.text(alphabet="\\`*_[]()<>|#~!&;:+-=.1a \n", max_size=12), st.text())


def texts(markdown: str) -> list[tuple[str, str]]:
    """The kinds and contents of the pieces that a reader of Markdown sees."""
    found = []
    for token in READER.parse(markdown):
        if token.type == "inline":
            found.append(("inline", "".join(each.content for each in token.children or [])))
            found += [(each.type, "") for each in token.children or [] if each.type != "text"]
        elif token.type not in {"paragraph_open", "paragraph_close"} and not token.type.startswith(
            ("t", "bullet", "list")
        ):
            found.append((token.type, ""))
    return [each for each in found if each[0] != "text_special"]


def one_line(text: str) -> str:
    return said(text, words_of("en"))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_stays_a_text(text: str) -> None:
    for place in ("{}", "- {}", "| head | other |\n| --- | --- |\n| {} | {} |"):
        seen = texts(place.replace("{}", escaped(one_line(text))))
        contents = [content for kind, content in seen if kind == "inline" and content not in {"head", "other"}]
        assert {kind for kind, _ in seen} == {"inline"}, seen
        assert set(contents) == {one_line(text)}


@given(st.lists(PIECES, max_size=4).map(" ".join))
def test_any_text_stays_a_text(text: str) -> None:
    shown = one_line(text)
    for place in ("{}", "- {}", "| head | other |\n| --- | --- |\n| {} | {} |"):
        seen = texts(place.replace("{}", escaped(shown)))
        contents = [content for kind, content in seen if kind == "inline" and content not in {"head", "other"}]
        assert {kind for kind, _ in seen} == {"inline"}, seen
        assert set(contents) == {shown}


def test_what_needs_no_mark_gets_none() -> None:
    for text in (
        "0.36",
        "-15 days",
        "snake_case_name",
        "A.8.5",
        "cert-1",
        "4 Context",
        "~13 May 2026",
        "2025-12-16",
        "R&D",
    ):
        assert escaped(text) == text
