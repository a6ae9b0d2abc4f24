"""How reading notifications and choosing them can fail."""

from bpm.core.errors import ConflictError, InvalidInputError, NotFoundError, PreconditionFailedError


class NotificationNotFoundError(NotFoundError):
    """The notification does not exist, or is not yours to see."""

    code = "notification_not_found"


class InvalidNotificationSettingsError(InvalidInputError):
    """The notification settings cannot be kept."""

    code = "invalid_notification_settings"


class NotificationSettingsChangedError(PreconditionFailedError):
    """The notification settings changed since they were read."""

    code = "notification_settings_changed"


class NotificationMailNotFoundError(NotFoundError):
    """There is no such mail."""

    code = "notification_mail_not_found"


class NotificationMailNotFailedError(ConflictError):
    """The mail has not failed."""

    code = "notification_mail_not_failed"
