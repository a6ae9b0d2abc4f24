"""Files over REST: what is taken, how it comes back, and who may have it."""

import hashlib
import stat
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import Settings

from bpm.identity.contracts import Permission
from bpm.identity.models import User
from tests.api.client import UNUSED_ID, Api, permit
from tests.api.forms import deploy as deploy_forms, process, reach as reach_task
from tests.api.instances import count_rows, deploy, start
from tests.api.uploads import PDF, PNG, upload, uploaded
from tests.builders import END, START, chain, user_task
from tests.forms.schemas import field, schema
from tests.payloads import needs_payloads, read_payloads

pytestmark = pytest.mark.django_db(transaction=True)

TASK = chain(START, user_task("check"), END)
TYPES = {"variable_types": {"doc": "file"}}


def kept_bytes(folder: Path) -> list[bytes]:
    """Return the contents of all files that the storage holds."""
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]


def with_file(who: Api, key: str, reference: Any) -> Any:
    """Start an instance whose variable ``doc`` is a file."""
    body = {"definition_key": key, "variables": {"doc": reference}, **TYPES}
    return who.ok("POST", "/process-instances", body)


# ---- what is taken ---------------------------------------------------------------------------


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


# ---- the virus scanner -----------------------------------------------------------------------


def scanner(verdict: str) -> tuple[str, ...]:
    """Return a scanner that answers so, after it has read what it was given."""
    return (sys.executable, "-c", f"import sys; d = sys.stdin.buffer.read(); sys.exit({verdict})")


def test_a_file_with_a_virus_is_refused(alice: Api, files_dir: Path, settings: Settings) -> None:
    settings.BPM_FILE_SCANNER = scanner("b'EICAR' in d")

    refused = upload(alice, content=b"X5O!EICAR")

    assert (refused.status, refused.pointers) == (422, ["/file"])
    assert refused.json["errors"][0]["code"] == "file_infected"
    assert kept_bytes(files_dir) == []
    assert count_rows()["stored_file"] == 0
    assert upload(alice, content=b"clean").status == 201


def test_a_file_that_was_not_scanned_cannot_be_read(
    admin: Api, alice: Api, settings: Settings, files_dir: Path
) -> None:
    from bpm.config.sweeping import keep_files  # noqa: PLC0415 beside what it is about

    settings.BPM_FILE_SCANNER = scanner("2")
    file = uploaded(alice, name="a.png", content=PNG)
    settings.BPM_FILE_SCANNER = ("/there/is/no/scanner",)
    other = uploaded(alice, name="b.png", content=PNG)

    for path in ("content", "preview"):
        answer = alice("GET", f"/files/{file['id']}/{path}")
        assert (answer.status, answer.code) == (409, "file_not_scanned")
        assert int(answer.headers["retry-after"]) > 0
    assert alice.ok("GET", f"/files/{file['id']}")["state"] == "unscanned"
    keep_files(with_sweep=False)
    assert alice.ok("GET", f"/files/{other['id']}")["state"] == "unscanned"

    settings.BPM_FILE_SCANNER = scanner("0")
    keep_files(with_sweep=False)

    assert alice("GET", f"/files/{file['id']}/content").raw == PNG


def test_a_virus_that_is_found_late_takes_the_bytes_away(
    admin: Api, alice: Api, settings: Settings, files_dir: Path
) -> None:
    from bpm.config.sweeping import keep_files  # noqa: PLC0415 beside what it is about

    settings.BPM_FILE_SCANNER = scanner("2")
    permit(alice, Permission.START_INSTANCES, Permission.READ_INSTANCES)
    file = uploaded(alice)
    key = deploy(admin, TASK)
    with_file(alice, key, file)
    settings.BPM_FILE_SCANNER = scanner("1")

    keep_files(with_sweep=False)

    answer = alice("GET", f"/files/{file['id']}/content")
    assert (answer.status, answer.code) == (409, "file_infected")
    assert kept_bytes(files_dir) == []
    again = alice(
        "POST",
        "/process-instances",
        {"definition_key": key, "variables": {"doc": file}, **TYPES},
    )
    assert again.json["errors"][0]["code"] == "file_infected"


# ---- who may have it -------------------------------------------------------------------------


def reach(admin: Api) -> str:
    """Return the path of a user task, made by the system for whoever asks."""
    from tests.builders import deploy as deploy_one, start as start_one, waiting_task  # noqa: PLC0415

    return f"/user-tasks/{waiting_task(start_one(deploy_one(TASK)))}"


def test_a_file_is_its_uploaders_until_it_is_used(alice: Api, bob: Api, gina: Api) -> None:
    file = uploaded(alice)

    for who in (bob, gina):
        for method, path in (("GET", ""), ("GET", "/content"), ("GET", "/preview"), ("DELETE", "")):
            answer = who(method, f"/files/{file['id']}{path}")
            assert (answer.status, answer.code) == (404, "file_not_found"), path
    alice.ok("DELETE", f"/files/{file['id']}")
    assert alice("GET", f"/files/{file['id']}").status == 404


def test_those_who_see_the_variable_read_the_file(
    admin: Api, alice: Api, bob: Api, charlie: Api, gina: Api
) -> None:
    permit(charlie, Permission.START_INSTANCES)
    file = uploaded(charlie, content=b"the offer")
    content = f"/files/{file['id']}/content"
    begun = with_file(charlie, deploy(admin, TASK), file)
    task = f"/user-tasks/{begun['waiting_at'][0]['user_task_id']}"

    assert admin("GET", content).raw == b"the offer"
    # A candidate without a form sees the instance's header and no variable.
    assert alice("GET", content).status == 404
    alice.ok("POST", f"{task}/claim")
    assert alice("GET", content).raw == b"the offer"
    assert bob("GET", content).status == 404
    assert gina("GET", content).status == 404
    in_use = charlie("DELETE", f"/files/{file['id']}")
    assert (in_use.status, in_use.code) == (409, "file_in_use")
    admin.ok("PATCH", f"/process-instances/{begun['id']}/variables", {"variables": {"doc": None}})
    assert alice("GET", content).status == 404
    assert charlie("GET", content).status == 200
    assert admin("GET", content).status == 200


