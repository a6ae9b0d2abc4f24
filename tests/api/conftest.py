"""Everybody who calls the API in these tests."""

from pathlib import Path

import pytest
from pytest_django import Settings

from tests.api.client import Api, Tenants, build_tenants


@pytest.fixture(autouse=True)
def _static_files(tmp_path: Path, settings: Settings) -> None:
    """Stand in for the folder of files that browsers load, which only a start fills."""
    settings.STATIC_ROOT = tmp_path


@pytest.fixture(autouse=True)
def files_dir(tmp_path: Path, settings: Settings) -> Path:
    """Return the folder that keeps uploaded files."""
    settings.BPM_FILES_DIR = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def tenants(db: None) -> Tenants:
    return build_tenants()


@pytest.fixture
def admin(tenants: Tenants) -> Api:
    return tenants.admin


@pytest.fixture
def alice(tenants: Tenants) -> Api:
    return tenants.alice


@pytest.fixture
def bob(tenants: Tenants) -> Api:
    return tenants.bob


@pytest.fixture
def charlie(tenants: Tenants) -> Api:
    return tenants.charlie


@pytest.fixture
def gina(tenants: Tenants) -> Api:
    """An administrator of another tenant."""
    return tenants.gina


@pytest.fixture
def nobody(tenants: Tenants) -> Api:
    return tenants.nobody
