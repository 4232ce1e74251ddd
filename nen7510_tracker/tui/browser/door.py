"""Who may come in: whoever has the key, at the address that was given out, from a page of our own (SECURITY.md).

The interface acts for whoever sees it, so that an open port of this machine must not be enough: another user of the
machine can reach it, and so can any website that this browser shows.
"""

import hmac
import ipaddress
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlsplit

from nen7510_tracker.words.message import Message, Refusal

HEADER = "X-Nen7510-Key"  # in which a proxy shows the key
LOOPBACK = "127.0.0.1"
LEAST = 32  # characters of a key that somebody else made


class BadAddress(Refusal):
    """An address at which the interface is not served (wrong usage)."""

    code = 2


@dataclass(frozen=True, slots=True)
class Door:
    """What a request is held against. `public`: the address of the proxy in front, `user_header`: whom it names."""

    host: str
    port: int
    key: str = field(repr=False)
    public: str | None = None
    user_header: str | None = None

    @classmethod
    def at(cls, host: str, port: int, given: str | None, public: str | None, user_header: str | None) -> Self:
        """A door on this machine alone, with a key of its own unless one is given. Raises BadAddress.

        Behind a proxy the key must be given: the proxy has to know it.
        """
        host = LOOPBACK if host == "localhost" else host  # a name may be made to lead elsewhere
        if not _is_loopback(host):
            text = "{host} is not on this machine. The interface is served to this machine alone: see docs/browser.md."
            raise BadAddress(Message(text, host=host))
        if given is not None and len(given) < LEAST:
            raise BadAddress(Message("The key in NEN7510_SERVE_KEY needs {least} characters or more.", least=LEAST))
        if public is not None and given is None:
            text = "Behind a proxy, put the key that the proxy shows into NEN7510_SERVE_KEY: see docs/browser.md."
            raise BadAddress(Message(text))
        if user_header is not None and public is None:
            raise BadAddress(Message("Only a proxy can name the user: give --public-url too."))
        public = None if public is None else _origin(public)
        return cls(host, port, given or secrets.token_urlsafe(32), public, user_header)

    @property
    def origin(self) -> str:
        """The address that a browser shows."""
        if self.public:
            return self.public
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    @property
    def cookie(self) -> str:
        """The cookie's name: two records served side by side do not take each other's."""
        return f"nen7510-{self.port}"

    def is_ours(self, host: str | None) -> bool:
        """Whether a request is for this address: a name that also leads here may be another's (DNS rebinding)."""
        return host == urlsplit(self.origin).netloc

    def is_from_us(self, origin: str | None) -> bool:
        """Whether a connection was begun by a page of ours: a browser says so, and cannot be made to lie by a page."""
        return origin == self.origin

    def opens(self, key: str | None) -> bool:
        """Whether this is the key."""
        return key is not None and hmac.compare_digest(key.encode(), self.key.encode())

    def user(self, headers: Mapping[str, str]) -> str | None:
        """Whom the proxy names, as a name may be written; None if it names nobody."""
        name = " ".join(headers.get(self.user_header or "", "").split())
        return name if name.isprintable() and name else None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _origin(url: str) -> str:
    """The address of a proxy, without a path: the page's own addresses begin at its root. Raises BadAddress."""
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and parts.hostname and not parts.username and parts.port != 0
    except ValueError:
        sound = False
    if not sound or parts.path not in ("", "/") or parts.query or parts.fragment:
        raise BadAddress(Message("{url} is no address such as https://nen7510.example.org, without a path.", url=url))
    if parts.scheme == "http" and parts.hostname != "localhost" and not _is_loopback(parts.hostname or ""):
        raise BadAddress(Message("{url} is not encrypted: put the proxy behind https.", url=url))
    return f"{parts.scheme}://{parts.netloc.lower()}"
