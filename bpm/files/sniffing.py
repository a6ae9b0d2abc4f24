"""What a file is, by its content: what its sender says, and its name, must agree with it.

Source: the signatures of WHATWG MIME Sniffing §6 and of the formats' own specifications.
"""

import re
from collections.abc import Mapping
from typing import Final

from bpm.files.names import extension_of

HEAD_BYTES: Final = 4096
"""How much of a file is looked at."""

UNKNOWN_TYPE: Final = "application/octet-stream"
PREVIEWED: Final = frozenset(
    {"image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf"}
)
"""Types that a page may show: nothing in them is run."""

_SIGNATURES: Final[tuple[tuple[int, bytes, str], ...]] = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"PK\x05\x06", "application/zip"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (0, b"{\\rtf", "application/rtf"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (4, b"ftyp", "iso"),
    (0, b"MZ", "program"),
    (0, b"\x7fELF", "program"),
    (0, b"\xcf\xfa\xed\xfe", "program"),
    (0, b"\xca\xfe\xba\xbe", "program"),
)
_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|script|iframe|img|style|title|a|meta)\b",
    re.IGNORECASE,
)
_SVG = re.compile(rb"<svg[\s>]", re.IGNORECASE)
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_WIDE_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")

_OF_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
_BY_EXTENSION: Final[Mapping[str, str]] = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
    "zip": "application/zip",
    "gz": "application/gzip",
    "7z": "application/x-7z-compressed",
    "rtf": "application/rtf",
    "docx": f"{_OF_OFFICE}wordprocessingml.document",
    "xlsx": f"{_OF_OFFICE}spreadsheetml.sheet",
    "pptx": f"{_OF_OFFICE}presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "msg": "application/vnd.ms-outlook",
    "txt": "text/plain",
    "log": "text/plain",
    "md": "text/markdown",
    "csv": "text/csv",
    "json": "application/json",
    "xml": "application/xml",
    "html": "text/html",
    "htm": "text/html",
    "eml": "message/rfc822",
}
_ZIP: Final = frozenset({"application/zip"})
_OLD_OFFICE: Final = frozenset({"ole"})
_TEXT: Final = frozenset({"text/plain"})
_CONTENT_OF: Final[Mapping[str, frozenset[str]]] = {
    **{kind: frozenset({kind}) for kind in _BY_EXTENSION.values()},
    # A document under a password is the older container in the newer one's name.
    **{kind: _ZIP | _OLD_OFFICE for kind in _BY_EXTENSION.values() if kind.startswith(_OF_OFFICE)},
    **{kind: _ZIP for kind in _BY_EXTENSION.values() if ".opendocument." in kind},
    "application/x-zip-compressed": _ZIP,
    "image/jpg": frozenset({"image/jpeg"}),
    "text/rtf": frozenset({"application/rtf"}),
    "application/msword": _OLD_OFFICE | {"application/rtf"},
    # Windows calls tables of text so.
    "application/vnd.ms-excel": _OLD_OFFICE | _TEXT,
    "application/vnd.ms-powerpoint": _OLD_OFFICE,
    "application/vnd.ms-outlook": _OLD_OFFICE,
    "text/plain": _TEXT,
    # It may begin with marks of HTML; it is never shown as such.
    "text/markdown": _TEXT | {"application/xml", "text/html"},
    "text/csv": _TEXT,
    "application/json": _TEXT,
    "message/rfc822": _TEXT,
    "application/xml": frozenset({"application/xml", "image/svg+xml"}),
    "text/xml": frozenset({"application/xml", "image/svg+xml"}),
    "image/svg+xml": frozenset({"image/svg+xml"}),
    "text/html": frozenset({"text/html"}) | _TEXT,
    UNKNOWN_TYPE: frozenset(
        {UNKNOWN_TYPE, "iso", "ole", "application/zip", "application/gzip", "text/plain"}
    ),
}
# Of a kind that is not known here, content may be anything that is not known for something else.
_UNKNOWN_CONTENT: Final[Mapping[str, frozenset[str]]] = {
    "image": frozenset({UNKNOWN_TYPE, "iso"}),
    "audio": frozenset({UNKNOWN_TYPE, "iso"}),
    "video": frozenset({UNKNOWN_TYPE, "iso"}),
    "text": _TEXT,
}
_ANY_CONTENT: Final = frozenset(
    {
        *(UNKNOWN_TYPE, "iso", "ole", "program", "text/plain"),
        *("application/zip", "application/gzip", "application/xml"),
    }
)
_SPECIAL: Final = frozenset({"ole", "iso", "program"})


def sniff(head: bytes) -> str:
    """Return what a file is by its first bytes.

    Returns:
        A media type; or ``ole`` (documents of older offices), ``iso`` (films, photos of phones)
        and ``program``, which are families.
    """
    for offset, signature, kind in _SIGNATURES:
        if head[offset : offset + len(signature)] == signature:
            return kind
    if head.startswith(_WIDE_MARKS):
        return "text/plain"
    return UNKNOWN_TYPE if _CONTROLS.search(head) else _sniff_text(head)


def _sniff_text(head: bytes) -> str:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not text.startswith(b"<"):
        return "text/plain"
    html, svg = _HTML.search(text), _SVG.search(text)
    if svg is not None and (html is None or svg.start() < html.start()):
        return "image/svg+xml"
    return "application/xml" if html is None else "text/html"


def agree_on_type(*, declared: str | None, name: str, head: bytes) -> str | None:
    """Return a file's media type where content, name and sender agree on it, else None.

    Args:
        declared: What its sender says; None or ``application/octet-stream`` for nothing.
        name: What it is called; an extension that is not known says nothing.
        head: Its first ``HEAD_BYTES``.
    """
    content = sniff(head)
    by_name = _BY_EXTENSION.get(extension_of(name))
    said = None if declared == UNKNOWN_TYPE else declared
    if any(kind is not None and not _fits(kind, content) for kind in (said, by_name)):
        return None
    if said is not None:
        return "image/jpeg" if said == "image/jpg" else said
    if by_name is not None:
        return by_name
    return UNKNOWN_TYPE if content in _SPECIAL else content


def _fits(kind: str, content: str) -> bool:
    known = _CONTENT_OF.get(kind)
    if known is not None:
        return content in known
    return content in _UNKNOWN_CONTENT.get(kind.partition("/")[0], _ANY_CONTENT)


def is_accepted(media_type: str, accepted: tuple[str, ...]) -> bool:
    """Return whether a type is among those that are taken: ``image/*`` takes every image."""
    family = f"{media_type.partition('/')[0]}/*"
    return not accepted or media_type in accepted or family in accepted
