"""Tables of what is waited for, and of what waits; what is used up leaves no row."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from bpm.base.fields import ExactJsonField
from bpm.base.indexing import MAX_INDEXED_CHARACTERS
from bpm.base.rows import Row


class EventSubscription(Row):
    """One visit that waits for an event from outside."""

    id = models.UUIDField(primary_key=True)
    tenant_id = models.UUIDField()
    root_instance_id = models.UUIDField()
    process_instance_id = models.UUIDField()
    definition_id = models.UUIDField()
    definition_key = models.CharField(max_length=255)
    business_key = models.CharField(max_length=255, null=True)
    visit = models.IntegerField()
    activity_id = models.CharField(max_length=255)
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=MAX_INDEXED_CHARACTERS)
    correlation_key = models.CharField(max_length=MAX_INDEXED_CHARACTERS, null=True)
    suspended = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "event_subscription"
        constraints = [
            models.UniqueConstraint(
                fields=["process_instance_id", "visit"], name="subscription_one_for_a_visit"
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant_id", "kind", "name", "correlation_key"], name="subscription_by_key"
            ),
            models.Index(
                fields=["tenant_id", "kind", "name", "business_key"],
                name="subscription_by_business",
            ),
        ]


class KeptMessage(Row):
    """A message from outside that waits for who begins to wait for it.

    ``definition_keys`` are the processes whose instances its sender operated when it was sent; null
    for all of them. ``sender_scopes`` are those of the token by which it came; null without one.
    What is discarded is for nobody any more, and told until it would have expired.
    """

    id = models.UUIDField(primary_key=True)
    tenant_id = models.UUIDField()
    name = models.CharField(max_length=MAX_INDEXED_CHARACTERS)
    correlation_key = models.CharField(max_length=MAX_INDEXED_CHARACTERS, null=True)
    business_key = models.CharField(max_length=MAX_INDEXED_CHARACTERS, null=True)
    process_instance_id = models.UUIDField(null=True)
    definition_key = models.CharField(max_length=MAX_INDEXED_CHARACTERS, null=True)
    activity_id = models.CharField(max_length=MAX_INDEXED_CHARACTERS, null=True)
    definition_keys = ArrayField(models.TextField(), null=True)
    variables = ExactJsonField()
    variable_types = ExactJsonField()
    sent_by = models.CharField(max_length=150)
    sender_id = models.UUIDField(null=True)
    sender_scopes = ArrayField(models.TextField(), null=True)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    discarded_at = models.DateTimeField(null=True)
    discarded_by = models.CharField(max_length=150, null=True)
    discard_reason = models.TextField(null=True)

    class Meta:
        db_table = "kept_message"
        indexes = [
            models.Index(fields=["tenant_id", "name", "sent_at"], name="kept_message_by_name"),
            models.Index(fields=["expires_at"], name="kept_message_by_end"),
        ]
