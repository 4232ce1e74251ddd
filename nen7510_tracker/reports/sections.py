"""The sections after the first page, in order."""

from collections.abc import Callable

from nen7510_tracker.reports.report import Section
from nen7510_tracker.reports.subject import GateSubject

SECTIONS: tuple[Callable[[GateSubject], Section | None], ...] = ()
