"""Backup and restore, as an operator makes them."""

import base64
import json
import os
import subprocess
import sys
import tarfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from bpm.config.configuration import PROJECT_DIR
from tests.builders import END, START, chain, model, user_task
from tests.rest_client import RestClient
from tests.running_suite import RunningSuite

_LIMIT_SECONDS = 120
_CONTENT = "%PDF-1.4 the bill of an electrician"


def manage(suite: RunningSuite, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a management command as the suite's operator does."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("BPM_")}
    for name in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE"):
        own.pop(name, None)
    return subprocess.run(  # noqa: S603 our own program
        [sys.executable, "manage.py", *arguments],
        env={**own, "BPM_VAR_DIR": str(suite.var_dir)},
        cwd=PROJECT_DIR,
        capture_output=True,
        text=True,
        timeout=_LIMIT_SECONDS,
        check=False,
    )


@pytest.fixture
def other(tmp_path: Path) -> Iterator[RunningSuite]:
    """Another installation, with a key of its own, not started yet."""
    suite = RunningSuite(var_dir=tmp_path / "var")
    yield suite
    if suite.process is not None and suite.process.poll() is None:
        suite.stop()


def upload(suite: RunningSuite) -> str:
    """Bring a file as the administrator does; return its id."""
    line = "a-line-that-no-file-holds"
    body = (
        f'--{line}\r\nContent-Disposition: form-data; name="file"; filename="bill.pdf"\r\n'
        f"Content-Type: application/pdf\r\n\r\n{_CONTENT}\r\n--{line}--\r\n"
    ).encode()
    token = base64.b64encode(b"admin:admin").decode()
    request = urllib.request.Request(  # noqa: S310 the address is our own
        f"{suite.url}/api/v1/files",
        data=body,
        headers={
            "Authorization": f"Basic {token}",
            "Content-Type": f"multipart/form-data; boundary={line}",
        },
    )
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 as above
        return str(json.load(answer)["id"])


def stored_files(suite: RunningSuite) -> list[bytes]:
    return [path.read_bytes() for path in (suite.var_dir / "files").glob("*/*")]


def test_a_backup_of_a_running_suite_is_put_back_elsewhere_and_proven(
    suite: RunningSuite, other: RunningSuite, tmp_path: Path
) -> None:
    api = RestClient(suite.url, username="admin")
    resource = {"name": "kept.bpmn", "content": model("kept", chain(START, user_task("a"), END))}
    assert api.post("/deployments", {"name": "kept", "resources": [resource]}).status == 201
    started = api.post("/process-instances", {"definition_key": "kept", "business_key": "K-1"})
    upload(suite)
    backup = tmp_path / "kept.tar"

    made = manage(suite, "backup", str(backup))

    assert made.returncode == 0, made.stderr
    assert "files of people: 1 in it" in made.stdout
    assert backup.stat().st_mode & 0o077 == 0
    key = (suite.var_dir / "secret_key").read_bytes().strip()
    assert key not in backup.read_bytes()
    with tarfile.open(backup) as archive:
        assert archive.getnames()[:2] == ["manifest.json", "database.dump"]
    again = manage(suite, "backup", str(backup))
    assert again.returncode == 1
    assert "is there already" in again.stderr
    refused = manage(suite, "restore", str(backup), "--replace")
    assert refused.returncode == 1
    assert "already runs" in refused.stderr

    put_back = manage(other, "restore", str(backup))

    assert put_back.returncode == 0, put_back.stderr
    assert "0 findings." in put_back.stdout
    fingerprint = made.stdout.partition("(fingerprint ")[2].partition(")")[0]
    assert f"made with the key of fingerprint {fingerprint}" in put_back.stdout

    _refuse_what_cannot_be_put_back(other, backup, tmp_path)
    replaced = manage(other, "restore", str(backup), "--replace")

    assert replaced.returncode == 0, replaced.stderr
    assert stored_files(other) == [_CONTENT.encode()]
    other.start()
    there = RestClient(other.url, username="admin").get(f"/process-instances/{started.json['id']}")
    assert (there.json["business_key"], there.json["state"]) == ("K-1", "active")
    with other.connect() as connection:
        names = connection.execute("SELECT datname FROM pg_database").fetchall()
    assert [name for (name,) in names if str(name).startswith("kontor")] == ["kontor"]
    assert list(other.var_dir.glob(".restore-*")) == []


def _refuse_what_cannot_be_put_back(other: RunningSuite, backup: Path, folder: Path) -> None:
    """Try to restore what is cut off, foreign, absent or in the way; nothing changes by it."""
    cut = folder / "cut.tar"
    cut.write_bytes(backup.read_bytes()[:-400_000])
    stranger = folder / "stranger.tar"
    with tarfile.open(stranger, mode="w") as archive:
        archive.add(PROJECT_DIR / "manage.py", "manage.py")
    for path, arguments, sentence in (
        (cut, ["--replace"], "no complete backup"),
        (stranger, ["--replace"], "no complete backup"),
        (folder / "absent.tar", ["--replace"], "There is no file"),
        (backup, [], "give --replace"),
    ):
        refused = manage(other, "restore", str(path), *arguments)
        assert (refused.returncode, sentence in refused.stderr) == (1, True), refused.stderr
        assert stored_files(other) == [_CONTENT.encode()]
