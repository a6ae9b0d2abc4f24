"""What the endpoints of commands have in common: ``POST …/{id}/verb``."""

from dataclasses import dataclass
from typing import Generic, TypeVar

import msgspec
from django.http import HttpRequest

from bpm.api.openapi import IDEMPOTENCY_KEY, Operation, Parameter
from bpm.api.views import Endpoint, read_body, request_key
from bpm.base.idempotency import RequestKey
from bpm.identity.contracts import Actor

_Body = TypeVar("_Body", bound=msgspec.Struct)


class NoBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Nothing needs to be said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked(Generic[_Body]):
    """Who asks for a command, with what.

    Args:
        request_key: Marks a repetition, where its sender gave a key.
    """

    actor: Actor
    body: _Body
    request_key: RequestKey | None


def command_operation(
    operation_id: str,
    view: object,
    *,
    body: type[msgspec.Struct] = NoBody,
    body_is_optional: bool = True,
    parameters: tuple[Parameter, ...] = (),
) -> Operation:
    """Describe a command: it may be repeated with a key, and answers what it changed."""
    return Operation(
        operation_id=operation_id,
        body=body,
        body_is_optional=body_is_optional,
        answers={200: view},
        parameters=(*parameters, IDEMPOTENCY_KEY),
    )


def read_command(
    endpoint: Endpoint, request: HttpRequest, body_type: type[_Body], *, may_be_empty: bool = True
) -> Asked[_Body]:
    """Return who asks for a command, with what.

    Raises:
        UnauthenticatedError: Nobody who could be told.
        InvalidBodyError: A member is missing, unknown or of the wrong type, or the key is no key.
    """
    actor = endpoint.actor(request)
    body = read_body(request, body_type, may_be_empty=may_be_empty)
    return Asked(actor=actor, body=body, request_key=request_key(request, actor, body))
