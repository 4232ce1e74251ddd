"""Compile the Dutch catalogue when the package is built or installed."""

from pathlib import Path
from typing import Any

LOCALES = Path(__file__).parent / "nen7510_tracker" / "words" / "locale"


def compile_catalogues() -> None:
    """Write each `.po` file's `.mo` beside it."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for source in LOCALES.glob("*/LC_MESSAGES/*.po"):
        with source.open("rb") as lines, source.with_suffix(".mo").open("wb") as compiled:
            write_mo(compiled, read_po(lines, locale=source.parts[-3]))


if __name__ == "__main__":
    compile_catalogues()
else:  # hatchling is there only while it builds
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface

    class CatalogueHook(BuildHookInterface[Any]):
        """Run by hatchling before it packs the wheel, or links an editable install."""

        def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - the hook's signature
            """Compile; the files are packed as artifacts."""
            compile_catalogues()
