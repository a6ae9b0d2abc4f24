"""Where the bytes of files lie: on this machine's disk, or with a service that speaks S3."""

from functools import cache

from django.conf import settings

from bpm.files.storage.contract import S3Place, Storage
from bpm.files.storage.disk import DiskStorage

__all__ = ["S3Place", "Storage", "get_storage"]


def get_storage() -> Storage:
    """Return the storage that the settings name."""
    place: S3Place | None = settings.BPM_FILES_S3
    return DiskStorage(settings.BPM_FILES_DIR) if place is None else _s3_storage(place)


@cache
def _s3_storage(place: S3Place) -> Storage:
    # Only who stores files there pays for its client.
    from bpm.files.storage.s3 import S3Storage  # noqa: PLC0415 as said above

    return S3Storage(place)
