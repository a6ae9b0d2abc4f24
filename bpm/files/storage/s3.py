"""Files in a bucket of a service that speaks Amazon's S3 protocol."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, BinaryIO

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store
from typing_extensions import override

from bpm.files.errors import StorageAwayError
from bpm.files.storage.contract import CHUNK_BYTES, S3Place, Storage

if TYPE_CHECKING:
    # Its names exist for type checkers only.
    from obstore.store import S3Config

_ANSWER_WITHIN = timedelta(seconds=20)
_CONNECT_WITHIN = timedelta(seconds=5)
_ATTEMPTS_WITHIN = timedelta(seconds=30)


class S3Storage(Storage):
    """Keeps each file as one object, under its key.

    Args:
        place: Which bucket; it must be there.
    """

    def __init__(self, place: S3Place) -> None:
        config: S3Config = {
            "region": place.region,
            "virtual_hosted_style_request": place.endpoint is None,
        }
        if place.endpoint is not None:
            config["endpoint"] = place.endpoint
        if place.access_key is not None and place.secret_key is not None:
            config["access_key_id"] = place.access_key
            config["secret_access_key"] = place.secret_key
        self._store = S3Store(
            place.bucket,
            prefix=place.prefix or None,
            config=config,
            client_options={
                "allow_http": place.endpoint is not None and place.endpoint.startswith("http://"),
                "timeout": _ANSWER_WITHIN,
                "connect_timeout": _CONNECT_WITHIN,
            },
            retry_config={"max_retries": 3, "retry_timeout": _ATTEMPTS_WITHIN},
        )

    @override
    def write(self, key: str, content: BinaryIO) -> None:
        """Send the bytes; the service shows an object only once it is whole."""
        with _away_when_failing("The file could not be kept."):
            obstore.put(self._store, key, content)

    @override
    def read(self, key: str) -> Iterator[bytes]:
        """Ask for the object and return its bytes piece by piece."""
        with _away_when_failing("The file's bytes cannot be read."):
            pieces = obstore.get(self._store, key).stream(min_chunk_size=CHUNK_BYTES)
        return (bytes(piece) for piece in pieces)

    @override
    def delete(self, key: str) -> None:
        """Delete the object; the service does not mind where there is none."""
        with _away_when_failing("The file's bytes could not be deleted."):
            obstore.delete(self._store, key)


@contextmanager
def _away_when_failing(detail: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise StorageAwayError(detail) from error
    except (BaseError, OSError) as error:
        raise StorageAwayError(detail) from error
