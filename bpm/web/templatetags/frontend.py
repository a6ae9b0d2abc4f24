"""Links to what vite built, with the nonce that the page's policy asks for."""

import functools
import json
from pathlib import Path
from typing import TypedDict

from django import template
from django.conf import settings
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()


class NotBuiltError(Exception):
    """The pages are not built."""


class _Chunk(TypedDict, total=False):
    file: str
    css: list[str]
    imports: list[str]


@register.simple_tag(takes_context=True)
def frontend_entry(context: Context, entry: str) -> SafeString:
    """Return the tags that load one entry of the build: styles, scripts, what they import.

    Args:
        context: The template's context; its request knows the nonce.
        entry: Path of the source in ``frontend/``, such as ``index.html``.

    Raises:
        NotBuiltError: There is no build, or it has no such entry.
    """
    manifest = _manifest()
    if entry not in manifest:
        raise NotBuiltError(f"The build has no entry {entry}; `make run` builds the pages.")
    nonce = str(context["request"].csp_nonce)
    chunks = _with_imports(entry, manifest)
    styles = dict.fromkeys(name for chunk in chunks for name in _styles_of(chunk))
    return format_html(
        "{}{}{}",
        format_html_join(
            "\n",
            '<link rel="stylesheet" href="{}" nonce="{}">',
            ((static(name), nonce) for name in styles),
        ),
        format_html_join(
            "\n",
            '<link rel="modulepreload" href="{}" nonce="{}">',
            ((static(chunk["file"]), nonce) for chunk in chunks[:-1]),
        ),
        format_html_join(
            "\n",
            '<script type="module" src="{}" nonce="{}"></script>',
            ((static(chunk["file"]), nonce) for chunk in chunks[-1:] if _is_script(chunk)),
        ),
    )


def _styles_of(chunk: _Chunk) -> list[str]:
    own = [] if _is_script(chunk) else [chunk["file"]]
    return [*own, *chunk.get("css", [])]


def _is_script(chunk: _Chunk) -> bool:
    return chunk["file"].endswith(".js")


def _with_imports(entry: str, manifest: dict[str, _Chunk]) -> list[_Chunk]:
    """Return the chunks that an entry needs at once, itself last."""
    needed: dict[str, _Chunk] = {}
    waiting = [entry]
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed[name] = manifest[name]
            waiting += manifest[name].get("imports", [])
    return list(reversed(needed.values()))


def _manifest() -> dict[str, _Chunk]:
    path = Path(settings.STATIC_ROOT) / "manifest.json"
    try:
        return _read_manifest(path, path.stat().st_mtime_ns)
    except FileNotFoundError as error:
        raise NotBuiltError("The pages are not built; `make run` builds them.") from error


@functools.lru_cache(maxsize=1)
def _read_manifest(path: Path, _changed_at: int) -> dict[str, _Chunk]:
    manifest: dict[str, _Chunk] = json.loads(path.read_bytes())
    return manifest
