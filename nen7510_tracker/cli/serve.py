"""`nen7510 serve`: the interface in a browser, on this machine (design section 6, docs/browser.md)."""

import os
import socket
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nen7510_tracker.cli.options import session_of
from nen7510_tracker.cli.output import emit, note
from nen7510_tracker.cli.speech import language
from nen7510_tracker.cli.speech import say as _
from nen7510_tracker.words.catalogue import words_of
from nen7510_tracker.words.message import Message

if TYPE_CHECKING:
    from nen7510_tracker.tui.browser.door import Door

KEY = "NEN7510_SERVE_KEY"
PATIENCE = 15.0  # seconds for open visits to end


def serve(
    context: typer.Context,
    host: Annotated[
        str, typer.Option("--host", help=_("The address of this machine to listen on: none but its own."))
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", help=_("The port to listen on; 0: any that is free."), min=0, max=65535)
    ] = 7510,
    public_url: Annotated[
        str | None, typer.Option("--public-url", help=_("The address of the proxy in front of it."), metavar="URL")
    ] = None,
    user_header: Annotated[
        str | None,
        typer.Option("--user-header", help=_("The header in which the proxy names who logged in."), metavar="NAME"),
    ] = None,
) -> None:
    from aiohttp import web

    from nen7510_tracker.tui.browser.door import Door
    from nen7510_tracker.tui.browser.site import Site

    key = os.environ.pop(KEY, None)  # the programs of the visits have no use for it
    Door.at(host, port, key, public_url, user_header)  # what is wrong is said before anything is opened
    session_of(context).open_record().ledger.close()  # a record that cannot be opened is said here, not in a browser
    with _listening(host, port) as listener:
        door = Door.at(host, listener.getsockname()[1], key, public_url, user_header)
        _tell(door)
        site = Site(door, words_of(language), *_as_here(context))
        application = site.application()
        web.run_app(application, sock=listener, access_log=None, print=None, shutdown_timeout=PATIENCE)


serve.__doc__ = _("The interface in a browser on this machine, until ctrl+c.")


def _listening(host: str, port: int) -> socket.socket:
    from nen7510_tracker.tui.browser.door import BadAddress

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        text = "{host} cannot be listened on at port {port}: {reason}. Choose another with --port."
        reason = error.strerror or str(error)
        raise BadAddress(Message(text, host=host, port=str(port), reason=reason)) from error


def _tell(door: "Door") -> None:
    if door.public:
        emit(door.origin, None)
        note(_("Only the proxy can open it, with the key that it has. ctrl+c ends it."))
    else:
        emit(f"{door.origin}/?key={door.key}", None)
        note(_("Whoever has this address works as you do: give it to nobody. ctrl+c ends it."))
    sys.stdout.flush()


def _as_here(context: typer.Context) -> tuple[list[str], dict[str, str]]:
    """The options given to this command, for the programs of the visits; an address with a password as a setting."""
    given: dict[str, Any] = context.parent.params if context.parent else {}
    arguments = ["--ascii"] if given.get("ascii_only") else []
    if given.get("actor"):
        arguments += ["--actor", given["actor"]]
    settings = {name: given[key] for name, key in (("NEN7510_DB", "db"), ("NEN7510_LANG", "lang")) if given.get(key)}
    return arguments, settings
