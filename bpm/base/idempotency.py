"""Requests that may be repeated: the first answer is kept for a day and given again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

import msgspec
from django.db import connection

from bpm.base import clock
from bpm.base.ids import new_id
from bpm.base.models import IdempotencyKey
from bpm.core.errors import ConflictError, InvalidInputError

_KEPT_FOR = timedelta(hours=24)
_View = TypeVar("_View")


class RequestInProgressError(ConflictError):
    """The same request is being worked on; ask again in a moment."""

    code = "request_in_progress"
    retry_after_seconds = 1


class IdempotencyKeyReusedError(InvalidInputError):
    """This idempotency key was used for another request; send a fresh one."""

    code = "idempotency_key_reused"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestKey:
    """What marks a repeated request.

    Args:
        actor_id: Whose key it is; two people may use the same text.
        key: The header ``Idempotency-Key`` as sent.
        request_digest: Keyed digest over method, path and canonical body.
    """

    actor_id: UUID
    key: str
    request_digest: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAnswer:
    """An answer given before; ``response`` is the view as JSON."""

    status: int
    response: bytes

    def read(self, view: type[_View]) -> _View:
        """Return the view that was answered, numbers within it exact."""
        return msgspec.json.Decoder(view, float_hook=Decimal).decode(self.response)


def find_stored_answer(request: RequestKey) -> StoredAnswer | None:
    """Return the answer to an earlier, equal request; first thing in a command's transaction.

    Two statements on purpose: the second sees what a request that held the lock has committed.

    Raises:
        RequestInProgressError: An equal request runs at this moment.
        IdempotencyKeyReusedError: The key belongs to another request.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 1))",
            [f"{request.actor_id}:{request.key}"],
        )
        if cursor.fetchone() != (True,):
            raise RequestInProgressError
        cursor.execute(
            "SELECT request_digest, status, response FROM idempotency_key"
            " WHERE actor_id = %s AND key = %s AND created_at > %s",
            [request.actor_id, request.key, clock.now() - _KEPT_FOR],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    if bytes(row[0]) != request.request_digest:
        raise IdempotencyKeyReusedError
    return StoredAnswer(status=row[1], response=bytes(row[2]))


def store_answer(request: RequestKey, *, view: object, status: int) -> None:
    """Keep a success in the transaction that brought it about; never one that holds a secret.

    Args:
        request: What ``find_stored_answer`` was asked with.
        view: The frozen dataclass that is answered.
        status: HTTP status of the answer.
    """
    response = msgspec.json.Encoder(decimal_format="number").encode(view)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO idempotency_key"
            " (id, actor_id, key, request_digest, status, response, created_at)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s)"
            # Only a key older than a day can stand in the way: the lock keeps others out.
            " ON CONFLICT (actor_id, key) DO UPDATE SET request_digest = EXCLUDED.request_digest,"
            " status = EXCLUDED.status, response = EXCLUDED.response,"
            " created_at = EXCLUDED.created_at",
            [
                new_id(),
                request.actor_id,
                request.key,
                request.request_digest,
                status,
                response,
                clock.now(),
            ],
        )


def delete_expired_answers() -> int:
    """Delete the answers that are older than a day, and say how many those were."""
    cutoff = clock.now() - _KEPT_FOR
    return IdempotencyKey.objects.filter(created_at__lte=cutoff).delete()[0]


def answer_once(
    request: RequestKey | None, *, view: type[_View], status: int, run: Callable[[], _View]
) -> _View:
    """Do something unless an equal request has done it; then give its answer again.

    Within a command's transaction, before it locks anything else.

    Args:
        request: None where the sender gave no key; it is done then.
        view: Type of the answer.
        status: HTTP status of the answer.
        run: Does it and returns the answer, which must hold no secret.

    Raises:
        RequestInProgressError: An equal request runs at this moment.
        IdempotencyKeyReusedError: The key belongs to another request.
    """
    if request is None:
        return run()
    stored = find_stored_answer(request)
    if stored is not None:
        return stored.read(view)
    answer = run()
    store_answer(request, view=answer, status=status)
    return answer
