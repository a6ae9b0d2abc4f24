"""Names and keys of any length, as they are stored and looked for."""

import hashlib

MAX_INDEXED_CHARACTERS = 255
_KEPT_OF_LONG_ONES = 180


def indexable(text: str) -> str:
    """Return a name or key as it is stored and looked for; a very long one is cut and digested."""
    if len(text) <= MAX_INDEXED_CHARACTERS:
        return text
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{text[:_KEPT_OF_LONG_ONES]}…{digest}"
