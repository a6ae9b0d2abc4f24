"""Where mail goes."""

import ssl
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """An SMTP server.

    Args:
        tls: ``none``, ``starttls`` (asked for, and refused without), or ``implicit``.
        user: Empty for no log-in.
        context: None for the certificates that the machine trusts.
    """

    host: str
    port: int
    tls: Literal["none", "starttls", "implicit"]
    user: str = ""
    password: str = ""
    context: ssl.SSLContext | None = None
