"""The HTML is one valid, accessible file, and nothing from the record becomes markup in it."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from dossiers import PARTIES, assessment, evaluate, event, finding, measure, ratings
from reports_support import FORMS, KINDS, evaluation, example_record, flat, read, too_wide

from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.service.record import Record

VOID = {"meta", "rect", "br", "hr", "link"}
HOSTILE = [
    "<script>alert('x')</script>",
    '"><img src=x onerror=alert(1)>',
    "</td></tr></table><h1>taken over</h1>",
    "[/x] [@click=app.quit]x[/]",
    "a | b || c",
    "`code` and ```more```",
    "first line\nsecond line\r\nthird\ttab",
    "onherstelbaarheidsverklaring" * 20,
    "מעבדה בדיקה المختبر",
    "\u202egnihtemos\u2066",
    "\x1b[31mred\x07\x00",
    "{{ 7 * 7 }} {% raw %} {0} {x} %s",
    "&lt;b&gt; &amp; &#60;",
    "Z̸̡̺̗a̵l̷g̵o e\u0301\u0301\u0301 👩‍🔬 漢字",
    "javascript:alert(1) https://example.org/",
]


def hostile() -> Evaluation:
    """A dossier in which every text tries to break the page."""
    texts = HOSTILE
    findings = [
        finding(
            f"F-{at:02}",
            "A.8.5",
            title=text,
            statement=text,
            due="2026-03-01",
            events=[event("2026-02-01", "submitted", "lab", cause=text, action=text, note=text)],
        )
        for at, text in enumerate(texts)
    ]
    parties = [each | {"name": text} for each, text in zip(PARTIES, texts, strict=False)]
    source = {"title": texts[0], "reference": texts[1], "url": "https://example.org/report", "page": texts[4]}
    return evaluate(
        "2026-06-01",
        lab={"id": "lab", "name": texts[0], "city": texts[1], "services": [texts[4]]},
        parties=parties,
        incidents=[{"id": f"i-{at}", "on": "2025-07", "title": text, "text": text} for at, text in enumerate(texts)],
        assessments=[
            assessment(
                "igj",
                title=texts[2],
                scope_text=texts[3],
                limitations=texts[6],
                source=source,
                conclusion="does_not_conform",
                ratings=ratings(A_8_5="fails"),
                findings=findings,
            ),
            assessment("aud", "independent_audit", "aud", title=texts[7], ratings=ratings(A_8_5="meets")),
        ],
        measures=[
            measure(f"M-{at}", title=text, owner=text, end="2026-03-01", findings=["F-00"])
            for at, text in enumerate(texts)
        ],
        milestones=[
            {"id": f"ms-{at}", "kind": "other", "title": text, "on": "2026-01-01", "planned": "2026-12-01"}
            for at, text in enumerate(texts)
        ],
        commitments=[
            {"id": f"c-{at}", "by": "bvo", "to": "igj", "text": text, "on": "2026-01-01"}
            for at, text in enumerate(texts)
        ],
        requirements=[{"id": "r-1", "set_by": "bvo", "text": texts[0], "on": "2026-01-01"}],
        enforcement=[{"id": "e-1", "by": "igj", "kind": texts[0], "on": "2026-01-01"}],
        statements=[
            {
                "id": "s-1",
                "version": texts[4],
                "edition": "nen7510:2024",
                "on": "2026-01-01",
                "controls": [{"control": "A.5.41", "applicable": False, "justification": texts[0]}],
            }
        ],
        certificates=[
            {
                "id": "cert",
                "issued_by": "cb",
                "number": texts[0],
                "edition": "nen7510:2024",
                "scope": [texts[4]],
                "scope_text": texts[2],
                "events": [{"on": "2026-01-01", "state": "granted", "valid_until": "2026-12-31", "note": texts[0]}],
            }
        ],
        decisions=[
            {
                "id": "d-1",
                "on": "2026-02-01",
                "by": "bvo",
                "decision": "suspend",
                "rationale": texts[0],
                "conditions": [{"text": texts[5], "due": "2026-12-01"}],
                "answers": [{"what": texts[4], "text": texts[2]}],
            }
        ],
        timeline=[{"id": f"t-{at}", "on": "2026-01-01", "text": text} for at, text in enumerate(texts)],
    )


class Page(HTMLParser):
    """What a browser would build: every element closed, in order; the attributes; the text."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.wrong: list[str] = []
        self.text: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if len(dict(attrs)) != len(attrs):
            self.wrong.append(f"an attribute twice on {tag}")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def named(self, *tags: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.elements if tag in tags]


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    with example_record(tmp_path_factory.mktemp("record") / "record.db") as opened:
        yield opened


