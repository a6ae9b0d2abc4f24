"""Reads answers piece by piece, and stops at the limit before the memory is gone."""

import zlib
from collections.abc import Iterator
from http.client import HTTPResponse

from bpm.outbound.errors import ResponseTooLargeError, UnreachableError

_PIECE_BYTES = 65_536
_GZIP_WINDOW = 16 + zlib.MAX_WBITS


def read_body(response: HTTPResponse, max_bytes: int) -> bytes:
    """Return the body of an answer, decompressed.

    Raises:
        ResponseTooLargeError: It is larger than ``max_bytes``, packed or unpacked.
        UnreachableError: It is packed in a way that is not read here, or badly.
    """
    announced = response.length
    if announced is not None and announced > max_bytes:
        raise _too_large(max_bytes)
    pieces = _limit(_read_pieces(response), max_bytes)
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding in {"gzip", "x-gzip"}:
        pieces = _limit(_unpack(pieces), max_bytes)
    elif encoding not in {"identity", ""}:
        raise UnreachableError("The answer is packed in a way that was not asked for.")
    return b"".join(pieces)


def _too_large(max_bytes: int) -> ResponseTooLargeError:
    return ResponseTooLargeError(f"The answer is larger than {max_bytes:,} bytes.")


def _read_pieces(response: HTTPResponse) -> Iterator[bytes]:
    while piece := response.read1(_PIECE_BYTES):
        yield piece
    if response.length:
        # http.client reports this for read(), not for read1().
        raise UnreachableError("The answer broke off before its end.")


def _limit(pieces: Iterator[bytes], max_bytes: int) -> Iterator[bytes]:
    count = 0
    for piece in pieces:
        count += len(piece)
        if count > max_bytes:
            raise _too_large(max_bytes)
        yield piece


def _unpack(pieces: Iterator[bytes]) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(_GZIP_WINDOW)
    is_empty = True
    try:
        for piece in pieces:
            is_empty = False
            waiting = piece
            while waiting and not unpacker.eof:
                # Bounded, because a kilobyte may unpack to a megabyte.
                yield unpacker.decompress(waiting, _PIECE_BYTES)
                waiting = unpacker.unconsumed_tail
        # Little: what was read is unpacked, but for what the window still holds.
        yield unpacker.flush()
    except zlib.error as error:
        raise UnreachableError("The answer is packed badly.") from error
    if not (unpacker.eof or is_empty):
        raise UnreachableError("The answer broke off before its end.")
