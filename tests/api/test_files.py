"""Files over REST: what is taken, and how it comes back."""

import hashlib
import stat
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import Settings

from bpm.identity.models import User
from tests.api.client import UNUSED_ID, Api
from tests.api.instances import count_rows
from tests.api.uploads import PDF, PNG, kept_bytes, upload, uploaded
from tests.builders import END, START, chain, user_task
from tests.payloads import needs_payloads, read_payloads

pytestmark = pytest.mark.django_db(transaction=True)

TASK = chain(START, user_task("check"), END)


def reach(admin: Api) -> str:
    """Return the path of a user task, made by the system for whoever asks."""
    from tests.builders import deploy as deploy_one, start as start_one, waiting_task  # noqa: PLC0415

    return f"/user-tasks/{waiting_task(start_one(deploy_one(TASK)))}"


def test_a_file_comes_back_byte_for_byte(alice: Api, files_dir: Path) -> None:
    reference = uploaded(alice, name="Rechnung März.pdf", content=PDF, media_type="application/pdf")

    assert set(reference) == {"id", "name", "media_type", "size", "sha256"}
    assert reference["name"] == "Rechnung März.pdf"
    assert reference["media_type"] == "application/pdf"
    assert reference["sha256"] == hashlib.sha256(PDF).hexdigest()
    answer = alice("GET", f"/files/{reference['id']}/content")
    assert (answer.status, answer.raw) == (200, PDF)
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment; filename*=utf-8''")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert answer.headers["cache-control"] == "no-store"
    details = alice.ok("GET", f"/files/{reference['id']}")
    assert (details["state"], details["is_used"]) == ("ready", False)
    assert details["can_preview"] is True
    assert kept_bytes(files_dir) == [PDF]


def test_only_the_owner_of_the_suite_reads_its_folder(alice: Api, files_dir: Path) -> None:
    uploaded(alice, name="secret.txt", content=b"secret")

    (kept,) = [path for path in files_dir.rglob("*") if path.is_file()]
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(files_dir.stat().st_mode) == 0o700
    assert "secret" not in kept.name
    assert len(kept.name) == 32


@pytest.mark.parametrize(
    ("name", "content", "declared", "is_shown"),
    [
        ("a.pdf", PDF, "application/pdf", True),
        ("a.png", PNG, "image/png", True),
        ("a.txt", b"plain", "text/plain", False),
        ("a.svg", b"<svg onload='alert(1)'/>", "image/svg+xml", False),
        ("a.html", b"<html><script>alert(1)</script></html>", "text/html", False),
        ("a.bin", b"\x01\x02", "", False),
    ],
)
def test_only_pictures_and_pdf_are_shown(
    alice: Api, name: str, content: bytes, declared: str, is_shown: bool
) -> None:
    file = uploaded(alice, name=name, content=content, media_type=declared)

    answer = alice("GET", f"/files/{file['id']}/preview")

    if is_shown:
        assert (answer.status, answer.raw) == (200, content)
        assert answer.headers["content-type"] == declared
        assert answer.headers["content-disposition"].startswith("inline")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    else:
        assert (answer.status, answer.code) == (409, "no_preview")


