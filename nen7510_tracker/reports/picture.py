"""A drawing as a picture of dots, for forms that take no SVG."""

from functools import lru_cache

SOURCE = b"""#set page(width: 680pt, height: auto, margin: 0pt, fill: white)
#image(bytes(sys.inputs.svg), format: "svg", width: 100%)"""
DOTS = 144  # per inch of the drawing's own 680 points: some 200 on paper


@lru_cache(maxsize=64)
def png(svg: str) -> bytes:
    """The drawing as PNG, the same on every machine: only the fonts inside the wheel of typst are used."""
    import typst

    made = typst.compile(SOURCE, format="png", ppi=DOTS, sys_inputs={"svg": svg}, ignore_system_fonts=True)
    if not isinstance(made, bytes):
        raise TypeError(made)
    return made
