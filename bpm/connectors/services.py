"""Calls an outside system for a service task; never inside a transaction."""

import logging
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias
from uuid import UUID

from bpm.connectors import catalogue
from bpm.connectors.contracts import CallContext, ServiceCall
from bpm.connectors.errors import ConnectorError
from bpm.connectors.http import connector as http
from bpm.connectors.mail import connector as mail
from bpm.connectors.parameters import check_values
from bpm.connectors.python import connector as python
from bpm.core.values import Value

DEFAULT_TIMEOUT_SECONDS: Final = 60.0
LONGEST_TIMEOUT_SECONDS: Final = 600.0

Run: TypeAlias = Callable[[Mapping[str, Value], CallContext], Value]
CONNECTORS: Final[Mapping[str, Run]] = {"http": http.run, "mail": mail.run, "python": python.run}

_log = logging.getLogger(__name__)


def call(service_call: ServiceCall, *, idempotency_key: str, tenant_id: UUID) -> Value:
    """Make a call and return its result.

    Args:
        service_call: Connector, operation and evaluated parameters.
        tenant_id: For whom the call is made.
        idempotency_key: The same at each attempt, so that the other side can tell them.

    Raises:
        ConnectorError: The call failed, or the connector, the operation or a parameter is wrong.
    """
    connector, operation = service_call.connector, service_call.operation or None
    template = catalogue.find_template(connector, operation)
    run = CONNECTORS.get(connector)
    if template is None or run is None:
        wanted = connector if operation is None else f"{connector}/{operation}"
        raise ConnectorError(
            f"There is no connector {wanted!r} here.", permanent=True, kind="unknown_connector"
        )
    context = CallContext(
        idempotency_key=idempotency_key,
        tenant_id=tenant_id,
        operation=operation,
        timeout_seconds=_check_timeout(service_call.timeout_seconds),
    )
    try:
        return run(check_values(template, service_call.parameters), context)
    except ConnectorError as error:
        _log.info("The connector %s failed: %s", template.id, error.error["code"])
        raise


def _check_timeout(seconds: float | None) -> float:
    if seconds is None:
        return DEFAULT_TIMEOUT_SECONDS
    if not 0 < seconds <= LONGEST_TIMEOUT_SECONDS:
        raise ConnectorError(
            f"The timeout must be more than 0 and at most {LONGEST_TIMEOUT_SECONDS:g} seconds.",
            permanent=True,
            kind="invalid_timeout",
        )
    return seconds