@pytest.mark.parametrize(
    ("name", "content", "declared"),
    [
        ("a.png", PDF, "image/png"),
        ("a.png", b"<script>alert(1)</script>", "image/png"),
        ("a.pdf", b"MZ\x90\x00 a program", "application/pdf"),
        ("a.pdf", PNG, "application/octet-stream"),
        ("a.pdf", PNG, "image/png"),
        ("a", PNG, "image/jpeg"),
        ("a.txt", b"<html>", "text/plain"),
        ("a.docx", b"no archive", ""),
        ("photo", b"<svg/>", "image/heic"),
    ],
)
def test_a_file_of_another_type_is_refused(
    alice: Api, files_dir: Path, name: str, content: bytes, declared: str
) -> None:
    before = count_rows()

    answer = upload(alice, name=name, content=content, media_type=declared)

    assert (answer.status, answer.code, answer.pointers) == (422, "invalid_file", ["/file"])
    assert answer.json["errors"][0]["code"] == "file_type_mismatch"
    assert count_rows() == before
    assert kept_bytes(files_dir) == []


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "..\\..\\win.ini",
        "/etc/passwd",
        "a/b.txt",
        "\uff0e\uff0e\uff0fx.txt",
        "..",
        " ",
        "a\x07b.txt",
        "a\x00b.txt",
        "invoice\u202efdp.txt",
        "a\u2066b.txt",
        "a\u2028b.txt",
        "x" * 300,
    ],
)
def test_a_name_that_cannot_be_kept_is_refused(alice: Api, files_dir: Path, name: str) -> None:
    before = count_rows()

    answer = upload(alice, name=name, content=b"text")

    assert (answer.status, answer.pointers) == (422, ["/file"]), answer.raw
    assert answer.json["errors"][0]["code"] == "invalid_file_name"
    assert count_rows() == before
    assert kept_bytes(files_dir) == []


@pytest.mark.parametrize("name", ["", "a\x80.txt".encode("latin-1")])
def test_a_name_that_is_none_is_refused(alice: Api, name: str | bytes) -> None:
    answer = upload(alice, name=name, content=b"text")

    assert answer.status in {400, 422}, answer.raw


@pytest.mark.parametrize(
    "name", [".env", "%2e%2e%2fx.txt", "`id`.txt", "con", "💥.txt", "ab\u200dc", "Ärger, 1.txt"]
)
def test_any_other_name_is_kept_as_it_is(alice: Api, name: str) -> None:
    file = uploaded(alice, name=name, content=b"text")

    assert file["name"] == name
    answer = alice("GET", f"/files/{file['id']}/content")
    assert (answer.status, answer.raw) == (200, b"text")
    assert answer.headers["content-disposition"].startswith("attachment")


@needs_payloads
def test_names_of_files_that_want_to_be_paths(alice: Api, files_dir: Path) -> None:
    entries = read_payloads("path_traversal")
    task = reach(alice)
    for entry in entries:
        name = entry["filename"]
        answer = upload(alice, name=name, content=b"<a/>")
        assert answer.status in {201, 400, 422}, (entry["id"], answer.raw)
        if answer.status == 201:
            assert answer.json["name"] == name, entry["id"]
            beside = alice.ok("POST", f"{task}/attachments", {"file_id": answer.json["id"]})
            assert beside["file"]["name"] == name
            read = alice("GET", f"/files/{answer.json['id']}/content")
            assert read.raw == b"<a/>", entry["id"]
            assert "\n" not in read.headers["content-disposition"]
        with_description = {"file_id": UNUSED_ID, "description": name}
        assert alice("POST", f"{task}/attachments", with_description).status in {400, 422}
    assert len(entries) > 20
    assert all(path.parent.parent == files_dir for path in files_dir.rglob("*") if path.is_file())


def test_an_empty_file_and_one_without_a_type_are_told_apart(alice: Api) -> None:
    empty = upload(alice, content=b"")
    untyped = upload(alice, media_type="nonsense")

    assert empty.json["errors"][0]["code"] == "file_empty"
    assert untyped.json["errors"][0]["code"] == "invalid_media_type"


def test_all_faults_come_at_once(alice: Api) -> None:
    answer = upload(alice, name="a/b.png", content=PDF, media_type="image/png")

    codes = [error["code"] for error in answer.json["errors"]]
    assert codes == ["invalid_file_name", "file_type_mismatch"]


