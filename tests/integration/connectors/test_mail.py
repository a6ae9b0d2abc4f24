"""The connector mail: into the folder, and to a real SMTP server."""

from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from pytest_django import Settings

from bpm.connectors import services
from bpm.connectors.errors import ConnectorError
from bpm.connectors.mail.server import MailServer
from bpm.core.values import Value
from tests.integration.connectors.servers import MailServerOfTest, mail_server


@dataclass(frozen=True, kw_only=True)
class Call:
    parameters: dict[str, Value]
    connector: str = "mail"
    operation: str | None = None
    timeout_seconds: float | None = 5


def send(key: str = "key-1", /, **parameters: Value) -> dict[str, Value]:
    values: dict[str, Value] = {"to": "ada@example.org", "subject": "Hello", "text": "Hi"}
    values |= {name.rstrip("_"): value for name, value in parameters.items()}
    result = services.call(Call(parameters=values), idempotency_key=key, tenant_id=UUID(int=1))
    assert isinstance(result, dict)
    return result


def parse(data: bytes) -> EmailMessage:
    message: Any = message_from_bytes(data, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


@pytest.fixture
def outbox(settings: Settings, tmp_path: Path) -> Path:
    settings.BPM_MAIL_SERVER = None
    settings.BPM_MAIL_OUTBOX = tmp_path / "outbox"
    return tmp_path / "outbox"


@pytest.fixture
def smtp(settings: Settings) -> Iterator[MailServerOfTest]:
    with mail_server() as server:
        settings.BPM_MAIL_SERVER = MailServer(host="127.0.0.1", port=server.port, tls="none")
        yield server


def test_without_a_server_mail_becomes_a_file(outbox: Path) -> None:
    result = send(
        to=["Ada L. <ada@example.org>", "bob@example.org"],
        cc="cy@example.org, ada@example.org",
        bcc="dee@example.org",
        from_="Shop <shop@example.com>",
        subject="Grüße",
        text="Zeile 1\nZeile 2",
        html="<p>Hi</p>",
    )

    [path] = outbox.iterdir()
    message = parse(path.read_bytes())
    assert path.suffix == ".eml"
    assert message["Subject"] == "Grüße"
    assert message["From"] == "Shop <shop@example.com>"
    assert message["To"] == '"Ada L." <ada@example.org>, bob@example.org'
    assert message["Bcc"] == "dee@example.org"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert result == {
        "message_id": message["Message-ID"],
        "recipients": ["ada@example.org", "bob@example.org", "cy@example.org", "dee@example.org"],
    }
    assert str(result["message_id"]).endswith("@example.com>")


def test_two_attempts_are_one_message(outbox: Path) -> None:
    first, second, other = send(), send(), send("key-2")

    assert first["message_id"] == second["message_id"] != other["message_id"]
    assert len(list(outbox.iterdir())) == 2


def test_a_server_gets_the_message_without_the_hidden_recipients(smtp: MailServerOfTest) -> None:
    result = send(bcc="dee@example.org", text=".dot\nend")

    [message] = [parse(data) for data in smtp.messages]
    assert message["Bcc"] is None
    assert message["Message-ID"] == result["message_id"]
    assert message.get_content() == ".dot\r\nend\r\n"
    assert [line for line in smtp.lines if line.startswith(("mail", "rcpt"))] == [
        "mail FROM:<kontor@localhost>",
        "rcpt TO:<ada@example.org>",
        "rcpt TO:<dee@example.org>",
    ]


def test_one_refused_recipient_stops_it_for_all(smtp: MailServerOfTest) -> None:
    smtp.refusals["bob@"] = "550 nobody here"

    with pytest.raises(ConnectorError, match=r"bob@example\.org: 550 nobody here") as caught:
        send(to="ada@example.org, bob@example.org")

    assert caught.value.permanent
    assert smtp.messages == []


def test_a_busy_server_is_asked_again_later(smtp: MailServerOfTest) -> None:
    smtp.verdict = "451 busy"

    with pytest.raises(ConnectorError, match="451 busy") as caught:
        send()

    assert (caught.value.permanent, caught.value.error["code"]) == (False, "mail_refused")


def test_encryption_that_was_asked_for_is_not_done_without(
    smtp: MailServerOfTest, settings: Settings
) -> None:
    settings.BPM_MAIL_SERVER = MailServer(host="127.0.0.1", port=smtp.port, tls="starttls")

    with pytest.raises(ConnectorError, match="STARTTLS"):
        send()

    assert smtp.messages == []


def test_an_absent_server_is_asked_again_later(settings: Settings) -> None:
    with mail_server() as server:
        port = server.port
    settings.BPM_MAIL_SERVER = MailServer(host="127.0.0.1", port=port, tls="none")

    with pytest.raises(ConnectorError) as caught:
        send()

    assert (caught.value.permanent, caught.value.error["code"]) == (False, "mail_unreachable")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("subject", "Hi\r\nBcc: eve@example.org"),
        ("subject", "Hi\nBcc: eve@example.org"),
        ("subject", "x" * 501),
        ("to", "ada@example.org\r\nBcc: eve@example.org"),
        ("to", "ada@example.org\nRCPT TO:<eve@example.org>"),
        ("to", '"a\r\nBcc: eve" <ada@example.org>'),
        ("to", "ada"),
        ("to", "@example.org"),
        ("to", "<>"),
        ("to", ""),
        ("to", [None]),
        ("to", [f"a{i}@example.org" for i in range(101)]),
        ("cc", "ada@exa mple.org"),
        ("bcc", "ada@example.org>"),
        ("to", "alice@example.org)bob@example.com"),
        ("to", "alice@example.org(<bob@example.com>"),
        ("to", "ada@example.org;bob@example.org"),
        ("from", "a@example.org, b@example.org"),
        ("from", "a@example.org\r\nX: y"),
        ("text", ""),
        ("html", {"a": None}),
    ],
)
def test_what_would_smuggle_headers_or_go_nowhere_is_refused(
    name: str, value: Value, outbox: Path
) -> None:
    with pytest.raises(ConnectorError, match=f"The parameter {name} ") as caught:
        send(**{name: value})

    assert caught.value.permanent
    assert not outbox.exists()


def test_a_name_that_looks_like_a_header_stays_a_name(outbox: Path) -> None:
    send(to='"Bcc: eve@example.org, x" <ada@example.org>')

    message = parse(next(outbox.iterdir()).read_bytes())
    assert [address.addr_spec for address in message["To"].addresses] == ["ada@example.org"]
    assert message["Bcc"] is None
