"""Sends one message by SMTP, or writes it into a folder."""

import smtplib
import ssl
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings

from bpm.base import clock
from bpm.connectors.contracts import CallContext
from bpm.connectors.errors import ConnectorError
from bpm.connectors.mail.message import Envelope, make_message
from bpm.connectors.mail.server import MailServer
from bpm.core.values import Value

_FIRST_PERMANENT = 500


def run(values: Mapping[str, Value], context: CallContext) -> Value:
    """Send the message that the parameters describe.

    The ``Message-ID`` comes from the idempotency key, so that servers and readers see that two
    attempts are one message; in the folder the second overwrites the first.

    Returns:
        A context of ``message_id`` and ``recipients``.

    Raises:
        ConnectorError: A parameter is wrong, or the server takes the message not for all
            recipients; then none of them gets it.
    """
    envelope = make_message(
        values, key=context.idempotency_key, sender=settings.BPM_MAIL_FROM, now=clock.now()
    )
    if settings.BPM_MAIL_SERVER is None:
        try:
            write_to_outbox(envelope, Path(settings.BPM_MAIL_OUTBOX))
        except OSError as error:
            raise ConnectorError(
                f"The mail cannot be written: {error.strerror}.",
                permanent=False,
                kind="mail_unreachable",
            ) from error
    else:
        deliver(envelope, settings.BPM_MAIL_SERVER, context.timeout_seconds)
    return {"message_id": envelope.message_id, "recipients": list(envelope.recipients)}


def write_to_outbox(envelope: Envelope, folder: Path) -> Path:
    """Write a message as an ``.eml`` file, whole or not at all, and return where."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{envelope.file_stem}.eml"
    # Nobody but this machine reads the file, and it has to show who would have got the mail.
    hidden = f"Bcc: {', '.join(envelope.hidden)}\r\n" if envelope.hidden else ""
    with NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as file:
        file.write(hidden.encode() + envelope.message.as_bytes())
    Path(file.name).replace(path)
    return path


def deliver(envelope: Envelope, server: MailServer, timeout_seconds: float) -> None:
    """Hand a message to a server.

    Raises:
        ConnectorError: The server is not there or refuses; permanent where it says so itself.
    """
    try:
        client = _connect(server, timeout_seconds)
        try:
            if server.user:
                client.login(server.user, server.password)
            _transmit(client, envelope)
        finally:
            _hang_up(client)
    except smtplib.SMTPResponseException as error:
        raise _refused("The mail server refuses", error.smtp_code, error.smtp_error) from error
    except smtplib.SMTPNotSupportedError as error:
        raise ConnectorError(
            f"The mail server cannot do what BPM_MAIL_URL asks for: {error}",
            permanent=True,
            kind="mail_refused",
        ) from error
    except (OSError, smtplib.SMTPException) as error:
        raise ConnectorError(
            f"The mail server {server.host} cannot be reached, or broke off.",
            permanent=False,
            kind="mail_unreachable",
        ) from error


def _connect(server: MailServer, timeout_seconds: float) -> smtplib.SMTP:
    context = server.context or ssl.create_default_context()
    if server.tls == "implicit":
        return smtplib.SMTP_SSL(server.host, server.port, timeout=timeout_seconds, context=context)
    client = smtplib.SMTP(server.host, server.port, timeout=timeout_seconds)
    if server.tls == "starttls":
        with ExitStack() as unless_secured:
            unless_secured.callback(client.close)
            client.starttls(context=context)
            unless_secured.pop_all()
    return client


def _hang_up(client: smtplib.SMTP) -> None:
    try:
        client.quit()
    except (OSError, smtplib.SMTPException):
        # The message is accepted or refused already; a rude farewell changes neither.
        client.close()


def _transmit(client: smtplib.SMTP, envelope: Envelope) -> None:
    """Name every recipient before the message: one that is refused stops it for all.

    ``smtplib`` itself would send to the rest, and another attempt would send to them again.
    """
    client.ehlo_or_helo_if_needed()
    code, answer = client.mail(envelope.sender)
    _expect(code, answer, "the sender")
    for recipient in envelope.recipients:
        code, answer = client.rcpt(recipient)
        _expect(code, answer, f"the recipient {recipient}")
    code, answer = client.data(envelope.message.as_bytes())
    _expect(code, answer, "the message")


def _expect(code: int, answer: bytes, what: str) -> None:
    if not 200 <= code < 300:  # noqa: PLR2004 success in SMTP
        raise _refused(f"The mail server refuses {what}", code, answer)


def _refused(what: str, code: int, answer: bytes | str) -> ConnectorError:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return ConnectorError(
        f"{what}: {code} {text[:300]}",
        permanent=code >= _FIRST_PERMANENT,
        kind="mail_refused",
        body=text,
    )
