"""Several files as one ZIP that is the same wherever it is made."""

import zipfile
from collections.abc import Mapping
from datetime import date
from io import BytesIO

EARLIEST, LATEST = 1980, 2107  # the years that a ZIP can tell


def archive(files: Mapping[str, bytes], day: date) -> bytes:
    """The ZIP of some files by name, all dated that day: nothing is compressed, for that differs between machines."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as made:
        for name, data in files.items():
            made.writestr(_member(name, day), data)
    return out.getvalue()


def _member(name: str, day: date) -> zipfile.ZipInfo:
    year = min(max(day.year, EARLIEST), LATEST)
    info = zipfile.ZipInfo(name, (year, day.month, day.day, 0, 0, 0))
    info.create_system = 3
    info.external_attr = 0o100644 << 16
    return info
