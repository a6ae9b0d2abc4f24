"""Read typed settings from the environment; a wrong value is named, with what would be right."""

import re
import shlex
from collections.abc import Mapping
from difflib import get_close_matches
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"0", "false", "no", "off"})
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]*/(?:\*|[a-z0-9][a-z0-9!#$&^_.+-]*)")


class SettingError(Exception):
    """A setting has a value that the suite cannot use."""

    def __init__(self, name: str, complaint: str) -> None:
        super().__init__(f"The setting {name} {complaint}")
        self.name = name


class Environment:
    """Environment variables, read with a type each.

    An empty value counts as not set, because shells and compose files often hand those on.
    """

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        self._asked: set[str] = set()

    def refuse_others(self, prefix: str) -> None:
        """Refuse names that nothing has asked for: a misspelt setting would do nothing.

        Raises:
            SettingError: A setting whose name begins with ``prefix`` was not read so far; the
                message holds the name that is nearest to it.
        """
        for name in sorted(self._values):
            if not name.startswith(prefix) or name in self._asked or not self._values[name].strip():
                continue
            near = get_close_matches(name, sorted(self._asked), n=1)
            hint = f": {near[0]} may be meant." if near else "."
            raise SettingError(name, f"does not exist{hint}")

    def find_text(self, name: str) -> str | None:
        """Return the text of a setting, or None where it is not set."""
        self._asked.add(name)
        return self._values.get(name, "").strip() or None

    def find_secret(self, name: str, *, shortest: int) -> str | None:
        """Return a secret, or None where it is not set.

        Raises:
            SettingError: It is too short to be one; it is not repeated.
        """
        value = self.find_text(name)
        if value is not None and len(value) < shortest:
            raise SettingError(name, f"must have at least {shortest} characters.")
        return value

    def text(self, name: str, default: str) -> str:
        """Return the text of a setting."""
        return self.find_text(name) or default

    def choice(self, name: str, default: str, *, choices: tuple[str, ...]) -> str:
        """Return one of a few words.

        Raises:
            SettingError: The value is none of ``choices``.
        """
        value = self.text(name, default).lower()
        if value not in choices:
            raise SettingError(name, f"is {value!r}, but must be one of {', '.join(choices)}.")
        return value

    def flag(self, name: str, *, default: bool) -> bool:
        """Return whether something is switched on.

        Raises:
            SettingError: The value is neither a yes nor a no.
        """
        value = self.find_text(name)
        if value is None:
            return default
        if value.lower() not in _TRUE | _FALSE:
            raise SettingError(name, f"is {value!r}, but must be true or false.")
        return value.lower() in _TRUE

    def number(self, name: str, default: int, *, minimum: int, maximum: int) -> int:
        """Return a whole number between two bounds, both allowed.

        Raises:
            SettingError: The value is no whole number, or outside the bounds.
        """
        value = self.text(name, str(default))
        if not (value.isascii() and value.isdigit() and minimum <= int(value) <= maximum):
            raise SettingError(
                name, f"is {value!r}, but must be a whole number from {minimum} to {maximum}."
            )
        return int(value)

    def names(self, name: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Return names separated by commas.

        Raises:
            SettingError: A name holds white space or a slash.
        """
        value = self.find_text(name)
        if value is None:
            return default
        found = tuple(part.strip() for part in value.split(",") if part.strip())
        for part in found:
            if any(sign.isspace() or sign == "/" for sign in part):
                raise SettingError(name, f"holds {part!r}, but must be names joined by commas.")
        return found

    def hosts(self, name: str) -> tuple[str, ...]:
        """Return host names, addresses and networks (``10.1.0.0/16``) separated by commas.

        Raises:
            SettingError: An entry holds white space, or a slash without a network before it.
        """
        entries = (part.strip() for part in self.text(name, "").split(","))
        found = tuple(entry for entry in entries if entry)
        for entry in found:
            if any(sign.isspace() for sign in entry) or ("/" in entry and not _is_network(entry)):
                raise SettingError(
                    name, f"holds {entry!r}, but must be host names, addresses and networks."
                )
        return found

    def media_types(self, name: str) -> tuple[str, ...]:
        """Return media types and families of them (``image/*``) separated by commas.

        Raises:
            SettingError: An entry is no media type.
        """
        entries = (part.strip().lower() for part in self.text(name, "").split(","))
        found = tuple(entry for entry in entries if entry)
        for entry in found:
            if not _MEDIA_TYPE.fullmatch(entry):
                raise SettingError(
                    name, f"holds {entry!r}, but must be media types such as image/*, text/csv."
                )
        return found

    def command(self, name: str) -> tuple[str, ...]:
        """Return a command as its words, quoted as in a shell; empty where it is not set.

        Raises:
            SettingError: A quotation mark is never closed.
        """
        try:
            return tuple(shlex.split(self.text(name, "")))
        except ValueError as error:
            raise SettingError(name, "is no command: a quotation mark is not closed.") from error

    def path(self, name: str, default: Path) -> Path:
        """Return an absolute path."""
        value = self.find_text(name)
        return (Path(value).expanduser() if value else default).resolve()

    def find_url(self, name: str, *, schemes: tuple[str, ...]) -> str | None:
        """Return an address, or None where it is not set.

        Raises:
            SettingError: The address has none of the schemes, or cannot be read.
        """
        value = self.find_text(name)
        if value is not None and value.partition("://")[0] not in schemes:
            # The value itself is not repeated: addresses hold passwords.
            raise SettingError(name, f"must begin with {' or '.join(f'{s}://' for s in schemes)}.")
        return value


def _is_network(text: str) -> bool:
    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return True


def parse_database_url(name: str, url: str) -> dict[str, object]:
    """Return the entries that Django's ``DATABASES`` needs for one PostgreSQL address.

    Args:
        name: The setting that the address came from, for the error.
        url: ``postgresql://user:password@host:port/database?sslmode=…``; parts after the ``?``
            go to libpq, ``host`` among them names a folder with a Unix socket.

    Raises:
        SettingError: The address names no database, or its port is none.
    """
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError as error:
        raise SettingError(name, "has a port that is not a number.") from error
    database = unquote(parts.path.lstrip("/"))
    if not database:
        raise SettingError(name, "names no database; write postgresql://user@host/database.")
    options = dict(parse_qsl(parts.query))
    return {
        "NAME": database,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", unquote(parts.hostname or "")),
        "PORT": options.pop("port", str(port or "")),
        "OPTIONS": options,
    }