def ways_in(admin: Api, who: Api, reference: Any) -> list[Any]:
    """Return what a person is answered who refers to a file on every way in."""
    key = deploy(admin, TASK)
    permit(who, Permission.START_INSTANCES, Permission.OPERATE_INSTANCES, Permission.READ_INSTANCES)
    deep = {"variables": {"a": {"b/c": [1, reference]}}, "variable_types": {"/a/b~1c/1": "file"}}
    begun = start(admin, key)
    task = f"/user-tasks/{begun['waiting_at'][0]['user_task_id']}"
    catch = '<bpmn:intermediateCatchEvent id="wait"><bpmn:messageEventDefinition messageRef="m"/>'
    catch += "</bpmn:intermediateCatchEvent>"
    return [
        who("POST", "/process-instances", {"definition_key": key, **deep}),
        who("POST", f"{task}/complete", deep),
        who("PATCH", f"/process-instances/{begun['id']}/variables", deep),
    ]


def test_a_file_of_somebody_else_cannot_be_referred_to(
    admin: Api, alice: Api, bob: Api, gina: Api
) -> None:
    theirs = uploaded(gina, content=b"theirs")
    bobs = uploaded(bob, content=b"bob's")
    never = {**bobs, "id": UNUSED_ID}
    for reference in (theirs, bobs, never):
        for answer in ways_in(admin, alice, reference):
            assert (answer.status, answer.code) == (422, "invalid_file_reference"), answer.raw
            assert answer.pointers == ["/variables/a/b~1c/1"]
            assert answer.json["errors"][0]["code"] == "unknown_file"
            assert b"theirs" not in answer.raw
    assert count_rows()["file_use"] == 0


def test_a_reference_that_says_something_else_is_refused(admin: Api, alice: Api) -> None:
    file = uploaded(alice, name="a.txt", content=b"text")
    wrong: list[dict[str, object]] = [
        {"name": "b.txt"},
        {"media_type": "image/png"},
        {"size": 1},
        {"sha256": "0" * 64},
    ]
    for difference in wrong:
        for answer in ways_in(admin, alice, {**file, **difference}):
            assert answer.status == 422, answer.raw
            assert answer.json["errors"][0]["code"] == "file_mismatch"


def test_who_may_read_a_file_may_pass_it_on(admin: Api, alice: Api) -> None:
    file = uploaded(alice)

    answers = ways_in(admin, alice, file)

    assert [answer.status for answer in answers] == [201, 200, 409]
    assert count_rows()["file_use"] == 2
    assert admin.ok("GET", f"/files/{file['id']}")["is_used"] is True


# ---- fields of forms -------------------------------------------------------------------------


def reach_form(admin: Api) -> tuple[str, str]:
    """Return the paths of a task whose form takes a letter, and of its instance."""
    limits: dict[str, object] = {"accept": ".pdf", "validate": {"required": True, "maxSize": 500}}
    review = schema("review", field("filepicker", "letter", **limits))
    deploy_forms(admin, buy=process(), review=review)
    task = reach_task(admin)
    return task, f"/process-instances/{admin.ok('GET', task)['process_instance_id']}"


def test_a_field_of_a_form_takes_a_file(admin: Api, alice: Api, bob: Api) -> None:
    task, instance = reach_form(admin)
    file = uploaded(alice, name="letter.pdf", content=PDF)

    alice.ok("POST", f"{task}/complete", {"variables": {"letter": file}})

    kept = admin.ok("GET", f"{instance}/variables")
    assert kept["variables"]["letter"] == file
    assert kept["variable_types"] == {"letter": "file"}
    assert admin("GET", f"/files/{file['id']}/content").raw == PDF
    assert admin.ok("GET", f"/files/{file['id']}")["is_used"] is True
    assert bob("GET", f"/files/{file['id']}/content").status == 404


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("letter.png", PNG, "file_not_accepted"),
        ("letter.pdf", PDF + b"x" * 500, "file_too_large"),
    ],
)
def test_the_rules_of_a_field_hold(
    admin: Api, alice: Api, name: str, content: bytes, code: str
) -> None:
    task, _ = reach_form(admin)
    file = uploaded(alice, name=name, content=content)
    before = count_rows()

    answer = alice("POST", f"{task}/complete", {"variables": {"letter": file}})

    assert (answer.status, answer.pointers) == (422, ["/variables/letter"])
    assert answer.json["errors"][0]["code"] == code
    assert count_rows() == before


def test_a_field_takes_no_file_of_others(admin: Api, alice: Api, bob: Api, gina: Api) -> None:
    task, _ = reach_form(admin)
    theirs = [uploaded(who, name="letter.pdf", content=PDF) for who in (bob, gina)]
    smaller = {**uploaded(alice, name="letter.pdf", content=PDF + b"x" * 600), "size": 10}
    before = count_rows()

    for reference in (*theirs, {**theirs[0], "id": UNUSED_ID}, smaller):
        answer = alice("POST", f"{task}/complete", {"variables": {"letter": reference}})
        assert (answer.status, answer.pointers) == (422, ["/variables/letter"]), answer.raw
        assert answer.code == "invalid_file_reference"
    assert count_rows() == before
