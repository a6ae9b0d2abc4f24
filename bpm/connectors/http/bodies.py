"""Values as the body of a request, and the body of an answer as values."""

import re
from email.message import Message

from bpm.connectors.errors import ConnectorError
from bpm.core.values import MalformedJsonError, Value, dump_json, encode_variables, parse_json
from bpm.outbound.contracts import OutboundResponse

_TEXT_TYPES = ("text/", "application/xml", "application/x-www-form-urlencoded")


_UNKEPT = re.compile("[\x00\ud800-\udfff]")


def write_body(value: Value) -> tuple[bytes, str | None]:
    """Return the bytes to send and their media type; none for null."""
    match value:
        case None:
            return b"", None
        case str():
            return value.encode(), "text/plain; charset=utf-8"
        case bytes():
            return value, "application/octet-stream"
        case _:
            variables, _types = encode_variables({"body": value})
            return dump_json(variables["body"]), "application/json"


def read_answer(response: OutboundResponse, *, is_lenient: bool = False) -> Value:
    """Return a body as JSON, text or bytes, as its media type says; null for an empty one.

    Args:
        response: The whole answer; its ``content-type`` decides.
        is_lenient: Take what cannot be read as JSON for text: it only explains a failure.

    Raises:
        ConnectorError: It says that it is JSON, and is not, or holds a number that cannot be kept.
    """
    if not response.body:
        return None
    kind = Message()
    kind["content-type"] = response.headers.get("content-type", "")
    media_type = kind.get_content_type() if kind["content-type"] else ""
    if media_type == "application/json" or media_type.endswith("+json"):
        try:
            return parse_json(response.body)  # type: ignore[return-value] # JSON values are values
        except MalformedJsonError as error:
            if not is_lenient:
                raise ConnectorError(
                    f"The answer says that it is JSON, but cannot be read: {error.detail}",
                    permanent=False,
                    kind="answer_unreadable",
                    body=_read_text(response.body, "utf-8"),
                ) from error
    is_text = not media_type or is_lenient or media_type.startswith(_TEXT_TYPES)
    is_text = is_text or media_type.endswith("+xml")
    charset = kind.get_content_charset("utf-8")
    return _read_text(response.body, charset) if is_text else response.body


def _read_text(body: bytes, charset: str) -> str | bytes:
    try:
        text = body.decode(charset)
    except (LookupError, ValueError):  # no such charset, or not in it
        return body
    # U+0000 and lone surrogates are no text that a variable can keep.
    return body if _UNKEPT.search(text) else text
