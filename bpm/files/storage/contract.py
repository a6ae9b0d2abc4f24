"""What a storage does."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

CHUNK_BYTES = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class S3Place:
    """A bucket, and who may use it.

    Args:
        endpoint: Address of the service; None for Amazon's own.
        region: As the service calls it.
        prefix: What all names in the bucket begin with; empty for none.
        access_key: None where the machine has rights of its own.
    """

    bucket: str
    endpoint: str | None
    region: str
    prefix: str
    access_key: str | None
    secret_key: str | None


class Storage(Protocol):
    """Keeps bytes under keys that this suite makes.

    Every method raises ``StorageAwayError`` where the storage does not do what it should.
    """

    def write(self, key: str, content: BinaryIO) -> None:
        """Keep all bytes from the place where ``content`` stands; whole or not at all."""

    def read(self, key: str) -> Iterator[bytes]:
        """Yield the bytes; it is opened before this returns."""

    def delete(self, key: str) -> None:
        """Forget the bytes; what is not there is forgotten already."""


def new_key() -> str:
    """Return a key that nobody can guess, and that says nothing of what lies there."""
    return secrets.token_hex(16)


def chunks_of(content: BinaryIO) -> Iterator[bytes]:
    """Yield bytes piece by piece, from where they stand."""
    while chunk := content.read(CHUNK_BYTES):
        yield chunk
