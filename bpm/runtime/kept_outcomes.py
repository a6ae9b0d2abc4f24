"""What an attempt at a call led to while its instance was suspended, as its job keeps it."""

from bpm.core.engine.contracts import CompleteCall, ThrowError
from bpm.core.values import JsonObject, JsonValue, decode_variables, encode_variables
from bpm.jobs.contracts import FailedAttempt

KEPT = "kept"
_RESULT = "result"


def write_answer(answer: CompleteCall | ThrowError) -> JsonObject:
    """Return what a job keeps of an answer."""
    if isinstance(answer, ThrowError):
        return {"error_code": answer.code, "error_message": answer.message}
    variables, types = encode_variables({_RESULT: answer.result})
    return {"variables": variables, "variable_types": dict(types)}


def write_failure(failure: FailedAttempt) -> JsonObject:
    """Return what a job keeps of a failure."""
    return {
        "message": failure.message,
        "detail": failure.detail,
        "permanent": failure.permanent,
    }


def read_outcome(
    payload: JsonObject, *, visit: int
) -> CompleteCall | ThrowError | FailedAttempt | None:
    """Return what a job has kept, or None where its call is still to be made."""
    kept = payload.get(KEPT)
    if not isinstance(kept, dict):
        return None
    if "error_code" in kept:
        return ThrowError(
            visit=visit, code=str(kept["error_code"]), message=str(kept["error_message"])
        )
    if "message" in kept:
        return FailedAttempt(
            message=str(kept["message"]),
            detail=str(kept["detail"]),
            permanent=kept["permanent"] is True,
        )
    values = decode_variables(_object(kept["variables"]), _texts(kept["variable_types"]))
    return CompleteCall(visit=visit, result=values[_RESULT])


def _object(value: JsonValue) -> JsonObject:
    if not isinstance(value, dict):
        raise TypeError("An outcome is kept with its variables.")
    return value


def _texts(value: JsonValue) -> dict[str, str]:
    return {name: str(kind) for name, kind in _object(value).items()}
