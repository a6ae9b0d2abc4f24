"""Tables of the history: one row for each command, never changed again."""

from typing import TYPE_CHECKING

from django.db import models
from typing_extensions import override

from bpm.base.fields import ExactJsonField
from bpm.base.rows import Row

if TYPE_CHECKING:
    _BigInteger = models.BigIntegerField[int, int]
else:
    _BigInteger = models.BigIntegerField


class TransactionIdField(_BigInteger):
    """PostgreSQL's 64-bit transaction id; it decides from when on a row may be delivered."""

    @override
    def db_type(self, connection: object) -> str:
        """Name the column type."""
        del connection
        return "xid8"

    @override
    def deconstruct(self) -> tuple[str, str, list[object], dict[str, object]]:
        """Name Django's own field, so that migrations stay free of this suite's code."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.BigIntegerField", list(args), kwargs


class HistoryEvent(Row):
    """What one command did to one process instance.

    ``revision`` is the instance's after the command; empty where no token moved.
    """

    id = models.UUIDField(primary_key=True)
    tenant_id = models.UUIDField()
    root_instance_id = models.UUIDField()
    process_instance_id = models.UUIDField()
    at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)
    actor = models.CharField(max_length=150, null=True)
    command = models.CharField(max_length=100)
    revision = models.IntegerField(null=True)
    xid = TransactionIdField(db_default=models.Func(function="pg_current_xact_id"), editable=False)
    events = ExactJsonField()

    class Meta:
        db_table = "history_event"
        indexes = [
            models.Index(
                fields=["process_instance_id", "revision", "id"], name="history_by_instance"
            ),
            models.Index(fields=["xid", "id"], name="history_by_transaction"),
        ]
