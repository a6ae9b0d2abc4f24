"""What a file is by its content, and what its name and sender may call it."""

import pytest

from bpm.files.sniffing import agree_on_type, is_accepted, sniff

PNG, ZIP, OLE = b"\x89PNG\r\n\x1a\n...", b"PK\x03\x04...", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1..."
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"%PDF-1.7", "application/pdf"),
        (ZIP, "application/zip"),
        (OLE, "ole"),
        (b"\x00\x00\x00\x18ftypheic", "iso"),
        (b"MZ\x90", "program"),
        (b"\x7fELF", "program"),
        (b"plain\r\ntext\t1", "text/plain"),
        ("Müller;1\n".encode("latin-1"), "text/plain"),
        (b"\xff\xfea\x00", "text/plain"),
        (b"\xef\xbb\xbf <svg xmlns=''>", "image/svg+xml"),
        (b"<?xml version='1.0'?><!-- x --><svg>", "image/svg+xml"),
        (b"<!DOCTYPE HTML><p><svg>", "text/html"),
        (b"<!-- x --><HTML>", "text/html"),
        (b"<a><svg/>", "text/html"),
        (b"<?xml version='1.0'?><order/>", "application/xml"),
        (b"see <script>", "text/plain"),
        (b"\x00\x01", "application/octet-stream"),
    ],
)
def test_content_is_known_by_its_first_bytes(head: bytes, expected: str) -> None:
    assert sniff(head) == expected


@pytest.mark.parametrize(
    ("declared", "name", "head", "agreed"),
    [
        ("image/png", "a.png", PNG, "image/png"),
        ("image/jpg", "a.JPG", b"\xff\xd8\xff", "image/jpeg"),
        (None, "a.png", PNG, "image/png"),
        ("application/octet-stream", "a.docx", ZIP, DOCX),
        (DOCX, "a.docx", OLE, DOCX),
        (None, "a", PNG, "image/png"),
        (None, "a.dwg", b"\x01\x02", "application/octet-stream"),
        (None, "setup.exe", b"MZ\x90", "application/octet-stream"),
        ("application/vnd.ms-excel", "a.csv", b"a;b", "application/vnd.ms-excel"),
        ("text/csv", "a.csv", b"a;b", "text/csv"),
        ("image/heic", "a.heic", b"\x00\x00\x00\x18ftypheic", "image/heic"),
        ("application/x-drawing", "a.draw", b"\x01", "application/x-drawing"),
        ("image/png", "a.png", b"<html>", None),
        ("image/png", "a.jpg", PNG, None),
        ("application/pdf", "a.pdf", ZIP, None),
        (DOCX, "a.docx", b"text", None),
        ("image/x-own", "a", b"text", None),
        ("application/x-drawing", "a.draw", PNG, None),
        ("text/plain", "a.txt", b"<script>", None),
        (None, "a.html", PNG, None),
    ],
)
def test_name_sender_and_content_must_agree(
    declared: str | None, name: str, head: bytes, agreed: str | None
) -> None:
    assert agree_on_type(declared=declared, name=name, head=head) == agreed


def test_a_family_takes_all_its_types() -> None:
    assert is_accepted("image/png", ("image/*",))
    assert is_accepted("text/csv", ())
    assert not is_accepted("text/csv", ("image/*", "text/plain"))
