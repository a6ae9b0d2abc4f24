"""The address of an S3 service."""

import pytest

from bpm.config.env import Environment, SettingError
from bpm.config.file_storage import parse_s3_url


def test_an_own_service_is_named_with_its_bucket_and_prefix() -> None:
    place = parse_s3_url("s3+https://key:se%2Fcret@minio.intranet:9000/papers/kontor/a?region=x")

    assert place is not None
    assert (place.endpoint, place.bucket) == ("https://minio.intranet:9000", "papers")
    assert (place.prefix, place.region) == ("kontor/a", "x")
    assert (place.access_key, place.secret_key) == ("key", "se/cret")


def test_amazons_own_service_needs_a_bucket_only() -> None:
    place = parse_s3_url("s3://papers")

    assert place is not None
    assert (place.endpoint, place.bucket, place.prefix) == (None, "papers", "")
    assert (place.access_key, place.region) == (None, "us-east-1")
    assert parse_s3_url(None) is None


@pytest.mark.parametrize(
    "url",
    ["s3://", "s3+https://host", "s3+https:///papers", "s3://key@papers", "s3://papers?acl=public"],
)
def test_what_names_no_place_is_refused_without_being_repeated(url: str) -> None:
    with pytest.raises(SettingError, match="BPM_FILES_URL") as refused:
        parse_s3_url(url)

    assert "key" not in str(refused.value).replace("key:secret", "")


def test_media_types_and_commands_are_read() -> None:
    env = Environment({"TYPES": "image/*, Text/CSV", "SCAN": "clamdscan --no-summary '- x'"})

    assert env.media_types("TYPES") == ("image/*", "text/csv")
    assert env.media_types("NONE") == ()
    assert env.command("SCAN") == ("clamdscan", "--no-summary", "- x")
    assert env.command("NONE") == ()


@pytest.mark.parametrize("text", ["image", "*/*", "image/*; q=1", "a b/c"])
def test_what_is_no_media_type_is_refused(text: str) -> None:
    with pytest.raises(SettingError, match="TYPES"):
        Environment({"TYPES": text}).media_types("TYPES")


def test_a_command_that_never_ends_its_quotation_is_refused() -> None:
    with pytest.raises(SettingError, match="SCAN"):
        Environment({"SCAN": "scan 'x"}).command("SCAN")
