"""Database columns that Django does not bring: exact JSON."""

from decimal import Context, Decimal
from json import loads
from typing import TYPE_CHECKING

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Combinable, Expression
from typing_extensions import override

from bpm.core.values import JsonObject, JsonValue, dump_json

_DECIMAL128 = Context(prec=34, Emax=6144, Emin=-6143)
_LONGEST_PLAIN_NUMBER = 34

if TYPE_CHECKING:
    _NumberBase = models.Field[Decimal | None, Decimal | None]
else:
    # Only the stubs know Field as generic.
    _NumberBase = models.Field


def _number(text: str) -> Decimal:
    # jsonb writes 1E+6000 as one digit and 6,000 zeros; the zeros carry nothing.
    number = Decimal(text)
    return number if len(text) <= _LONGEST_PLAIN_NUMBER else _DECIMAL128.plus(number)


def load_stored_json(text: str) -> JsonValue:
    """Read JSON that this suite stored before; every number becomes an exact decimal.

    Args:
        text: What PostgreSQL prints for a ``jsonb`` value.

    Returns:
        The value; nothing is checked again, because it was checked on its way in.
    """
    value: JsonValue = loads(text, parse_float=_number, parse_int=_number)
    return value


def load_stored_object(text: str) -> JsonObject:
    """Read a JSON object that this suite stored before, as ``load_stored_json`` does."""
    value = load_stored_json(text)
    if not isinstance(value, dict):
        raise TypeError("A JSON object was stored here.")
    return value


class ExactJsonField(models.JSONField):
    """A ``jsonb`` column whose numbers stay exact decimals in both directions."""

    @override
    def deconstruct(self) -> tuple[str, str, list[object], dict[str, object]]:
        """Name Django's own field, so that migrations stay free of this suite's code."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", list(args), kwargs

    @override
    def from_db_value(
        self, value: str | None, expression: Expression, connection: BaseDatabaseWrapper
    ) -> JsonValue:
        """Decode what the database printed."""
        del expression, connection
        return None if value is None else load_stored_json(value)

    @override
    def get_db_prep_value(
        self, value: JsonValue | Combinable, connection: BaseDatabaseWrapper, prepared: bool = False
    ) -> object:
        """Encode a value as JSON text that the database casts."""
        if value is None or isinstance(value, Combinable):
            return super().get_db_prep_value(value, connection, prepared)
        return dump_json(value).decode()


class AnyNumberField(_NumberBase):
    """A ``numeric`` column without bounds: it holds every exact decimal as it is."""

    @override
    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """Name the type without a precision, which Django's own field insists on."""
        del connection
        return "numeric"
