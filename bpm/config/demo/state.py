"""Whether the past of the demo is still to be told, as the folder for data remembers it."""

from enum import StrEnum
from pathlib import Path

_NAME = "demo"


class Past(StrEnum):
    """Where the past of the demo stands."""

    WANTED = "wanted"
    TOLD = "told"
    UNWANTED = "unwanted"


def read_past(var_dir: Path) -> Past | None:
    """Return what the folder remembers, or None where nothing was decided yet."""
    try:
        return Past((var_dir / _NAME).read_text().strip())
    except FileNotFoundError:
        return None


def write_past(var_dir: Path, past: Past) -> None:
    """Remember it."""
    (var_dir / _NAME).write_text(f"{past}\n")
