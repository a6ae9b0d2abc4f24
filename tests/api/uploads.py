"""Uploads as the tests of the API make them: with any name, which the test client would mend."""

from typing import Any

from tests.api.client import Answer, Api

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c626001000000050001a5f645400000000049454e44ae426082"
)
_LINE = b"a-line-that-no-file-holds"


def upload(
    who: Api,
    *,
    name: str | bytes = "letter.txt",
    content: bytes = b"Dear all",
    media_type: str = "application/octet-stream",
    key: str | None = None,
) -> Answer:
    """Send one file."""
    raw_name = name.encode() if isinstance(name, str) else name
    body = (
        b'--%b\r\nContent-Disposition: form-data; name="file"; filename="%b"\r\n'
        b"Content-Type: %b\r\n\r\n%b\r\n--%b--\r\n"
    ) % (_LINE, raw_name, media_type.encode(), content, _LINE)
    return who(
        "POST",
        "/files",
        raw=body,
        content_type=f"multipart/form-data; boundary={_LINE.decode()}",
        headers={} if key is None else {"Idempotency-Key": key},
    )


def uploaded(who: Api, **what: Any) -> dict[str, Any]:
    """Send one file that must be taken; return the reference to it."""
    answer = upload(who, **what)
    assert answer.status == 201, answer.raw
    reference: dict[str, Any] = answer.json
    return reference
