"""`nen7510 policy`: the rules that gate a decision, and which one a dossier is judged by."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from nen7510_tracker.cli.complete import policies
from nen7510_tracker.cli.deciding import By, ProposalId, Rationale
from nen7510_tracker.cli.deciding import show as show_decided
from nen7510_tracker.cli.options import LabId, Output, a_text, session_of
from nen7510_tracker.cli.output import Page, emit_json
from nen7510_tracker.cli.speech import language
from nen7510_tracker.cli.speech import say as _

if TYPE_CHECKING:
    from nen7510_tracker.norm.library import Norm
    from nen7510_tracker.norm.policy import Policy

app = typer.Typer(help=_("The rules that gate a decision."), no_args_is_help=True, rich_markup_mode=None)
Format = Annotated[Literal["table", "json"], typer.Option("--format", help=_("How to show it."))]
PolicyName = Annotated[
    str, typer.Argument(help=_("A policy's id, or its file."), metavar="ID-or-FILE", autocompletion=policies)
]


@app.command("list", help=_("The policies that are shipped."))
def list_(form: Format = "table", output: Output = None) -> None:
    norm = _norm()
    found = [norm.policy(name) for name in norm.policies]
    if form == "json":
        rows = [
            {"id": each.id, "digest": each.digest, "decides": each.decides, "title": each.title.en} for each in found
        ]
        emit_json({"schema": "nen7510-policies/1", "policies": rows}, output)
        return
    page = Page()
    rows_ = [(each.id, each.title(language), len(each.criteria), each.digest[:12]) for each in found]
    page.table((_("policy"), _("title"), _("criteria"), _("digest")), rows_, wide=1)
    page.emit(output)


@app.command("show", help=_("One policy: its criteria, in the order in which they are asked."))
def show(policy: PolicyName, form: Format = "table", output: Output = None) -> None:
    from nen7510_tracker.service.policies import policy_named

    found = policy_named(_norm(), policy)
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


@app.command("adopt", help=_("Propose that a dossier is judged by another policy; somebody else approves it."))
def adopt(
    context: typer.Context,
    lab: LabId,
    policy: PolicyName,
    rationale: Rationale,
    id: ProposalId = None,  # noqa: A002 - the option's name
    by: By = None,
    form: Format = "table",
    output: Output = None,
) -> None:
    from nen7510_tracker.service.deciding import Wish, propose
    from nen7510_tracker.service.policies import policy_named

    session = session_of(context)
    with session.record() as record:
        wish = Wish(rationale=a_text(rationale, "--rationale"), adopts=policy_named(record.norm, policy), id=id, by=by)
        show_decided(propose(record, lab, wish, session.call()), form, output)


def _norm() -> "Norm":
    from nen7510_tracker.norm.library import load_norm

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
