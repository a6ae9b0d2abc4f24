"""What vite built: which files a page needs at once."""

import functools
import json
from pathlib import Path
from typing import TypedDict

from django.conf import settings

from bpm.web.refusals import PagesNotBuiltError


class Chunk(TypedDict, total=False):
    """One file of the build, as vite's manifest tells of it."""

    file: str
    css: list[str]
    imports: list[str]


def chunks_of(entry: str) -> list[Chunk]:
    """Return the chunks that an entry needs at once, itself last.

    Raises:
        PagesNotBuiltError: There is no build, or it has no such entry.
    """
    manifest = _manifest()
    if entry not in manifest:
        raise PagesNotBuiltError(f"The build has no entry {entry}; `make run` builds it.")
    needed: dict[str, Chunk] = {}
    waiting = [entry]
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed[name] = manifest[name]
            waiting += manifest[name].get("imports", [])
    return list(reversed(needed.values()))


def styles_of(chunk: Chunk) -> list[str]:
    """Return the style sheets of a chunk, itself where it is one."""
    own = [] if is_script(chunk) else [chunk["file"]]
    return [*own, *chunk.get("css", [])]


def is_script(chunk: Chunk) -> bool:
    """Return whether a chunk is a script rather than a style sheet."""
    return chunk["file"].endswith(".js")


def _manifest() -> dict[str, Chunk]:
    path = Path(settings.STATIC_ROOT) / "manifest.json"
    try:
        return _read_manifest(path, path.stat().st_mtime_ns)
    except FileNotFoundError as error:
        raise PagesNotBuiltError("They are not built yet; `make run` builds them.") from error


@functools.lru_cache(maxsize=1)
def _read_manifest(path: Path, _changed_at: int) -> dict[str, Chunk]:
    manifest: dict[str, Chunk] = json.loads(path.read_bytes())
    return manifest
