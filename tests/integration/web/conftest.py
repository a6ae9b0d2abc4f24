"""People and a front end build for the tests of pages."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from bpm.identity import services as identity
from tests.front_end import write_build


@pytest.fixture(autouse=True)
def build(tmp_path: Path, settings: Settings) -> Path:
    """Stand in for what vite builds."""
    settings.STATIC_ROOT = tmp_path
    write_build(tmp_path)
    return tmp_path


@pytest.fixture
def people(db: None) -> None:
    """Create the demo people; each password is the name."""
    identity.create_demo_accounts()


@pytest.fixture
def browser() -> Client:
    """Return a browser without a session, which must send tokens as a real one must."""
    return Client(enforce_csrf_checks=True)
