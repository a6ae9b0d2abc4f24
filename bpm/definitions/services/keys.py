"""What tells versions apart: locks on keys, digests of files."""

import hashlib
from collections.abc import Collection
from uuid import UUID

from django.db import connection

from bpm.identity.contracts import DECISION, PROCESS

_NAMESPACES = {PROCESS: 2, DECISION: 6}
_OTHERS = 4


def lock_keys(tenant_id: UUID, keys: Collection[str], *, kind: str = PROCESS) -> None:
    """Let nobody else deploy or delete versions of these until the transaction ends.

    Processes are locked before forms, and these before decisions, each kind in order of its keys,
    so that two deployments never wait for each other.
    """
    namespace = _NAMESPACES.get(kind, _OTHERS)
    with connection.cursor() as cursor:
        # One statement each: only so is the order certain in which the locks are taken.
        for key in sorted(set(keys)):
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))",
                [f"{tenant_id}:{key}", namespace],
            )


def digest(content: bytes) -> bytes:
    """Return what tells one file from another."""
    return hashlib.sha256(content).digest()
