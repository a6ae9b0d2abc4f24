"""How a call to an outside system can fail."""

import re
from typing import Final

from bpm.core.errors import BpmError
from bpm.core.values import Value

_LONGEST: Final = 2_000
_UNKEPT: Final = re.compile("[\x00\ud800-\udfff]")


class ConnectorError(BpmError):
    """A connector could not do what the model asks.

    Args:
        detail: For the incident: what was tried, what came back, what to do.
        permanent: The same call would fail again: no further attempt is made.
        kind: Stable, snake_case; ``error.code`` in ``bpm:errorMapping``.
        status: Number that the other side answered with, where there is one.
        body: What else it said.
    """

    code = "connector_failed"

    def __init__(
        self,
        detail: str,
        *,
        permanent: bool,
        kind: str = "connector_failed",
        status: Value = None,
        body: Value = None,
    ) -> None:
        # Whatever an outside system wrote has to fit into an incident.
        detail = _UNKEPT.sub("�", detail[:_LONGEST])
        super().__init__(detail)
        self.permanent = permanent
        self.error: dict[str, Value] = {
            "code": kind,
            "message": detail,
            "status": status,
            "body": _UNKEPT.sub("�", body) if isinstance(body, str) else body,
        }
        """What FEEL sees as ``error``; all four members are always there."""


def invalid_parameter(name: str, complaint: str) -> ConnectorError:
    """Return the refusal of a parameter: it stays wrong until the model or a variable changes."""
    return ConnectorError(
        f"The parameter {name} {complaint}", permanent=True, kind="invalid_parameter"
    )
