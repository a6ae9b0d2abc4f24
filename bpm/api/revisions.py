"""Revisions as entity tags: what was read is what gets changed, or nothing."""

import re

_TAG = re.compile(r'(?:W/)?"(\d{1,9})"')


def entity_tag(revision: int) -> dict[str, str]:
    """Return the header that tells a revision."""
    return {"ETag": f'"{revision}"'}


def parse_entity_tag(header: str) -> int | None:
    """Return the revision that ``If-Match`` names, or None where it is no single tag of ours."""
    found = _TAG.fullmatch(header.strip())
    return None if found is None else int(found[1])
