"""What logs, incidents and errors may show of an address."""

import re

_USER = re.compile(r"(?<=://)[^/?#@]*@")
_QUERY_VALUE = re.compile(r"=[^&#]*")
_LONGEST = 300


def redact_url(url: str) -> str:
    """Return an address without user, password, query values and fragment.

    Every value of the query is hidden: no list of names knows all the names of secrets.
    """
    address, _, _ = _USER.sub("", url).partition("#")
    path, mark, query = address.partition("?")
    shown = path + mark + _QUERY_VALUE.sub("=…", query) if mark else path
    return shown if len(shown) <= _LONGEST else shown[:_LONGEST] + "…"
