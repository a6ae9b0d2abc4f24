"""Look into what the check found."""

from bpm.core.bpmn import check_model
from tests.unit.core.models import model


def check(*parts, **options):
    return check_model(model(*parts, **options))


def errors(*parts, **options):
    """Return ``(element id, code)`` of each error."""
    return {(p.element_id, p.code) for p in check(*parts, **options).errors}


def warnings(*parts, **options):
    return {(p.element_id, p.code) for p in check(*parts, **options).warnings}


def the_error(code, *parts, **options):
    """Return the only error with that code."""
    found = [p for p in check(*parts, **options).errors if p.code == code]
    assert len(found) == 1, check(*parts, **options).errors
    return found[0]
