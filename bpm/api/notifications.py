"""What people are told, and how they want to be told."""

from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import path

from bpm.api.commands import NoBody, command_operation, read_command
from bpm.api.openapi import (
    FLAG_SCHEMA,
    IF_MATCH,
    PAGE_PARAMETERS,
    Operation,
    Parameter,
    operation,
)
from bpm.api.revisions import entity_tag, parse_entity_tag
from bpm.api.search import read_flag, read_list_query
from bpm.api.views import Endpoint, answer, path_id, read_body
from bpm.base.pages import Page
from bpm.identity.contracts import WORK_ON_USER_TASKS
from bpm.notifications import queries, services
from bpm.notifications.contracts import (
    DEFAULT_DIGEST_HOUR,
    ByMail,
    InApp,
    Kind,
    KindChoice,
    NotificationSettingsView,
    NotificationView,
    UnreadCount,
    WantedSettings,
)
from bpm.notifications.errors import NotificationSettingsChangedError

_UNREAD = Parameter(name="unread", description="Only what was not read yet.", schema=FLAG_SCHEMA)


class ReadAllBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """`up_to`: id of the newest one that was seen; what came later stays unread."""

    up_to: UUID | None = None


class ChoiceBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """How one kind is told: in the application, and by mail."""

    kind: Kind
    in_app: InApp
    mail: ByMail


class NotificationSettingsBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """All settings; what is left out goes back to its default, kinds among `choices` as well.

    `quiet_from` and `quiet_until` are `HH:MM` in `time_zone`; mails wait between them.
    """

    choices: list[ChoiceBody] = msgspec.field(default_factory=list)
    quiet_from: str | None = None
    quiet_until: str | None = None
    digest_hour: int = DEFAULT_DIGEST_HOUR
    time_zone: str = "UTC"
    muted_processes: list[str] = msgspec.field(default_factory=list)

    def wanted(self) -> WantedSettings:
        """Return them as the command takes them."""
        return WantedSettings(
            choices=tuple(
                KindChoice(kind=choice.kind, in_app=choice.in_app, mail=choice.mail)
                for choice in self.choices
            ),
            quiet_from=self.quiet_from,
            quiet_until=self.quiet_until,
            digest_hour=self.digest_hour,
            time_zone=self.time_zone,
            muted_processes=tuple(self.muted_processes),
        )


class Notifications(Endpoint):
    token_scopes = {"GET": WORK_ON_USER_TASKS}

    @operation(
        Operation(
            operation_id="list_notifications",
            answers={200: Page[NotificationView]},
            parameters=(_UNREAD, *PAGE_PARAMETERS),
        )
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        """List your own notifications, newest first; other parameters filter by equality."""
        page = queries.list_notifications(
            read_list_query(request, other={"unread"}),
            actor=self.actor(request),
            only_unread=read_flag(request, "unread"),
        )
        return answer(page)


class NotificationCounts(Endpoint):
    token_scopes = {"GET": WORK_ON_USER_TASKS}

    @operation(Operation(operation_id="count_unread_notifications", answers={200: UnreadCount}))
    def get(self, request: HttpRequest) -> HttpResponse:
        """Count what you have not read; 100 stands for more."""
        return answer(queries.count_unread(actor=self.actor(request)))


class ReadNotification(Endpoint):
    token_scopes = {"POST": WORK_ON_USER_TASKS}

    @operation(command_operation("read_notification", NotificationView))
    def post(self, request: HttpRequest, notification_id: str) -> HttpResponse:
        """Mark one notification as read."""
        asked = read_command(self, request, NoBody)
        view = services.read_notification(
            path_id(notification_id), actor=asked.actor, request_key=asked.request_key
        )
        return answer(view)


class ReadAllNotifications(Endpoint):
    token_scopes = {"POST": WORK_ON_USER_TASKS}

    @operation(command_operation("read_all_notifications", UnreadCount, body=ReadAllBody))
    def post(self, request: HttpRequest) -> HttpResponse:
        """Mark your notifications as read; answers how many are left."""
        asked = read_command(self, request, ReadAllBody)
        view = services.read_all_notifications(
            actor=asked.actor, up_to=asked.body.up_to, request_key=asked.request_key
        )
        return answer(view)


class Settings(Endpoint):
    token_scopes = {"GET": WORK_ON_USER_TASKS, "PUT": WORK_ON_USER_TASKS}

    @operation(
        Operation(operation_id="get_notification_settings", answers={200: NotificationSettingsView})
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        """Read how you are told; the ETag is the revision."""
        view = queries.get_notification_settings(actor=self.actor(request))
        return answer(view, headers=entity_tag(view.revision))

    @operation(
        Operation(
            operation_id="update_notification_settings",
            body=NotificationSettingsBody,
            answers={200: NotificationSettingsView},
            parameters=(IF_MATCH,),
        )
    )
    def put(self, request: HttpRequest) -> HttpResponse:
        """Choose how you are told, in the place of what you chose before."""
        actor = self.actor(request)
        body = read_body(request, NotificationSettingsBody)
        view = services.update_notification_settings(
            wanted=body.wanted(), actor=actor, expected_revision=_read_if_match(request)
        )
        return answer(view, headers=entity_tag(view.revision))


def _read_if_match(request: HttpRequest) -> int | None:
    header = request.META.get("HTTP_IF_MATCH")
    if header is None or header.strip() == "*":
        return None
    revision = parse_entity_tag(header)
    if revision is None:
        raise NotificationSettingsChangedError("If-Match does not hold the settings' ETag.")
    return revision


urlpatterns = [
    path("notifications", Notifications.as_view()),
    path("notifications/count", NotificationCounts.as_view()),
    path("notifications/read-all", ReadAllNotifications.as_view()),
    path("notifications/<str:notification_id>/read", ReadNotification.as_view()),
    path("me/notification-settings", Settings.as_view()),
]
