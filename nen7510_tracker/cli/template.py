"""`nen7510 template`: an empty workbook to fill in, which `import` takes as it is."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from nen7510_tracker.cli.options import EditionName, edition_of
from nen7510_tracker.cli.output import emit_bytes
from nen7510_tracker.cli.speech import language
from nen7510_tracker.cli.speech import say as _
from nen7510_tracker.norm.norm import DEFAULT_EDITION


def template(
    kind: Annotated[Literal["findings"], typer.Argument(help=_("What it is for."), metavar="KIND")],
    output: Annotated[Path, typer.Option("--output", "-o", help=_("The workbook to write."), metavar="FILE")],
    edition: EditionName = DEFAULT_EDITION,
) -> None:
    from nen7510_tracker.exchange.template import findings_template
    from nen7510_tracker.norm.norm import load_norm

    del kind  # there is one so far
    norm = load_norm()
    emit_bytes(findings_template(norm.edition(edition_of(norm, edition)), language), output)


template.__doc__ = _("An empty workbook with choice lists, headed in the language of --lang; import takes it as it is.")
