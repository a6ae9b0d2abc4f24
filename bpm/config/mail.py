"""Where outgoing mail goes, read from one address."""

from collections.abc import Mapping
from typing import Final, Literal
from urllib.parse import unquote, urlsplit

from bpm.config.env import SettingError
from bpm.connectors.mail.server import MailServer

_TLS: Final[Mapping[str, Literal["none", "starttls", "implicit"]]] = {
    "smtp": "none",
    "smtp+starttls": "starttls",
    "smtps": "implicit",
}
_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def parse_mail_url(url: str | None) -> MailServer | None:
    """Return the server for outgoing mail; None where mail goes into a folder.

    Raises:
        SettingError: It names no server, or a password would travel without encryption.
    """
    if url is None:
        return None
    parts = urlsplit(url)
    try:
        port = parts.port or _PORTS[parts.scheme]
    except ValueError as error:
        raise SettingError("BPM_MAIL_URL", "has a port that is not a number.") from error
    if not parts.hostname:
        raise SettingError("BPM_MAIL_URL", "names no server; write smtps://user:password@host.")
    if parts.scheme == "smtp" and parts.password and parts.hostname not in _LOOPBACK:
        raise SettingError(
            "BPM_MAIL_URL", "has a password for an unencrypted server; use smtp+starttls or smtps."
        )
    return MailServer(
        host=parts.hostname,
        port=port,
        tls=_TLS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )
