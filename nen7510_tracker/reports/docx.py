"""A report as a Word document that a secretary can edit: real styles, headings, tables and fields."""

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from nen7510_tracker.reports.docx_styles import styled
from nen7510_tracker.reports.inline import joined, said
from nen7510_tracker.reports.moment import moment_of
from nen7510_tracker.reports.picture import png
from nen7510_tracker.reports.plain import Plain
from nen7510_tracker.reports.report import Report
from nen7510_tracker.words.catalogue import Words

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.text.paragraph import Paragraph

Keys = dict[str, Any]
PAGE_WIDTH = 174  # millimetres between the margins of A4
TWIPS = 9864  # the same in twentieths of a point
NAMES = 2600  # of that for the names before values
MANY = 6  # columns; more are set in smaller letters
EARLIEST = (1980, 1, 1, 0, 0, 0)  # the day that every file inside bears: no clock is read
DEEPEST = 4  # heading
LONGEST = 255  # characters of a property


def as_docx(report: Report, words: Words) -> bytes:
    """The report as a Word document: the same bytes for the same report and language."""
    import docx

    document = docx.Document()
    styled(document, words.language)
    _Writer(document, words).write(report)
    _properties(document, report, words)
    made = BytesIO()
    document.save(made)
    return _undated(made)


def _properties(document: "Document", report: Report, words: Words) -> None:
    known = document.core_properties
    known.title = said(joined([report.title, report.about], ": "), words)[:LONGEST]
    known.subject = said(report.view, words)[:LONGEST]
    known.author = known.last_modified_by = "NEN 7510 tracker"
    known.comments = said(report.foot, words)[:LONGEST]
    known.keywords = "NEN 7510"
    known.language = words.language
    known.created = known.modified = moment_of(report).replace(tzinfo=None)
    known.revision = 1


def _undated(made: BytesIO) -> bytes:
    """The same archive without the moment at which it was made."""
    out = BytesIO()
    with ZipFile(made) as before, ZipFile(out, "w", ZIP_DEFLATED) as after:
        for each in before.infolist():
            told = ZipInfo(each.filename, EARLIEST)
            told.compress_type, told.create_system = ZIP_DEFLATED, 0
            after.writestr(told, before.read(each))
    return out.getvalue()


