"""The address of an S3 service in one setting."""

from urllib.parse import parse_qsl, unquote, urlsplit

from bpm.config.env import SettingError
from bpm.files.storage.contract import S3Place

_SETTING = "BPM_FILES_URL"
_DEFAULT_REGION = "us-east-1"


def parse_s3_url(url: str | None) -> S3Place | None:
    """Return the bucket that an address names; None where there is no address.

    Args:
        url: ``s3://key:secret@bucket/prefix?region=…`` for Amazon's own service, or
            ``s3+https://key:secret@host:port/bucket/prefix`` for another; ``s3+http`` without
            encryption.

    Raises:
        SettingError: It names no bucket, half of the credentials, or a parameter that is none.
    """
    if url is None:
        return None
    parts = urlsplit(url)
    steps = [unquote(step) for step in parts.path.split("/") if step]
    host = parts.netloc.rpartition("@")[2]
    if parts.scheme != "s3":
        endpoint = f"{parts.scheme.removeprefix('s3+')}://{host}"
        bucket, steps = (steps[0] if host and steps else ""), steps[1:]
    else:
        endpoint, bucket = None, host
    options = dict(parse_qsl(parts.query))
    region = options.pop("region", _DEFAULT_REGION)
    if not bucket or options:
        raise SettingError(_SETTING, "must be s3://bucket or s3+https://host/bucket, and ?region=.")
    if (parts.username is None) != (parts.password is None):
        raise SettingError(_SETTING, "holds half of the credentials: key:secret before the @.")
    return S3Place(
        bucket=bucket,
        endpoint=endpoint,
        region=region,
        prefix="/".join(steps),
        access_key=None if parts.username is None else unquote(parts.username),
        secret_key=None if parts.password is None else unquote(parts.password),
    )
