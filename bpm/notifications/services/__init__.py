"""Writing notifications: gathering, telling, mailing; reading and choosing by the person."""

from bpm.notifications.services.choosing import update_notification_settings
from bpm.notifications.services.gathering import gather_notices, look_at_due_dates
from bpm.notifications.services.mailing import lease_mails, send_due_mails
from bpm.notifications.services.mending import (
    discard_notification_mail,
    retry_notification_mail,
)
from bpm.notifications.services.reading import read_all_notifications, read_notification
from bpm.notifications.services.running import delete_old_notifications, run_notifications

__all__ = [
    "delete_old_notifications",
    "discard_notification_mail",
    "gather_notices",
    "lease_mails",
    "look_at_due_dates",
    "read_all_notifications",
    "read_notification",
    "retry_notification_mail",
    "run_notifications",
    "send_due_mails",
    "update_notification_settings",
]