class _Writer:
    """Adds blocks to a document, each by the method of its kind."""

    def __init__(self, document: "Document", words: Words) -> None:
        self.document = document
        self.words = words

    def write(self, report: Report) -> None:
        plain = Plain(self.words)
        self.document.add_paragraph(plain.say(report.title), style="Title")
        self.document.add_paragraph(plain.say(report.about), style="Subtitle")
        self.document.add_paragraph(plain.say(report.view), style="View")
        self.blocks(plain.blocks(report.first), 1)
        sections = plain.blocks(report.sections)
        if sections:
            self._contents([each["title"] for each in sections if each["kind"] == "section"])
        self.blocks(sections, 1)
        self._frame(report, plain)

    def blocks(self, blocks: Sequence[Keys], level: int) -> None:
        """Some blocks; `level` is that of a heading among them."""
        for each in blocks:
            if each["kind"] == "section":
                heading = self.document.add_heading(each["title"], min(level, DEEPEST))
                if each["own_page"]:
                    heading.paragraph_format.page_break_before = True
                self.blocks(each["blocks"], level + 1)
            else:
                getattr(self, f"_{each['kind']}")(each)

    def _paragraph(self, it: Keys) -> None:
        text = f"“{it['text']}”" if it["quote"] else it["text"]
        self.document.add_paragraph(text, style="Quote" if it["quote"] else "Normal")

    def _alarm(self, it: Keys) -> None:
        self.document.add_paragraph(f"{self.words('Attention')}: {it['text']}", style="Alarm")

    def _answer(self, it: Keys) -> None:
        self.document.add_paragraph(it["question"], style="Question")
        self.document.add_paragraph(it["answer"], style=f"Answer {it['verdict']}")

    def _bullets(self, it: Keys) -> None:
        for item in it["items"]:
            self.document.add_paragraph(item, style="List Bullet")

    def _pairs(self, it: Keys) -> None:
        if it["rows"]:
            self._grid(it["rows"], [NAMES, TWIPS - NAMES], caption="", heads=False)

    def _table(self, it: Keys) -> None:
        self.document.add_paragraph(it["caption"], style="Caption").paragraph_format.keep_with_next = True
        whole = sum(it["widths"])
        widths = [TWIPS * each // whole for each in it["widths"]]
        self._grid([it["columns"], *it["rows"]], widths, caption=it["caption"], heads=True)

    def _grid(self, rows: Sequence[Sequence[str]], widths: Sequence[int], *, caption: str, heads: bool) -> None:
        """Add a table; written as a whole, for adding it cell by cell takes seconds."""
        from docx.oxml import parse_xml
        from docx.oxml.ns import qn

        ids = {name: self.document.styles[name].style_id for name in ("Cell", "Cell small", "Cell head")}
        plain = ids["Cell small" if len(widths) > MANY else "Cell"]
        styles = [ids["Cell head"] if heads and not at else plain for at in range(len(rows))]
        shown = "".join(
            _row(row, widths, style, repeats=heads and not at)
            for at, (row, style) in enumerate(zip(rows, styles, strict=True))
        )
        look = self.document.styles["Report table" if heads else "Report pairs"].style_id
        table = parse_xml(_table(shown, widths, look, caption))
        self.document.element.body.find(qn("w:sectPr")).addprevious(table)
        self.document.add_paragraph(style="Gap")

    def _bars(self, it: Keys) -> None:
        self.document.add_paragraph(it["caption"], style="Caption").paragraph_format.keep_with_next = True
        for row in it["rows"]:
            line = self.document.add_paragraph(style="Bar")
            line.add_run(row["name"]).bold = True
            line.add_run(" – " + " · ".join(row["numbers"]))  # noqa: RUF001 - a dash
            self._picture(row["svg"], row["name"], row["alt"])
        self.document.add_paragraph(self._meaning(it), style="View")

    def _meaning(self, it: Keys) -> str:
        return self.words("From left to right: {what}", what=", ".join(name for _, name in it["legend"]))

    def _chart(self, it: Keys) -> None:
        self.document.add_paragraph(it["title"], style="Caption").paragraph_format.keep_with_next = True
        self._picture(it["svg"], it["title"], it["description"])
        self.document.add_paragraph(it["description"], style="View")

    def _picture(self, svg: str, title: str, description: str) -> None:
        from docx.shared import Mm

        paragraph = self.document.add_paragraph(style="Picture")
        shape = paragraph.add_run().add_picture(BytesIO(png(svg)), width=Mm(PAGE_WIDTH))
        for side in "TBLR":  # without, some programs leave room around it
            shape._inline.set(f"dist{side}", "0")  # noqa: SLF001
        told = shape._inline.docPr  # noqa: SLF001 - python-docx has no other way to say what a picture shows
        told.set("title", title)
        told.set("descr", description)
        told.set("name", title)

    def _contents(self, titles: Sequence[str]) -> None:
        """The table of contents as a field: its lines are there, the pages come when Word updates it."""
        heading = self.document.add_paragraph(self.words("Contents"), style="TOC Heading")
        heading.paragraph_format.page_break_before = True
        lines = [self.document.add_paragraph(title, style="TOC line") for title in titles]
        first, last = lines[0], lines[-1]
        for place, run in enumerate(_field('TOC \\o "1-2" \\h \\z \\u', dirty=True)):
            first._p.insert(place + 1, run)  # noqa: SLF001 - the field begins before the first line's text
        last._p.append(_mark("end"))  # noqa: SLF001

    def _frame(self, report: Report, plain: Plain) -> None:
        """What stands above and below every page."""
        section = self.document.sections[0]
        name = plain.say(joined([report.title, report.about], ": "))
        head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
        head.style = "Header"
        head.add_run(name).add_break()
        head.add_run(plain.say(report.view).split(" · ")[0])
        foot.style = "Footer"
        foot.add_run(plain.say(report.foot))
        foot.add_run().add_break()
        _numbered_page(foot, self.words("page {page} of {pages}", page="\x01", pages="\x02"))


def _numbered_page(paragraph: "Paragraph", text: str) -> None:
    """A sentence in which Word counts the pages."""
    for part in re.split("([\x01\x02])", text):
        if part in {"\x01", "\x02"}:
            for run in (*_field("PAGE" if part == "\x01" else "NUMPAGES"), *_result("1"), _mark("end")):
                paragraph._p.append(run)  # noqa: SLF001 - python-docx knows no fields
        elif part:
            paragraph.add_run(part)


def _field(code: str, *, dirty: bool = False) -> Iterator["BaseOxmlElement"]:
    """The beginning of a field, up to where what it shows begins."""
    yield _mark("begin", dirty=dirty)
    yield _run(f'<w:instrText xml:space="preserve"> {code.replace("&", "&amp;")} </w:instrText>')
    yield _mark("separate")


def _result(text: str) -> Iterator["BaseOxmlElement"]:
    yield _run(f"<w:t>{text}</w:t>")


def _mark(kind: str, *, dirty: bool = False) -> "BaseOxmlElement":
    stale = ' w:dirty="true"' if dirty else ""
    return _run(f'<w:fldChar w:fldCharType="{kind}"{stale}/>')


def _run(inside: str) -> "BaseOxmlElement":
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    return parse_xml(f"<w:r {nsdecls('w')}>{inside}</w:r>")


def _table(rows: str, widths: Sequence[int], style: str, caption: str) -> str:
    """A table as WordprocessingML, with what it shows for who cannot see it."""
    from docx.oxml.ns import nsdecls

    told = quoteattr(caption)
    words = f"<w:tblCaption w:val={told}/><w:tblDescription w:val={told}/>" if caption else ""
    margins = '<w:left w:w="0" w:type="dxa"/><w:right w:w="85" w:type="dxa"/>'
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar>'
        f'<w:tblLook w:firstRow="1" w:firstColumn="1"/>{words}</w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"
    )


def _row(cells: Sequence[str], widths: Sequence[int], style: str, *, repeats: bool) -> str:
    """A row that no page break cuts; the heading stands again on every page."""
    inside = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="{style}"/>'
        f'</w:pPr><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p></w:tc>'
        for text, width in zip(cells, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if repeats else ''}</w:trPr>{inside}</w:tr>"
