"""Django's own list of what production needs."""

import os
import subprocess
import sys

from bpm.config.configuration import PROJECT_DIR

_PRODUCTION = {
    "DATABASE_URL": "postgresql://kontor@db.example.org/kontor",
    "BPM_SECRET_KEY": "FvQk3xw7ZJ2mT9rYc5bL8dNh6uPsA4eGi1oKjR0tXqWzVyBn-aM4",
    "BPM_ALLOWED_HOSTS": "bpm.example.org",
    "BPM_PUBLIC_URL": "https://bpm.example.org",
}


def check_deployment(**settings: str) -> subprocess.CompletedProcess[str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("BPM_")}
    own.pop("DJANGO_SETTINGS_MODULE", None)
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level=WARNING"],
        env={**own, **_PRODUCTION, **settings},
        cwd=PROJECT_DIR,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_settings_for_production_leave_nothing_to_say() -> None:
    found = check_deployment(BPM_HTTPS="true")

    assert (found.returncode, "no issues" in found.stdout) == (0, True), found.stderr


def test_plain_http_is_said_to_be_unsafe() -> None:
    found = check_deployment()

    assert found.returncode == 1
    assert "SECURE_SSL_REDIRECT" in found.stderr
