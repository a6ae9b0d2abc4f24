"""How reading notifications and choosing them can fail."""

from bpm.core.errors import InvalidInputError, NotFoundError, PreconditionFailedError


class NotificationNotFoundError(NotFoundError):
    """The notification does not exist, or is not yours to see."""

    code = "notification_not_found"


class InvalidNotificationSettingsError(InvalidInputError):
    """The notification settings cannot be kept."""

    code = "invalid_notification_settings"


class NotificationSettingsChangedError(PreconditionFailedError):
    """The notification settings changed since they were read."""

    code = "notification_settings_changed"
