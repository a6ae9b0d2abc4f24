"""Certificates are checked against the name that was asked for."""

import shutil
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bpm.outbound import client
from bpm.outbound.addresses import AllowedHosts
from bpm.outbound.contracts import OutboundPolicy, OutboundRequest
from bpm.outbound.errors import RedirectRefusedError, UnreachableError
from tests.integration.connectors.servers import Respond, WebServer, plainly, resolver, web_server

POLICY = OutboundPolicy(
    allowed=AllowedHosts.parse(["*.shop.example"]),
    resolve=resolver(www_shop_example="127.0.0.1", other_shop_example="127.0.0.1"),
    total_seconds=5,
)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl, which makes the certificate, is not installed")
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    subprocess.run(  # noqa: S603 words of our own
        f"{openssl} req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes "
        f"-subj /CN=test -addext subjectAltName=DNS:www.shop.example -keyout {path} "
        f"-out {path.with_suffix('.crt')}".split(),
        check=True,
        capture_output=True,
    )
    path.write_text(path.read_text() + path.with_suffix(".crt").read_text())
    return path


@pytest.fixture
def policy(certificate: Path) -> OutboundPolicy:
    return replace(POLICY, tls=ssl.create_default_context(cafile=str(certificate)))


def tls_server(certificate: Path, respond: Respond) -> Iterator[WebServer]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with web_server(respond, tls=context) as web:
        yield web


@pytest.fixture
def web(certificate: Path) -> Iterator[WebServer]:
    yield from tls_server(certificate, plainly(body=b"x" * 200_000))


@pytest.fixture
def downgrading(certificate: Path) -> Iterator[WebServer]:
    yield from tls_server(certificate, plainly(302, location="http://www.shop.example/"))


def get(url: str) -> OutboundRequest:
    return OutboundRequest(method="GET", url=url)


def test_a_trusted_certificate_of_this_name_is_taken(
    web: WebServer, policy: OutboundPolicy
) -> None:
    response = client.send(get(f"https://www.shop.example:{web.port}/"), policy)

    assert len(response.body) == 200_000
    assert web.seen[0].headers["host"] == f"www.shop.example:{web.port}"


def test_a_certificate_of_another_name_is_refused(web: WebServer, policy: OutboundPolicy) -> None:
    with pytest.raises(UnreachableError, match="certificate is refused"):
        client.send(get(f"https://other.shop.example:{web.port}/"), policy)

    assert web.seen == []


def test_a_certificate_that_nobody_trusts_is_refused(web: WebServer) -> None:
    with pytest.raises(UnreachableError, match="certificate is refused"):
        client.send(get(f"https://www.shop.example:{web.port}/"), POLICY)


def test_a_redirect_to_plain_http_is_not_followed(
    downgrading: WebServer, policy: OutboundPolicy
) -> None:
    with pytest.raises(RedirectRefusedError, match="from https to http"):
        client.send(get(f"https://www.shop.example:{downgrading.port}/"), policy)
