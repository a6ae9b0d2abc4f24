"""Which addresses and ways to write them are refused."""

from ipaddress import ip_address

import pytest

from bpm.outbound.addresses import AllowedHosts, find_address_rule, find_name_rule
from bpm.outbound.errors import InvalidRequestError
from bpm.outbound.redaction import redact_url
from bpm.outbound.urls import join_url, parse_url

NOTHING = AllowedHosts()


@pytest.mark.parametrize(
    ("address", "rule"),
    [
        ("127.0.0.1", "loopback"),
        ("127.255.0.1", "loopback"),
        ("0.0.0.0", "unspecified"),  # noqa: S104 nothing listens
        ("10.0.0.1", "private"),
        ("172.31.255.255", "private"),
        ("192.168.1.1", "private"),
        ("169.254.169.254", "link-local"),
        ("100.64.0.1", "shared"),
        ("100.100.100.200", "shared"),
        ("168.63.129.16", "metadata"),
        ("192.0.2.1", "documentation"),
        ("192.88.99.1", "reserved"),
        ("198.19.0.1", "reserved"),
        ("224.0.0.1", "multicast"),
        ("255.255.255.255", "reserved"),
        ("::", "unspecified"),
        ("::1", "loopback"),
        ("fe80::1", "link-local"),
        ("fec0::1", "private"),
        ("fd00:ec2::254", "private"),
        ("ff02::1", "multicast"),
        ("2001:db8::1", "documentation"),
        ("2001::1", "reserved"),
        ("100::1", "reserved"),
        ("::ffff:127.0.0.1", "loopback as IPv4-mapped"),
        ("::ffff:8.8.8.8", "IPv4-mapped"),
        ("::127.0.0.1", "loopback as IPv4-compatible"),
        ("::ffff:0:127.0.0.1", "loopback as IPv4-translated"),
        ("64:ff9b::7f00:1", "loopback as NAT64"),
        ("64:ff9b::808:808", "NAT64"),
        ("64:ff9b:1::7f00:1", "loopback as NAT64"),
        ("2002:7f00:1::", "loopback as 6to4"),
        ("2002:808:808::1", "6to4"),
        ("8.8.8.8", None),
        ("172.32.0.1", None),
        ("2606:4700:4700::1111", None),
    ],
)
def test_addresses_that_are_not_public_have_a_rule(address: str, rule: str | None) -> None:
    assert find_address_rule(ip_address(address), NOTHING) == rule


def test_operators_allow_names_addresses_and_networks() -> None:
    allowed = AllowedHosts.parse(["ERP.intranet.", "*.corp.example", "127.0.0.1", "10.1.0.0/16"])

    assert find_address_rule(ip_address("127.0.0.1"), allowed) is None
    assert find_address_rule(ip_address("127.0.0.2"), allowed) == "loopback"
    assert find_address_rule(ip_address("10.1.255.1"), allowed) is None
    assert find_address_rule(ip_address("10.2.0.1"), allowed) == "private"
    assert allowed.has_name("erp.intranet")
    assert allowed.has_name("a.b.corp.example")
    assert not allowed.has_name("corp.example")
    assert not allowed.has_name("evilcorp.example")


def test_an_allowed_nat64_prefix_does_not_allow_what_is_private_behind_it() -> None:
    allowed = AllowedHosts.parse(["64:ff9b::/96"])

    assert find_address_rule(ip_address("64:ff9b::808:808"), allowed) is None
    assert find_address_rule(ip_address("64:ff9b::7f00:1"), allowed) == "loopback as NAT64"


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("localhost", "internal name"),
        ("a.localhost", "internal name"),
        ("metadata.google.internal", "internal name"),
        ("printer.local", "internal name"),
        ("rabbitmq", "name without a domain"),
        ("example.org", None),
        ("::1", None),
    ],
)
def test_inner_names_are_known_without_asking(name: str, rule: str | None) -> None:
    assert find_name_rule(name) == rule


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://Example.ORG", "http://example.org/"),
        ("HTTPS://example.org.:443/a?b#c", "https://example.org/a?b"),
        ("http://example.org:8080/?a=b?c", "http://example.org:8080/?a=b?c"),
        ("http://bücher.example/ä", "http://xn--bcher-kva.example/%C3%A4"),
        ("http://[2606:4700::0]/", "http://[2606:4700::]/"),
        ("http://8.8.8.8/", "http://8.8.8.8/"),
        ("http://example.org/a%2Fb%20c", "http://example.org/a%2Fb%20c"),
    ],
)
def test_addresses_have_one_reading(url: str, expected: str) -> None:
    assert parse_url(url).url == expected
    assert parse_url(expected).url == expected


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org",
        "//example.org/",
        "http:example.org",
        "http:///path",
        "ftp://example.org/",
        "http://user@example.org/",
        "http://example.org:0/",
        "http://example.org:65536/",
        "http://example.org:80:80/",
        "http://example.org:/x:y@z/",
        "http://exa mple.org/",
        "http://example.org/\r\nX: y",
        "http://example.org/%0d%0aX:y",
        "http://example.org/%00",
        "http://example.org\\@127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://0177.0.0.1/",
        "http://127.0.0.1.0x/",
        "http://\uff11\uff12\uff17.\uff10.\uff10.\uff11/",
        "http://[::1",
        "http://[127.0.0.1]/",
        "http://[fe80::1%25lo]/",
        "http://a..b/",
        "http://-a.example/",
        f"http://{'a' * 64}.example/",
        f"http://{'a.' * 200}example/",
        f"http://example.org/{'a' * 8000}",
        "http://example.org/\ud800",
    ],
)
def test_addresses_with_two_readings_are_refused(url: str) -> None:
    with pytest.raises(InvalidRequestError):
        parse_url(url)


def test_redirects_are_read_against_where_they_came_from() -> None:
    base = parse_url("https://example.org/a/b?c")

    assert join_url(base, "../d").url == "https://example.org/d"
    assert join_url(base, "//other.example/").url == "https://other.example/"
    assert join_url(base, "?e").url == "https://example.org/a/b?e"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://u:p@example.org/a?token=x&b=y#z", "https://example.org/a?token=…&b=…"),
        ("https://example.org/a", "https://example.org/a"),
        ("https://example.org/a?b", "https://example.org/a?b"),
        ("https://example.org/" + "a" * 1000, "https://example.org/" + "a" * 280 + "…"),
    ],
)
def test_logs_show_where_and_nothing_secret(url: str, shown: str) -> None:
    assert redact_url(url) == shown
