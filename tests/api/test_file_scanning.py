"""Files and the virus scanner: refused, waiting, found late."""

import sys
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from bpm.identity.contracts import Permission
from tests.api.client import Api, permit
from tests.api.instances import count_rows, deploy
from tests.api.uploads import PNG, kept_bytes, upload, uploaded
from tests.builders import END, START, chain, user_task

pytestmark = pytest.mark.django_db(transaction=True)

TASK = chain(START, user_task("check"), END)
TYPES = {"variable_types": {"doc": "file"}}


def with_file(who: Api, key: str, reference: Any) -> Any:
    """Start an instance whose variable ``doc`` is a file."""
    body = {"definition_key": key, "variables": {"doc": reference}, **TYPES}
    return who.ok("POST", "/process-instances", body)


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
