"""Settings of what processes may reach."""

import pytest

from bpm.config.env import Environment, SettingError
from bpm.config.mail import parse_mail_url
from bpm.connectors.mail.server import MailServer


def test_hosts_are_names_addresses_and_networks() -> None:
    env = Environment({"A": " erp.intranet, 127.0.0.1,10.1.0.0/16 ,[::1],*.corp.example,"})

    assert env.hosts("A") == (
        "erp.intranet",
        "127.0.0.1",
        "10.1.0.0/16",
        "[::1]",
        "*.corp.example",
    )
    assert env.hosts("B") == ()


@pytest.mark.parametrize("text", ["http://erp.intranet", "erp/16", "10.0.0.0/99", "a b"])
def test_what_is_no_host_is_named(text: str) -> None:
    with pytest.raises(SettingError, match="The setting A holds"):
        Environment({"A": text}).hosts("A")


@pytest.mark.parametrize(
    ("url", "server"),
    [
        (None, None),
        (
            "smtp+starttls://u%40x:p%3A@mail.example",
            MailServer(host="mail.example", port=587, tls="starttls", user="u@x", password="p:"),
        ),
        ("smtps://mail.example:4650", MailServer(host="mail.example", port=4650, tls="implicit")),
        (
            "smtp://u:p@127.0.0.1",
            MailServer(host="127.0.0.1", port=25, tls="none", user="u", password="p"),
        ),
    ],
)
def test_mail_servers_are_read_from_one_address(url: str | None, server: MailServer | None) -> None:
    assert parse_mail_url(url) == server


@pytest.mark.parametrize("url", ["smtp://u:p@mail.example", "smtps://", "smtp://a:x/", "smtps:x"])
def test_mail_servers_that_cannot_be_used_are_refused_without_the_password(url: str) -> None:
    with pytest.raises(SettingError, match="BPM_MAIL_URL") as caught:
        parse_mail_url(url)

    assert "u:p" not in str(caught.value)
