"""Builds a message whose headers say what the parameters say, and nothing that was smuggled in."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from bpm.connectors.errors import invalid_parameter
from bpm.connectors.parameters import read_text
from bpm.core.values import Value, name_kind

MOST_RECIPIENTS = 100
_LONGEST_SUBJECT = 500
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_MAILBOX = re.compile(
    r'\s*+(?:(?:"(?P<quoted>(?:[^"\\]|\\.)*+)"\s*+|(?P<name>[^"<>,;:@\\]*+))<(?P<inner>[^<>\s,]+)>'
    r'|(?P<bare>[^<>\s,"]+))\s*+(?:,\s*+|$)'
)
_ESCAPE = re.compile(r"\\(.)")
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A message, and whom it goes to.

    Args:
        sender: Bare address.
        recipients: Bare addresses, each once.
        hidden: Those of them that the message itself does not name.
        file_stem: The same for each attempt at one message.
    """

    message: EmailMessage
    sender: str
    recipients: tuple[str, ...]
    hidden: tuple[str, ...]
    message_id: str
    file_stem: str


def make_message(values: Mapping[str, Value], *, key: str, sender: str, now: datetime) -> Envelope:
    """Return the message that the parameters describe.

    Args:
        values: Checked against the template.
        key: Names the message; the same key makes the same ``Message-ID``.
        sender: Who sends where the parameters do not say.
        now: Goes into the ``Date``.

    Raises:
        ConnectorError: An address is none, a header holds a line break, there is nobody to send
            to or nothing to send.
    """
    senders = read_addresses("from", read_text(values, "from") or sender)
    if len(senders) != 1:
        raise invalid_parameter("from", "must be one address.")
    people = {name: read_addresses(name, values.get(name)) for name in ("to", "cc", "bcc")}
    everybody = dict.fromkeys(a.addr_spec for group in people.values() for a in group)
    if not people["to"] or len(everybody) > MOST_RECIPIENTS:
        raise invalid_parameter("to", f"needs 1 to {MOST_RECIPIENTS} recipients.")
    digest = hashlib.sha256(key.encode()).hexdigest()[:40]
    message = EmailMessage(policy=SMTP)
    message["From"] = senders[0]
    message["To"] = people["to"]
    if people["cc"]:
        message["Cc"] = people["cc"]
    message["Subject"] = _read_subject(values)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{digest}@{senders[0].domain}>"
    # Holiday notices and the like do not answer a machine.
    message["Auto-Submitted"] = "auto-generated"
    _add_content(message, values)
    return Envelope(
        message=message,
        sender=senders[0].addr_spec,
        recipients=tuple(everybody),
        hidden=tuple(address.addr_spec for address in people["bcc"]),
        message_id=str(message["Message-ID"]),
        file_stem=digest,
    )


def _read_subject(values: Mapping[str, Value]) -> str:
    subject = read_text(values, "subject")
    if _CONTROL.search(subject) or len(subject) > _LONGEST_SUBJECT:
        raise invalid_parameter(
            "subject", f"must be one line of at most {_LONGEST_SUBJECT} characters."
        )
    return subject


def _add_content(message: EmailMessage, values: Mapping[str, Value]) -> None:
    text, html = read_text(values, "text"), read_text(values, "html")
    if not text and not html:
        raise invalid_parameter("text", "is missing, and so is html: there is nothing to send.")
    if text:
        message.set_content(text)
    if html and text:
        message.add_alternative(html, subtype="html")
    elif html:
        message.set_content(html, subtype="html")


def read_addresses(name: str, value: Value) -> list[Address]:
    """Return addresses written as a text joined by commas, or as a list of texts.

    Raises:
        ConnectorError: One of them is no address.
    """
    if value is None:
        return []
    entries = value if isinstance(value, list) else [value]
    found: list[Address] = []
    for entry in entries:
        if not isinstance(entry, str):
            raise invalid_parameter(name, f"holds {name_kind(entry)} where an address belongs.")
        if _CONTROL.search(entry):
            raise invalid_parameter(name, "holds a line break or another control character.")
        if entry.strip():
            found.extend(_read_address(name, *pair) for pair in _split(name, entry))
    return found


def _split(name: str, entry: str) -> list[tuple[str, str]]:
    """Split at commas, strictly: the standard library guesses at what it cannot read."""
    pairs: list[tuple[str, str]] = []
    position = 0
    while position < len(entry):
        match = _MAILBOX.match(entry, position)
        if match is None:
            raise invalid_parameter(name, f"holds {entry[:80]!r}, which is no address.")
        quoted = _ESCAPE.sub(r"\1", match["quoted"] or "")
        pairs.append((quoted or (match["name"] or "").strip(), match["inner"] or match["bare"]))
        position = match.end()
    return pairs


def _read_address(name: str, display_name: str, address: str) -> Address:
    local, _, domain = address.rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        domain = ""
    if not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(domain):
        raise invalid_parameter(name, f"holds {address[:80]!r}, which is no address.")
    return Address(display_name=display_name, username=local, domain=domain)
