"""The page in a package that says what is in it and how to check it without this program, in Dutch and in English."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nen7510_tracker.dossier.entry import Head
from nen7510_tracker.words.catalogue import Words, words_of
from nen7510_tracker.words.day import Day
from nen7510_tracker.words.message import N_, Message

LANGUAGES = ("nl", "en")  # whoever gets a package may read either

# What each file is; a report's name without its ending.
FILES = {
    "report": N_("the readiness report; the same in every form"),
    "gaps.csv": N_("the gaps: every clause or control that is not established as conforming, with what is open on it"),
    "dossier.yaml": N_("the dossier: every fact by the last word on it, with its history"),
    "entries.jsonl": N_("the entries of the record, a line each, as they were recorded"),
    "digests.txt": N_("the number of each entry and the SHA-256 of its line"),
    "SHA256SUMS": N_("the SHA-256 of every other file"),
    "verify.py": N_("a script that checks all of this; it needs Python and nothing else"),
}

PUBLIC_DOSSIER = N_("the dossier: every fact that is not withheld, by the last word on it")


@dataclass(slots=True, frozen=True)
class About:
    """What a reader has to know of a package: whose it is, seen from when, up to which head, what is left out.

    `example` is the number of an entry whose line is told: to be checked by hand.
    """

    lab: str
    name: str
    as_of: Day
    known_on: Day
    head: Head
    policy: str
    withheld: int
    public: bool
    example: int


def readme(about: About, contents: Sequence[str]) -> str:
    """The page as Markdown; `contents` are the names of the reports and files beside the record's own."""
    return "\n".join("\n".join(_page(about, contents, words_of(each))) + "\n" for each in LANGUAGES)


def _page(about: About, contents: Sequence[str], words: Words) -> Iterator[str]:
    yield f"# {words('Package about {name} ({lab})', name=' '.join(about.name.split()), lab=about.lab)}"
    yield ""
    seen = "As of {as_of}, with what was known on {known_on}; judged by the policy {policy}."
    yield words(seen, as_of=about.as_of, known_on=about.known_on, policy=about.policy)
    yield ""
    yield words("The record ends at entry {n}. Its head, which vouches for all entries before it:", n=about.head.seq)
    yield from ("", f"    {about.head}", "")
    if about.public:
        yield words(
            "This is the public version: of findings that are not closed and of their measures it tells id, area, "
            "grade, state and due day. {n} entries of the record are withheld: their number and digest stand in the "
            "place of their line, so that the chain can be followed. Each line holds a random salt: who knows the "
            "digest cannot guess the line. Who is given the line later can check that it is the one.",
            n=about.withheld,
        )
        yield ""
    yield f"## {words('What is in it')}"
    yield ""
    for name in (*contents, "entries.jsonl", "digests.txt", "SHA256SUMS", "verify.py"):
        public = about.public and name == "dossier.yaml"
        yield f"- `{name}`: {words(PUBLIC_DOSSIER if public else FILES.get(name, FILES['report']))}"
    yield ""
    yield f"## {words('How to check it')}"
    yield ""
    yield from _steps(about, words)


def _steps(about: About, words: Words) -> Iterator[str]:
    files = words(
        "Unpack the ZIP into an empty folder. In it, check that no file was changed since it was packed. On Windows "
        "`certutil -hashfile NAME SHA256` shows the SHA-256 of a file, to be compared with the list; elsewhere:"
    )
    chain = words(
        "Check the chain of the record, and the files once more, with the script. It is short: read it first. Behind "
        "it goes the head, from where it was kept: a report, a letter, a mail."
    )
    by_hand = words(
        "Or by hand. The SHA-256 of a line of `entries.jsonl`, without its line break, stands as `previous` in the "
        "line after it, and in `digests.txt`. For entry {n}:",
        n=about.example,
    )
    steps = (
        (files, "sha256sum -c SHA256SUMS"),
        (chain, f"python3 verify.py {about.head}"),
        (by_hand, f"sed -n {about.example}p entries.jsonl | tr -d '\\n' | sha256sum"),
    )
    for place, (text, command) in enumerate(steps, 1):
        yield from (f"{place}. {text}", "", f"       {command}", "")
    yield from _limits(words)


def _limits(words: Words) -> Iterator[str]:
    yield words(
        "In words: the entries are numbered 1, 2, 3 … without a gap; each names the SHA-256 of the one before it, the "
        "first names 64 zeros. Whoever changes, removes or inserts one breaks the chain there. Where a line is "
        "withheld it looks like {example}; the digest counts in its place.",
        example='`{"digest":"…","dossier":"…","seq":7}`',
    )
    yield ""
    yield f"## {words('What this proves, and what not')}"
    yield ""
    texts = (
        Message(
            "That the entries are those of the record with this head, in this order. Whoever made everything anew, "
            "head and digests included, has another head: compare it with one that reached you another way."
        ),
        Message(
            "Of withheld entries next to each other the chain vouches for the last; the digests of the others are "
            "checked when their lines are disclosed."
        ),
        Message(
            "The reports, the gaps and the dossier are made from the record; SHA256SUMS finds what was changed by "
            "accident. Against intent, compare the SHA-256 of the whole ZIP with what its maker tells you. The same "
            "head, days, policy and language give the same ZIP, byte for byte."
        ),
        Message("Who recorded something is what the record says; it is not a signature."),
    )
    for each in texts:
        yield f"- {words(each)}"
