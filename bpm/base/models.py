"""What every table shares, and the table of answers that may be asked for again."""

from django.db import models
from typing_extensions import override


class Record(models.Model):
    """A row whose id is made before it is written, by ``bpm.base.ids.new_id``.

    There is no default on purpose: migrations import nothing of the suite.
    """

    id = models.UUIDField(primary_key=True, editable=False)

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
    created_at = models.DateTimeField()

    class Meta:
        db_table = "idempotency_key"
        constraints = [
            models.UniqueConstraint(fields=["actor_id", "key"], name="idempotency_key_once"),
        ]
        indexes = [models.Index(fields=["created_at"], name="idempotency_key_age")]

    @override
    def __str__(self) -> str:
        """Show whose key it is."""
        return f"{self.actor_id}: {self.key}"
