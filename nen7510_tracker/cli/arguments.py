"""The options that hold for every command may stand anywhere: `nen7510 labs --lang nl`."""

from collections.abc import Sequence

EVERYWHERE = ("--db", "--lang", "--actor")


def arranged(arguments: Sequence[str]) -> list[str]:
    """The arguments with those options, and their values, in front; what comes after `--` stays where it is."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    first: list[str] = []
    rest: list[str] = []
    words = iter(arguments[:end])
    for word in words:
        if word in EVERYWHERE:
            value = next(words, None)
            first += [word] if value is None else [word, value]
        else:
            (first if word.partition("=")[0] in EVERYWHERE else rest).append(word)
    return [*first, *rest, *arguments[end:]]


def language_asked(arguments: Sequence[str]) -> str | None:
    """What `--lang` asks, read before the commands are made: their help speaks that language too."""
    front = arranged(arguments)
    asked = None
    for place, word in enumerate(front):
        name, equals, value = word.partition("=")
        if name == "--lang":
            asked = value if equals else next(iter(front[place + 1 :]), None)
    return asked
