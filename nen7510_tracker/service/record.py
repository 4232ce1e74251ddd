"""The record, opened: dossiers folded by the judge, evaluated at a moment (design sections 3 and 7)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

from nen7510_tracker.dossier.account import Access
from nen7510_tracker.dossier.dossier import Dossier
from nen7510_tracker.dossier.facts import Fact
from nen7510_tracker.dossier.view import Known
from nen7510_tracker.norm.nearest import nearest
from nen7510_tracker.norm.norm import Norm
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.rules.judge import fold
from nen7510_tracker.service.fingerprint import fingerprint
from nen7510_tracker.store.evaluations import Evaluations
from nen7510_tracker.store.ledger import Ledger, utc_now
from nen7510_tracker.words.message import InputRejected, Message, StoreUnreachable


@dataclass(slots=True, frozen=True)
class Moment:
    """At which day, with the knowledge of which day, and at which head of the record somebody looks (section 3)."""

    as_of: date
    known_on: date
    head: int | None = None


class Record:
    """The ledger with the norm: what every reader and writer works on. Close it, or use it as a context."""

    def __init__(self, ledger: Ledger, norm: Norm, cache: Path | None = None) -> None:
        """`cache` is the user's folder for stored evaluations; None: they are kept until the record is closed."""
        self.ledger = ledger
        self.norm = norm
        self.address: str | None = None  # where another process finds it; it may hold a password: never shown
        self._cache = cache
        self._evaluations: Evaluations | None = None
        self.wrote = False  # whether anything was recorded through it

    @classmethod
    def open(
        cls,
        place: str,
        norm: Norm,
        *,
        create: bool = False,
        clock: Callable[[], datetime] = utc_now,
        cache: Path | None = None,
    ) -> Self:
        """Open a SQLite file or a PostgreSQL URL; `create` makes a file that is not there.

        `cache` is the user's folder for stored evaluations; None: they are kept until the record is closed.
        Raises StoreUnreachable when it cannot be read.
        """
        record = cls(Ledger.open(place, create=create, clock=clock), norm, cache)
        record.address = place
        return record

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the record, and of what was kept for this once."""
        self.ledger.close()
        if self._evaluations:
            self._evaluations.close()

    @property
    def evaluations(self) -> Evaluations:
        """What was worked out of this record for this user, by this program and norm."""
        if self._evaluations is None:
            self._evaluations = Evaluations(self._cache, self.ledger.reader(), fingerprint(self.norm))
        return self._evaluations

    @cached_property
    def access(self) -> Access:
        """How the record knows who is working; asked once. Raises StoreUnreachable."""
        return self.ledger.access()

    def require(self) -> None:
        """Raise StoreUnreachable where there is no record: a mistyped place must not read as an empty one."""
        if not self.ledger.exists():
            begin = Message("There is no record at {place}. Begin with `nen7510 demo`, or `nen7510 import FILE`.")
            make = Message("There is no record at {place}. Run: nen7510 db upgrade")
            text = (make if self.ledger.on_server else begin).text
            raise StoreUnreachable(Message(text, place=self.ledger.place))

    def labs(self) -> Sequence[str]:
        """The ids of the laboratories that have a dossier, sorted."""
        return self.ledger.dossiers()

    def dossier(self, lab: str, head: int | None = None) -> Dossier:
        """A dossier as it is, or as it was at an earlier head. Raises InputRejected for what the record lacks."""
        entries = self.ledger.entries(lab, head)
        if not entries:
            raise InputRejected(self.unknown(lab))
        if head is not None and entries[-1].seq != head:
            raise InputRejected(
                Message(
                    "The record of {lab} ends at {last}: there is no head {head}.",
                    lab=lab,
                    last=entries[-1].seq,
                    head=head,
                )
            )
        return fold(lab, entries, self.norm)

    def unknown(self, lab: str) -> Message:
        """What is said of a laboratory that the record does not have."""
        near = nearest(lab, self.labs())
        if near:
            return Message("There is no laboratory {lab} in the record. Did you mean {near}?", lab=lab, near=near)
        return Message("There is no laboratory {lab} in the record. See `nen7510 labs`.", lab=lab)

    def evaluation(self, lab: str, moment: Moment, assumed: Sequence[Fact] = ()) -> Evaluation:
        """What the rules say of a dossier at a moment, with the assumed facts of a what-if. Raises InputRejected."""
        return evaluate(self.dossier(lab, moment.head), moment, self.norm, assumed)


def evaluate(dossier: Dossier, moment: Moment, norm: Norm, assumed: Sequence[Fact] = ()) -> Evaluation:
    """What the rules say of a dossier at a moment."""
    return Evaluation(Known(dossier, moment.known_on, assumed), moment.as_of, norm)