@pytest.fixture(scope="module", params=[(kind, public) for kind in KINDS for public in (False, True)], ids=str)
def pages(record: Record, request: pytest.FixtureRequest) -> list[Page]:
    kind, public = request.param
    found = [evaluation(record, "example-lab", "2026-06-01"), evaluation(record, "lab-leegblad", "2026-06-01")]
    made = [read(each, "html", "nl", kind=kind, public=public) for each in (*found, hostile())]
    return [Page(each) for each in made]


def test_every_element_is_closed_in_order(pages: list[Page]) -> None:
    for page in pages:
        assert not page.wrong
        assert not page.open


def test_it_asks_nothing_from_elsewhere_and_runs_nothing(pages: list[Page]) -> None:
    for page in pages:
        tags = {tag for tag, _ in page.elements}
        assert not tags & {"script", "img", "link", "iframe", "object", "base", "form", "image", "use"}
        for tag, attributes in page.elements:
            assert not [name for name in attributes if name.startswith("on")], tag
            assert (attributes.get("href") or "#").startswith("#")
            assert "src" not in attributes
            assert "style" not in attributes
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    assert all(policy in [each.get("content") for each in page.named("meta")] for page in pages)


def test_it_can_be_read_without_seeing_it(pages: list[Page]) -> None:
    for page in pages:
        assert page.named("html") == [{"lang": "nl"}]
        drawings = [each for each in page.named("svg") if each.get("aria-hidden") != "true"]
        assert len(page.named("main")) == len(page.named("h1")) == 1
        assert len(page.named("title")) == 1 + len(drawings)
        assert len(page.named("desc")) == len(drawings)
        levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in pairwise(levels)), levels
        assert all(each.get("scope") in {"col", "row"} for each in page.named("th"))
        assert len(page.named("caption")) == len(page.named("table"))
        assert all(each.get("role") == "img" and each.get("aria-label") for each in drawings)
        ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
        assert len(ids) == len(set(ids))
        assert {str(each["href"])[1:] for each in page.named("a")} <= set(ids)


def test_hostile_texts_stay_texts() -> None:
    page = Page(read(hostile(), "html"))
    assert page.named("h1") == [{}]
    told = flat(" ".join(page.text))
    for text in ("<script>alert('x')</script>", "{{ 7 * 7 }} {% raw %} {0} {x} %s", "&lt;b&gt; &amp; &#60;"):
        assert text in told
    assert "מעבדה בדיקה المختبر" in told


@pytest.mark.parametrize("form", ["txt", "md", "html"])
@pytest.mark.parametrize("kind", KINDS)
def test_no_control_character_comes_out(form: str, kind: str) -> None:
    page = read(hostile(), form, kind=kind)
    assert not re.findall("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", page)


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_texts_fit_eighty_columns(kind: str) -> None:
    assert not too_wide(read(hostile(), "txt", kind=kind))


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_texts_break_no_markdown_table(kind: str) -> None:
    columns = None
    for line in read(hostile(), "md", kind=kind).splitlines():
        cells = len(re.findall(r"(?<!\\)(?:\\\\)*\|", line))
        if not line.startswith("|"):
            columns = None
        else:
            columns = columns or cells
            assert cells == columns, line
        assert "<script" not in line.replace("\\<", "")


def test_a_form_that_is_not_there_is_refused() -> None:
    with pytest.raises(KeyError):
        read(hostile(), "pdf")
    assert set(FORMS) == {"txt", "md", "html", "json"}