def test_limits_are_told_before_and_hold(alice: Api, settings: Settings) -> None:
    settings.BPM_FILE_TYPES = ("image/*", "application/pdf")
    settings.BPM_UPLOAD_LIMIT_BYTES = 2_000

    assert alice.ok("GET", "/files/limits") == {
        "max_bytes": 2_000,
        "media_types": ["image/*", "application/pdf"],
    }
    assert upload(alice, name="a.png", content=PNG).status == 201
    refused = upload(alice, name="a.txt", content=b"text")
    assert refused.json["errors"][0]["code"] == "file_type_refused"
    assert "application/pdf" in refused.json["errors"][0]["remedy"]
    large = upload(alice, name="a.pdf", content=PDF + b"x" * 3_000)
    assert (large.status, large.code) == (413, "upload_too_large")


@needs_payloads
def test_names_of_files_that_want_to_be_pages(alice: Api) -> None:
    kept = 0
    for entry in read_payloads("xss"):
        # As browsers write it into the header of a part.
        name = entry["payload"].replace('"', "%22") + ".png"
        answer = upload(alice, name=name, content=PNG, media_type="image/png")
        if answer.status != 201:
            assert answer.status == 422, entry["id"]
            assert answer.json["errors"][0]["code"] == "invalid_file_name", entry["id"]
            continue
        kept += 1
        assert answer.json["name"] == name, entry["id"]
        sent_as = {"content": "application/octet-stream", "preview": "image/png"}
        for part, media_type in sent_as.items():
            headers = alice("GET", f"/files/{answer.json['id']}/{part}").headers
            assert headers["content-type"] == media_type, entry["id"]
            assert headers["x-content-type-options"] == "nosniff", entry["id"]
            assert not set(headers["content-disposition"]) & set("\r\n"), entry["id"]

    assert kept > 5


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{}", "application/json"),
        (b"", "multipart/form-data; boundary=x"),
        (b"--x\r\n", "multipart/form-data; boundary=x"),
        (b"--x--\r\n", "multipart/form-data"),
        (
            b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\ntext\r\n--x--\r\n',
            "multipart/form-data; boundary=x",
        ),
        (
            (
                b'--x\r\nContent-Disposition: form-data; name="other"; filename="a"\r\n\r\nt\r\n'
                b"--x--\r\n"
            ),
            "multipart/form-data; boundary=x",
        ),
        (
            (
                b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nt\r\n'
                b'--x\r\nContent-Disposition: form-data; name="file"; filename="b"\r\n\r\nt\r\n'
                b"--x--\r\n"
            ),
            "multipart/form-data; boundary=x",
        ),
    ],
)
def test_what_is_no_upload_is_refused(alice: Api, body: bytes, kind: str) -> None:
    before = count_rows()

    answer = alice("POST", "/files", raw=body, content_type=kind)

    assert answer.status in {400, 415, 422}, answer.raw
    assert count_rows() == before


def test_an_upload_that_is_sent_twice_is_one_file(alice: Api) -> None:
    key = uuid4().hex

    first, second = upload(alice, key=key), upload(alice, key=key)
    other = upload(alice, key=key, content=b"Dear nobody")

    assert first.json == second.json
    assert (other.status, other.code) == (422, "idempotency_key_reused")
    assert count_rows()["stored_file"] == 1


def test_a_page_uploads_with_its_token_and_not_without(alice: Api) -> None:
    page = Api(client=Client(enforce_csrf_checks=True))
    page.client.force_login(User.objects.get(username="alice", tenant__name="default"))

    assert upload(page, name="a\u202eb.txt").code == "csrf_failed"
    secret = "a" * 32
    page.client.cookies["csrftoken"] = secret
    page.client.defaults["HTTP_X_CSRFTOKEN"] = secret
    refused = upload(page, name="a\u202eb.txt")
    assert refused.json["errors"][0]["code"] == "invalid_file_name"
    assert upload(page, name="ab.txt").status == 201


def test_files_of_no_use_have_a_limit(alice: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bpm.files.services.uploading.MOST_UNUSED", 2)
    first = uploaded(alice)
    uploaded(alice)

    refused = upload(alice)
    assert (refused.status, refused.code) == (429, "too_many_unused_files")
    assert int(refused.headers["retry-after"]) > 0
    alice.ok("DELETE", f"/files/{first['id']}")
    assert upload(alice).status == 201
