"""Tables of notifications."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from bpm.base.fields import ExactJsonField
from bpm.base.rows import Row
from bpm.notifications.contracts import Kind, MailState


class NotificationMail(Row):
    """One mail to one person: about one thing, or the digest of a day."""

    id = models.UUIDField(primary_key=True)
    tenant_id = models.UUIDField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    is_digest = models.BooleanField()
    state = models.CharField(max_length=20, choices=[(s.value, s.value) for s in MailState])
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    attempts = models.IntegerField(default=0)
    last_error = models.TextField(null=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notification_mail"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in MailState]),
                name="notification_mail_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state=MailState.WAITING.value, finished_at__isnull=True)
                | ~Q(state=MailState.WAITING.value) & Q(finished_at__isnull=False),
                name="notification_mail_ended_has_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(state=MailState.WAITING.value),
                name="notification_mail_due",
            ),
        ]


class Notification(Row):
    """One thing that one person is told.

    ``event_key`` names what happened: nobody is told of it twice. What is not ``listed`` goes out
    by mail only. No comment is repeated here, so that it can be erased where it was made.
    """

    id = models.UUIDField(primary_key=True)
    tenant_id = models.UUIDField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=30, choices=[(k.value, k.value) for k in Kind])
    event_key = models.CharField(max_length=200)
    at = models.DateTimeField()
    title = models.TextField()
    actor = models.CharField(max_length=150, null=True)
    user_task_id = models.UUIDField(null=True)
    process_instance_id = models.UUIDField()
    root_instance_id = models.UUIDField()
    definition_key = models.CharField(max_length=255)
    definition_name = models.TextField()
    business_key = models.CharField(max_length=255, null=True)
    due_at = models.DateTimeField(null=True)
    comment_id = models.UUIDField(null=True)
    note = models.TextField(null=True)
    listed = models.BooleanField()
    read_at = models.DateTimeField(null=True)
    mail = models.ForeignKey(NotificationMail, on_delete=models.SET_NULL, null=True)

    class Meta:
        db_table = "notification"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[k.value for k in Kind]), name="notification_kind_known"
            ),
            models.UniqueConstraint(fields=["user", "event_key"], name="notification_told_once"),
        ]
        indexes = [
            models.Index(fields=["user", "-id"], name="notification_of_person"),
            models.Index(
                fields=["user"],
                condition=Q(listed=True, read_at__isnull=True),
                name="notification_unread",
            ),
        ]


class NotificationSettings(Row):
    """How a person wants to be told; who has no row is told by default."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", primary_key=True
    )
    tenant_id = models.UUIDField()
    choices = ExactJsonField(default=dict)
    wants_offers = models.BooleanField(default=False)
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)
    digest_hour = models.IntegerField()
    time_zone = models.CharField(max_length=64)
    muted_processes = ArrayField(models.TextField(), default=list)
    revision = models.IntegerField(default=1)

    class Meta:
        db_table = "notification_settings"
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="notification_quiet_has_both_ends",
            ),
            models.CheckConstraint(
                condition=Q(digest_hour__range=(0, 23)), name="notification_digest_hour_of_day"
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant_id"],
                condition=Q(wants_offers=True),
                name="notification_wants_offers",
            ),
        ]


class NotificationCursor(Row):
    """How far the history was read, and up to when due dates were looked at; one row.

    ``due_soon_until`` and ``overdue_until`` are due dates, not moments of looking.
    """

    name = models.CharField(max_length=20, primary_key=True)
    xid = models.BigIntegerField()
    event_id = models.UUIDField()
    due_soon_until = models.DateTimeField(null=True)
    overdue_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "notification_cursor"
