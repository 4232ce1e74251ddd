"""The program as a user runs it, in this process or in a fork of it that can be killed or lose its rights."""

import io
import json
import os
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ["NEN7510_LANG"] = "en"  # the sentences below are English, whatever the locale

from nen7510_tracker.cli.app import command
from nen7510_tracker.cli.main import run

command()  # made here, so that no fork waits for it


@dataclass(frozen=True)
class Finished:
    """What a command left: its exit code, and what it printed."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """What it printed, as JSON."""
        return json.loads(self.out)


def nen7510(*arguments: object, db: object) -> Finished:
    """Run a command on a record."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run(["--db", str(db), *map(str, arguments)])
    return Finished(code, out.getvalue(), err.getvalue())


def done(*arguments: object, db: object) -> Finished:
    """Run a command that succeeds."""
    finished = nen7510(*arguments, db=db)
    assert finished.code == 0, finished.err
    return finished


def forked(work: Callable[[], object]) -> int:
    """Let a fork of this process work, and give its process id.

    It exits with 0, or as a SystemExit says, or with 1 if the work raised anything else.
    """
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        work()
        code = 0
    except SystemExit as end:
        code = int(end.code or 0)
    except BaseException:  # noqa: BLE001 - a fork must never come back into the tests
        traceback.print_exc()
    finally:
        os._exit(code)


def exit_of(pid: int) -> int:
    """The exit code of a fork when it is done; negative: the signal that killed it."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def without_rights(work: Callable[[], Finished]) -> Finished:
    """What a command leaves that a user without rights runs: root's own are given up in a fork."""
    if os.geteuid() != 0:
        return work()
    reading, writing = os.pipe()

    def as_nobody() -> None:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
        found = work()
        with os.fdopen(writing, "w") as pipe:
            json.dump([found.code, found.out, found.err], pipe)

    pid = forked(as_nobody)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        text = pipe.read()
    assert exit_of(pid) == 0
    return Finished(*json.loads(text))


def write_dossier(path: Path, findings: int, lab: str = "lab", **sections: Sequence[Mapping[str, Any]]) -> Path:
    """Write a dossier file: one assessment with so many findings."""
    found = [
        {"id": f"F-{n}", "controls": ["A.8.5"], "grade": "minor", "title": f"Finding {n}", "events": []}
        for n in range(1, findings + 1)
    ]
    audit = {
        "id": "audit",
        "kind": "independent_audit",
        "title": "Audit",
        "performed_by": "aud",
        "edition": "nen7510:2024",
        "reference_dates": ["2025-12-16"],
        "findings": found,
    }
    parties = [
        {"id": "aud", "name": "Auditor", "kind": "auditor"},
        {"id": "bvo", "name": "Commissioner", "kind": "commissioner"},
    ]
    document = {
        "schema": "nen7510-dossier/1",
        "lab": {"id": lab, "name": f"The laboratory {lab}"},
        "parties": parties,
        "assessments": [audit],
        **sections,
    }
    path.write_text(json.dumps(document))
    return path
