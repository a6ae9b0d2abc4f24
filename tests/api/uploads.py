"""Uploads as the tests of the API make them: with any name, which the test client would mend."""

from pathlib import Path
from typing import Any

from tests.api.client import Answer, Api

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"


def pdf_of(*pages: str) -> bytes:
    """Return a PDF whose pages say these lines, and whose opening would run a script."""
    count = len(pages)
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(count))
    objects = [
        "<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>>>",
        f"<</Type/Pages/Count {count}/Kids[{kids}]>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for number, line in enumerate(pages):
        fonts, place = "/Resources<</Font<</F1 3 0 R>>>>", 5 + 2 * number
        stream = f"BT /F1 24 Tf 20 100 Td ({line}) Tj ET"
        objects += [
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]{fonts}/Contents {place} 0 R>>",
            f"<</Length {len(stream)}>>stream\n{stream}\nendstream",
        ]
    text, starts = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        starts.append(len(text))
        text += f"{number} 0 obj{content}endobj\n"
    table = "".join(f"{start:010} 00000 n \n" for start in starts)
    size = len(objects) + 1
    end = f"trailer<</Root 1 0 R/Size {size}>>\nstartxref\n{len(text)}\n%%EOF"
    return f"{text}xref\n0 {size}\n0000000000 65535 f \n{table}{end}".encode()


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


def kept_bytes(folder: Path) -> list[bytes]:
    """Return the contents of all files that the storage holds."""
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
