"""Three themes; the colours of statuses are told apart by people with any kind of colour vision (after Okabe and Ito).

A status is never a colour alone: the colour only helps the eye to find the sign and the word.
"""

from textual.theme import Theme

DEFAULT_THEME = "dark"

# What every theme gives a colour, beside Textual's own.
OWN = (
    "nonconforming",
    "partial",
    "claimed",
    "conforming",
    "not-assessed",
    "not-applicable",
    "quiet",
    "heading",
    "rule",
    "past",
    "on-past",
    "alarm",
    "on-alarm",
    "cursor",
    "bar",
    "key",
)


def _theme(name: str, *, dark: bool, colours: dict[str, str], own: dict[str, str]) -> Theme:
    plain = {
        "block-cursor-background": own["cursor"],
        "block-cursor-foreground": colours["foreground"],
        "block-cursor-blurred-background": own["cursor"],
        "input-cursor-background": colours["foreground"],
        "input-cursor-foreground": colours["background"],
        "input-selection-background": own["cursor"],
        "scrollbar": own["rule"],
        "scrollbar-hover": own["quiet"],
        "scrollbar-active": colours["primary"],
        "scrollbar-background": colours["surface"],
        "scrollbar-background-hover": colours["surface"],
        "scrollbar-background-active": colours["surface"],
        "scrollbar-corner-color": colours["surface"],
        "screen-selection-background": colours["primary"] + " 40%",
    }
    return Theme(name=name, dark=dark, variables={**plain, **own}, **colours)  # type: ignore[arg-type]


DARK = _theme(
    "dark",
    dark=True,
    colours={
        "primary": "#5aa9e6",
        "secondary": "#8fb8de",
        "accent": "#e6b450",
        "warning": "#f0a63c",
        "error": "#ff7a59",
        "success": "#35c79a",
        "foreground": "#e4e7eb",
        "background": "#12161c",
        "surface": "#12161c",
        "panel": "#1b212a",
    },
    own={
        "nonconforming": "#ff7a59",
        "partial": "#f5b83d",
        "claimed": "#6cc0f5",
        "conforming": "#35c79a",
        "not-assessed": "#a3adba",
        "not-applicable": "#949ead",
        "quiet": "#97a1af",
        "heading": "#9fc9ec",
        "rule": "#3a4452",
        "past": "#d59adf",
        "on-past": "#1a0d1f",
        "alarm": "#ff7a59",
        "on-alarm": "#200a04",
        "cursor": "#283341",
        "bar": "#1b212a",
        "key": "#f0c060",
    },
)

LIGHT = _theme(
    "light",
    dark=False,
    colours={
        "primary": "#0b5c9e",
        "secondary": "#335c80",
        "accent": "#7a5200",
        "warning": "#7a5200",
        "error": "#b0321a",
        "success": "#00664d",
        "foreground": "#1b2027",
        "background": "#fbfbfa",
        "surface": "#fbfbfa",
        "panel": "#eceef0",
    },
    own={
        "nonconforming": "#8c1d0b",
        "partial": "#856404",
        "claimed": "#0b5c9e",
        "conforming": "#00664d",
        "not-assessed": "#535c68",
        "not-applicable": "#5c6570",
        "quiet": "#58616d",
        "heading": "#174e7d",
        "rule": "#c2c8cf",
        "past": "#7b2d8b",
        "on-past": "#ffffff",
        "alarm": "#b0321a",
        "on-alarm": "#ffffff",
        "cursor": "#e3edf7",
        "bar": "#e6e9ec",
        "key": "#7a5200",
    },
)

CONTRAST = _theme(
    "contrast",
    dark=True,
    colours={
        "primary": "#7fd0ff",
        "secondary": "#ffffff",
        "accent": "#ffe14d",
        "warning": "#ffe14d",
        "error": "#ff9a80",
        "success": "#4dffc3",
        "foreground": "#ffffff",
        "background": "#000000",
        "surface": "#000000",
        "panel": "#1c1c1c",
    },
    own={
        "nonconforming": "#ff9a80",
        "partial": "#ffe14d",
        "claimed": "#7fd0ff",
        "conforming": "#4dffc3",
        "not-assessed": "#ffffff",
        "not-applicable": "#d0d0d0",
        "quiet": "#d8d8d8",
        "heading": "#ffffff",
        "rule": "#9a9a9a",
        "past": "#ffb3ff",
        "on-past": "#000000",
        "alarm": "#ff9a80",
        "on-alarm": "#000000",
        "cursor": "#0a2a45",
        "bar": "#000000",
        "key": "#ffe14d",
    },
)

THEMES = (DARK, LIGHT, CONTRAST)


def next_theme(name: str) -> str:
    """The theme after this one, round and round."""
    names = [theme.name for theme in THEMES]
    return names[(names.index(name) + 1) % len(names)] if name in names else DEFAULT_THEME
