"""What every table shares, and the table of answers that may be asked for again."""

from django.db import models

from bpm.base import clock
from bpm.base.ids import new_id


class Record(models.Model):
    """A row with an id that is made before the row is written."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    class Meta:
        abstract = True


class TenantRecord(Record):
    """A row that belongs to one tenant."""

    tenant = models.ForeignKey("identity.Tenant", on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class IdempotencyKey(Record):
    """The answer to a request that its sender may repeat."""

    actor_id = models.UUIDField()
    key = models.TextField()
    request_digest = models.BinaryField()
    status = models.SmallIntegerField()
    response = models.BinaryField()
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "idempotency_key"
        constraints = [
            models.UniqueConstraint(fields=["actor_id", "key"], name="idempotency_key_once"),
        ]
        indexes = [models.Index(fields=["created_at"], name="idempotency_key_age")]
