"""The REST API from outside, with nothing but the standard library; numbers stay exact."""

import base64
import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back; ``json`` is None where there was none."""

    status: int
    headers: Mapping[str, str]
    json: Any  # whatever the address answers; tests look into it


class RestClient:
    """One person's calls; a demo account's password is its name."""

    def __init__(self, url: str, *, username: str, password: str | None = None) -> None:
        self._url = url
        token = base64.b64encode(f"{username}:{password or username}".encode()).decode()
        self._headers = {"Authorization": f"Basic {token}"}
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def as_(self, username: str) -> "RestClient":
        """Return the same API as somebody else."""
        return RestClient(self._url, username=username)

    def call(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Call an address below ``/api/v1``; an error's answer is an answer too."""
        data = None if body is None else json.dumps(body, default=_number).encode()
        request = urllib.request.Request(  # noqa: S310 the address is our own
            f"{self._url}/api/v1{path}",
            data=data,
            method=method,
            headers={**self._headers, "Content-Type": "application/json", **(headers or {})},
        )
        try:
            with self._opener.open(request, timeout=30) as response:
                return _answer(response.status, dict(response.headers.items()), response.read())
        except urllib.error.HTTPError as error:
            with error:
                return _answer(error.code, dict(error.headers.items()), error.read())

    def get(self, path: str) -> Answer:
        """Read."""
        return self.call("GET", path)

    def post(self, path: str, body: object = None) -> Answer:
        """Make something, or do something to it."""
        return self.call("POST", path, {} if body is None else body)


def _answer(status: int, headers: Mapping[str, str], raw: bytes) -> Answer:
    is_json = "json" in (headers.get("Content-Type") or "")
    content = json.loads(raw, parse_float=Decimal) if raw and is_json else None
    return Answer(status=status, headers=headers, json=content)


def _number(value: object) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{value!r} is nothing that JSON can say.")
