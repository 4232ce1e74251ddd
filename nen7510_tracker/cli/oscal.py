"""OSCAL on the command line: `export --format oscal`, and `import` of a plan of action and milestones."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import typer

from nen7510_tracker.cli.output import emit, emit_bytes, note
from nen7510_tracker.cli.speech import say as _
from nen7510_tracker.words.message import N_, InputRejected, Message

if TYPE_CHECKING:
    from nen7510_tracker.dossier.dossier import Dossier
    from nen7510_tracker.norm.norm import Norm
    from nen7510_tracker.rules.evaluation import Evaluation
    from nen7510_tracker.service.recording import Batch

Document = Literal["catalog", "results", "poam"]
NOTHING: Mapping[str, str] = {
    "results": N_("No assessment says which controls it looked at, and OSCAL knows no empty results."),
    "poam": N_("There is no finding but observations, and OSCAL knows no empty plan of action."),
}


def export_oscal(evaluation: "Evaluation", document: Document | None, path: Path | None) -> None:
    """Write the documents into a folder or a ZIP, or one of them to a file or the screen."""
    from nen7510_tracker.exchange.oscal.documents import documents, untold
    from nen7510_tracker.exchange.oscal.names import SECTIONS

    made = documents(evaluation)
    for each in untold(evaluation):
        text = "{assessment} is not among the results: the record does not say which controls it looked at."
        note(_(text, assessment=each))
    if document is None:
        for name, text in NOTHING.items():
            if not any(each.startswith(f"{SECTIONS[name][0]}/") for each in made):
                note(_(text))
        _write(made, path, evaluation)
        return
    folder, _model = SECTIONS[document]
    data = next((data for name, data in made.items() if name.startswith(f"{folder}/")), None)
    if data is None:
        raise InputRejected(Message(NOTHING[document]))
    emit(data.decode(), path)


def _write(made: Mapping[str, bytes], path: Path | None, evaluation: "Evaluation") -> None:
    if path is None:
        raise typer.BadParameter(_("name a folder or a ZIP, or choose one with --document"), param_hint="-o")
    if path.suffix.casefold() == ".zip":
        from nen7510_tracker.exchange.archive import archive

        emit_bytes(archive(made, _day_of(evaluation)), path)
        return
    if path.exists() and not path.is_dir():
        raise typer.BadParameter(_("{path} is a file; name a folder or a ZIP", path=str(path)), param_hint="-o")
    for name, data in made.items():
        target = path / name
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = error.strerror or str(error)
            raise InputRejected(
                Message("{file} cannot be written: {reason}.", file=str(path), reason=reason)
            ) from error
        emit_bytes(data, target)


def _day_of(evaluation: "Evaluation") -> date:
    """The day of the last entry: it does not depend on when the ZIP is made."""
    recorded = max(version.entry.recorded_at for version in evaluation.view.known.dossier.by_seq.values())
    return date.fromisoformat(recorded[:10])


def plans_among(files: Iterable[Path]) -> list[Path]:
    """Which of the files are OSCAL plans of action. Raises InputRejected for another of its models."""
    from nen7510_tracker.exchange.oscal.recognise import POAM, model_of

    models = {file: model for file in files if (model := model_of(file))}
    for file, model in models.items():
        if model != POAM:
            text = "{file} is OSCAL, a {model}; what is taken in is a plan of action and milestones."
            raise InputRejected(Message(text, file=str(file), model=model.replace("-", " ")))
    return list(models)


class OpenPlan:
    """A plan of action that is to be imported; says whose it is, then what it tells, and what was left out."""

    def __init__(self, file: Path, norm: "Norm", lab: str | None) -> None:
        """`lab`: what `--lab` says. Wrong usage where neither it nor the plan names one."""
        from nen7510_tracker.exchange.oscal.poam_file import Poam

        self._plan = Poam(file, norm)
        named = self._plan.lab
        if lab and named and lab != named:
            text = "{file} is about {other}, not about {lab}."
            raise InputRejected(Message(text, file=str(file), other=named, lab=lab))
        if not (lab or named):
            raise typer.BadParameter(_("say whose findings {file} holds", file=file.name), param_hint="--lab")
        self.lab = lab or named or ""

    def read(self, dossier: "Dossier", assessment: str | None, on: str | None) -> "Batch":
        """The facts. Raises InputRejected with every mistake."""
        from nen7510_tracker.exchange.taking import not_taken_in

        read = self._plan.read(dossier, assessment, on)
        note(_("Taken in: findings, what was said of them in turn, and their measures, as planned."))
        if self._plan.lab:
            note(_("Not in such a plan: ratings, evidence, the progress of measures. A dossier file holds them."))
        for each in not_taken_in(read):
            note(_(each))
        for each in read.differing:
            note(_(each))
        return read.batch
