"""The styles of a Word document: whoever edits it changes a style, not each paragraph."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docx.document import Document
    from docx.styles.style import ParagraphStyle
    from docx.styles.styles import Styles

BLUE, SOFT, INK = "154273", "52565C", "1A1A1A"
VERDICTS = {"met": ("1D6B34", "EFF7F1"), "not_met": ("A3211B", "FCF2F1"), "undetermined": ("6F5200", "FDF8EA")}
LANGUAGES = {"nl": "nl-NL", "en": "en-GB"}
FONT = "Calibri"
# The size of letters, the room before and after, in points.
PLAIN = {"View": (9, 0, 4), "Cell": (8.5, 1, 1), "Cell small": (7.5, 1, 1), "Bar": (9, 4, 0), "Picture": (9, 0, 2)}
HEADINGS = {"Heading 1": (14, 12, 4), "Heading 2": (12, 12, 4), "Heading 3": (11, 10, 3), "Heading 4": (10, 8, 2)}


def styled(document: "Document", language: str) -> None:
    """Give a new document its page, its language and its styles."""
    _page(document)
    styles = document.styles
    _language(styles, language)
    normal = _set(styles["Normal"], 10, 0, 5)
    normal.font.name = FONT
    for name, (size, before, after) in PLAIN.items():
        _set(_new(styles, name), size, before, after)
    for name in ("View", "Picture"):
        _colour(styles[name], SOFT)
    _headings(styles)
    _boxes(styles)
    _tables(styles)


def _page(document: "Document") -> None:
    from docx.shared import Mm

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin, section.bottom_margin = Mm(24), Mm(20)
    section.header_distance = section.footer_distance = Mm(10)


def _language(styles: "Styles", language: str) -> None:
    from docx.oxml.ns import qn

    for each in styles.element.iter(qn("w:lang")):
        each.set(qn("w:val"), LANGUAGES[language])
        each.set(qn("w:eastAsia"), LANGUAGES[language])


def _new(styles: "Styles", name: str, base: str = "Normal") -> "ParagraphStyle":
    from docx.enum.style import WD_STYLE_TYPE

    made: ParagraphStyle = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)  # type: ignore[no-untyped-call]  # python-docx leaves it so
    made.base_style = styles[base]
    return made


def _set(style: "ParagraphStyle", size: float, before: float, after: float) -> "ParagraphStyle":
    from docx.shared import Pt

    style.font.size = Pt(size)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    return style


def _colour(style: "ParagraphStyle", colour: str) -> None:
    from docx.shared import RGBColor

    style.font.color.rgb = RGBColor.from_string(colour)


def _own_font(style: "ParagraphStyle") -> None:
    """The document's own letters instead of those of a theme."""
    from docx.oxml.ns import qn

    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for key in list(fonts.attrib):
        del fonts.attrib[key]
    for key in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{key}"), FONT)


def _headings(styles: "Styles") -> None:
    sizes: dict[str, tuple[float, float, float]] = {
        **HEADINGS,
        "Title": (22, 0, 2),
        "Subtitle": (13, 0, 2),
        "Caption": (9, 8, 2),
        "TOC Heading": (14, 0, 6),
    }
    for name, (size, before, after) in sizes.items():
        style: ParagraphStyle = styles[name]
        _own_font(_set(style, size, before, after))
        _colour(style, {"Subtitle": INK, "Caption": SOFT}.get(name, BLUE))
        style.font.italic = False
        style.paragraph_format.keep_with_next = True
    _border(styles["Title"], "", 0)
    for name, small in (("Header", 8.0), ("Footer", 7.5)):
        style = _set(styles[name], small, 0, 0)
        _colour(style, SOFT)
    _set(_new(styles, "TOC line"), 10, 0, 2)
    _set(_new(styles, "Gap"), 3, 0, 0)
    head = _set(_new(styles, "Cell head", "Cell"), 8, 1, 2)
    head.font.bold = True
    _colour(head, SOFT)


def _boxes(styles: "Styles") -> None:
    question = _set(_new(styles, "Question"), 10, 6, 0)
    question.paragraph_format.keep_with_next = True
    for verdict, (colour, ground) in VERDICTS.items():
        style = _set(_new(styles, f"Answer {verdict}"), 15, 0, 8)
        style.font.bold = True
        _colour(style, colour)
        _border(style, colour, 36, ground)
    alarm = _set(_new(styles, "Alarm"), 10, 6, 6)
    alarm.font.bold = True
    _border(alarm, "A3211B", 12, "FCF2F1")


def _border(style: "ParagraphStyle", colour: str, width: int, ground: str = "") -> None:
    """A line at the left of a paragraph, `width` in eighths of a point, and its ground; none where it is 0."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls, qn

    known = style.element.get_or_add_pPr()
    for each in known.findall(qn("w:pBdr")):
        known.remove(each)
    if width:
        line = f'<w:left w:val="single" w:sz="{width}" w:space="8" w:color="{colour}"/>'
        border = parse_xml(f"<w:pBdr {nsdecls('w')}>{line}</w:pBdr>")
        shade = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{ground}"/>')
        spacing = known.find(qn("w:spacing"))
        for each in (border, shade):
            spacing.addprevious(each) if spacing is not None else known.append(each)


def _tables(styles: "Styles") -> None:
    """Lines between rows, a stronger one below the heading; the names of pairs in grey."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="C9CDD3"/>' for side in ("bottom", "insideH")
    )
    for name in ("Report table", "Report pairs"):
        made = styles.add_style(name, WD_STYLE_TYPE.TABLE)  # type: ignore[no-untyped-call]  # python-docx leaves it so
        made.base_style = styles["Normal Table"]
        made.element.append(parse_xml(f"<w:tblPr {nsdecls('w')}><w:tblBorders>{lines}</w:tblBorders></w:tblPr>"))
