"""Look into what the check found."""

from bpm.core.bpmn import ModelReport, check_model
from bpm.core.bpmn.support import AHEAD
from bpm.core.errors import Problem
from tests.unit.core.models import model


def check(*parts: str, **options: str) -> ModelReport:
    return check_model(model(*parts, **options))


def errors(*parts: str, **options: str) -> set[tuple[str | None, str]]:
    """Return ``(element id, code)`` of each error."""
    return {(p.element_id, p.code) for p in check(*parts, **options).errors}


def warnings(*parts: str, **options: str) -> set[tuple[str | None, str]]:
    return {(p.element_id, p.code) for p in check(*parts, **options).warnings}


def the_error(code: str, *parts: str, **options: str) -> Problem:
    """Return the only error with that code."""
    found = [p for p in check(*parts, **options).errors if p.code == code]
    assert len(found) == 1, check(*parts, **options).errors
    return found[0]


def allowed_errors(*parts: str) -> set[tuple[str | None, str]]:
    """Return ``(element id, code)`` of each error when all that the engine runs is allowed."""
    return {(p.element_id, p.code) for p in check_model(model(*parts), allow=AHEAD).errors}
