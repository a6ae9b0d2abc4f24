"""Reading variables and engine states without a lock."""

from collections.abc import Mapping
from uuid import UUID

from django.db import connection

from bpm.core.engine.contracts import INSTANCE_SCOPE, EngineState
from bpm.runtime import statements
from bpm.runtime.variables import LoadedScope, decode_scope, load_texts


def read_engine_state(process_instance_id: UUID) -> EngineState:
    """Return the state of a live instance, without a lock.

    Raises:
        KeyError: There is no such live instance.
    """
    with connection.cursor() as cursor:
        cursor.execute(statements.READ_INSTANCE, [process_instance_id])
        row = cursor.fetchone()
    if row is None or row[0] is None:
        raise KeyError(process_instance_id)
    tokens, state_format, local_scopes, *own = row
    texts = {INSTANCE_SCOPE: tuple(own)}
    texts |= read_local_scopes(process_instance_id) if local_scopes else {}
    scopes = decode_scopes(process_instance_id, texts)
    return EngineState(
        tokens=bytes(tokens),
        state_format=state_format,
        scopes={scope: loaded.values for scope, loaded in scopes.items()},
    )


def read_own_scope(process_instance_id: UUID) -> tuple[str, str, str]:
    """Return the three JSON texts of an instance's own variables, without a lock."""
    with connection.cursor() as cursor:
        cursor.execute(statements.READ_OWN_SCOPE, [process_instance_id])
        row = cursor.fetchone()
    return ("{}", "{}", "{}") if row is None else (row[0], row[1], row[2])


def read_scope(process_instance_id: UUID, texts: tuple[str, str, str]) -> LoadedScope:
    """Return one scope of an instance from its three JSON texts."""
    return decode_scopes(process_instance_id, {INSTANCE_SCOPE: texts})[INSTANCE_SCOPE]


def read_local_scopes(process_instance_id: UUID) -> dict[int, tuple[str, str, str]]:
    """Return the three JSON texts of each scope below the instance's own."""
    with connection.cursor() as cursor:
        cursor.execute(statements.READ_SCOPES, [process_instance_id])
        return {scope: (values, types, large) for scope, values, types, large in cursor.fetchall()}


def decode_scopes(
    process_instance_id: UUID, texts: Mapping[int, tuple[str, str, str]]
) -> dict[int, LoadedScope]:
    """Return scopes from their texts, with the large values that they refer to."""
    wanted = {sha for _, _, large in texts.values() for sha in load_texts(large).values()}
    values = _read_large_values(process_instance_id, wanted) if wanted else {}
    return {scope: decode_scope(*three, values) for scope, three in texts.items()}


def _read_large_values(process_instance_id: UUID, names: set[str]) -> dict[str, bytes]:
    with connection.cursor() as cursor:
        cursor.execute(
            statements.READ_LARGE_VALUES,
            [process_instance_id, [bytes.fromhex(name) for name in sorted(names)]],
        )
        return {bytes(digest).hex(): bytes(value) for digest, value in cursor.fetchall()}
