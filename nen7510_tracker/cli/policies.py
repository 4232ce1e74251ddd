"""`nen7510 policy`: the rules that gate a decision, and which one a dossier is judged by."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nen7510_tracker.cli.complete import labs, policies
from nen7510_tracker.cli.deciding import By, ProposalId, Rationale
from nen7510_tracker.cli.deciding import show as show_decided
from nen7510_tracker.cli.options import AsOf, Form, Head, KnownOn, LabId, Output, a_text, session_of
from nen7510_tracker.cli.output import Page, emit_json
from nen7510_tracker.cli.session import Session
from nen7510_tracker.cli.speech import language
from nen7510_tracker.cli.speech import say as _

if TYPE_CHECKING:
    from nen7510_tracker.norm.norm import Norm
    from nen7510_tracker.norm.policy import Policy

app = typer.Typer(help=_("The rules that gate a decision."), no_args_is_help=True, rich_markup_mode=None)
LabName = Annotated[
    str | None, typer.Option("--lab", help=_("Of this laboratory."), metavar="LAB", autocompletion=labs)
]
PolicyName = Annotated[
    str, typer.Argument(help=_("A policy's id, or its file."), metavar="ID-or-FILE", autocompletion=policies)
]


@app.command("list", help=_("The policies that are shipped; of a laboratory those by which it was judged, in order."))
def list_(
    context: typer.Context,
    lab: LabName = None,
    as_of: AsOf = None,
    known_on: KnownOn = None,
    head: Head = None,
    form: Form = "table",
    output: Output = None,
) -> None:
    if lab is None:
        norm = _norm()
        found = [norm.policy(name) for name in norm.policies]
    else:
        found = list(_judging(session_of(context), lab, as_of, known_on, head))
    if form == "json":
        rows = [
            {"id": each.id, "digest": each.digest, "decides": each.decides, "title": each.title.en} for each in found
        ]
        emit_json({"schema": "nen7510-policies/1", **({"lab": lab} if lab else {}), "policies": rows}, output)
        return
    page = Page()
    rows_ = [(each.id, each.title(language), len(each.criteria), each.digest[:12]) for each in found]
    page.table((_("policy"), _("title"), _("criteria"), _("digest")), rows_, wide=1)
    if lab is not None:
        page.line(_("{lab} is judged by the last one.", lab=lab))
    page.emit(output)


def _judging(
    session: Session, lab: str, as_of: str | None, known_on: str | None, head: str | None
) -> "Sequence[Policy]":
    """The default policy and those that a dossier adopted since, the one that holds last."""
    from nen7510_tracker.rules.decision import adoptions

    with session.record() as record:
        evaluation = record.evaluation(lab, session.moment(as_of, known_on, head))
    return adoptions(evaluation.view, evaluation.norm)


@app.command("show", help=_("One policy: its criteria, in the order in which they are asked."))
def show(
    context: typer.Context,
    policy: PolicyName,
    lab: LabName = None,
    form: Form = "table",
    output: Output = None,
) -> None:
    found = _named(session_of(context), policy, lab)
    if form == "json":
        emit_json(_document(found), output)
        return
    page = Page()
    page.heading(f"{found.id} · {found.title(language)}")
    page.line(_("digest {digest}", digest=found.digest))
    for each in _document(found)["criteria"]:
        page.line()
        page.line(f"{each['id']} · {each['title'][language]}")
        asked = {key: value for key, value in each.items() if key not in {"id", "title", "basis"}}
        page.line("    " + "; ".join(f"{key}: {_shown(value)}" for key, value in asked.items()))
        if each.get("basis"):
            page.line(f"    “{each['basis']}”")
    page.emit(output)


def _named(session: Session, policy: str, lab: str | None) -> "Policy":
    """A policy by its id or file; with a laboratory those that it adopted are known too."""
    from nen7510_tracker.service.policies import policy_asked, policy_named

    if lab is None:
        return policy_named(_norm(), policy)
    with session.record() as record:
        return policy_asked(record.evaluation(lab, session.moment(None, None, None)), policy)


@app.command("adopt", help=_("Propose that a dossier is judged by another policy; somebody else approves it."))
def adopt(
    context: typer.Context,
    lab: LabId,
    policy: PolicyName,
    rationale: Rationale,
    id: ProposalId = None,  # noqa: A002 - the option's name
    by: By = None,
    form: Form = "table",
    output: Output = None,
) -> None:
    from nen7510_tracker.service.deciding import Wish, propose
    from nen7510_tracker.service.policies import policy_named

    session = session_of(context)
    with session.record() as record:
        wish = Wish(rationale=a_text(rationale, "--rationale"), adopts=policy_named(record.norm, policy), id=id, by=by)
        show_decided(propose(record, lab, wish, session.call()), form, output)


def _norm() -> "Norm":
    from nen7510_tracker.norm.norm import load_norm

    return load_norm()


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _document(policy: "Policy") -> dict[str, Any]:
    import msgspec

    return {
        "schema": "nen7510-policy/1",
        "id": policy.id,
        "digest": policy.digest,
        "decides": policy.decides,
        "title": msgspec.to_builtins(policy.title),
        "source": msgspec.to_builtins(policy.source),
        "criteria": [
            {key: value for key, value in msgspec.to_builtins(each).items() if value is not None}
            for each in policy.criteria
        ],
    }
