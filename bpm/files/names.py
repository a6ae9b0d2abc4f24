"""Names of files, as people give them: kept as they are or refused, never mended."""

import re
import unicodedata

from bpm.core.errors import Problem
from bpm.files.contracts import MAX_NAME_CHARACTERS, MAX_TYPE_CHARACTERS

# Parts of emoji and of words in Persian and Indian scripts; they reorder nothing.
_JOINERS = frozenset("\u200c\u200d")
_UNPRINTED = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
# RFC 6838 §4.2.
_TYPE_NAME = r"[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}"
_MEDIA_TYPE = re.compile(rf"{_TYPE_NAME}/{_TYPE_NAME}")


def find_fault_in_name(name: str) -> str | None:
    """Return the sentence that says why a file cannot have this name, or None where it can."""
    if not name.strip():
        return "The file has no name."
    if len(name) > MAX_NAME_CHARACTERS:
        return f"The file's name has {len(name)} characters; at most {MAX_NAME_CHARACTERS} fit."
    # Wide and small forms of a stroke become plain ones where others normalise the name.
    plain = unicodedata.normalize("NFKC", name)
    if "/" in plain or "\\" in plain or plain.strip() in {".", ".."}:
        return "The file's name holds a path; send the name alone, without / and \\."
    if any(unicodedata.category(sign) in _UNPRINTED and sign not in _JOINERS for sign in name):
        return "The file's name holds characters that cannot be seen, or that turn the text round."
    return None


def read_media_type(text: str) -> str | None:
    """Return a media type in lower case without its parameters; None where it is none."""
    plain = text.partition(";")[0].strip()
    if len(plain) > MAX_TYPE_CHARACTERS or _MEDIA_TYPE.fullmatch(plain) is None:
        return None
    return plain.lower()


def extension_of(name: str) -> str:
    """Return what follows the last full stop of a name, in lower case; empty where nothing does."""
    stem, dot, extension = name.rpartition(".")
    return extension.lower() if dot and stem else ""


def refused(code: str, detail: str, remedy: str | None = None) -> Problem:
    """Return a fault of the file that was sent."""
    return Problem(code=code, detail=detail, pointer="/file", remedy=remedy)
