"""Lists of hostile input that lie beside the project; without them, their tests are skipped."""

import json
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "conformance" / "payloads"

needs_payloads = pytest.mark.skipif(
    not FOLDER.exists(), reason="the payload lists do not lie beside the project"
)


def read_payloads(name: str) -> list[dict[str, Any]]:
    """Return the entries of one list; none where it is not at hand."""
    path = FOLDER / f"{name}.json"
    return json.loads(path.read_text()) if path.exists() else []


def read_payload_table(name: str) -> dict[str, Any]:
    """Return a list that is kept as one object; empty where it is not at hand."""
    path = FOLDER / f"{name}.json"
    return json.loads(path.read_text()) if path.exists() else {}
