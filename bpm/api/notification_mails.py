"""Mails that tell people something, and what operators do where they failed."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from bpm.api.commands import NoBody, command_operation, read_command
from bpm.api.openapi import PAGE_PARAMETERS, Operation, operation
from bpm.api.search import read_list_query
from bpm.api.views import Endpoint, answer, path_id
from bpm.base.pages import Page
from bpm.identity.contracts import Permission
from bpm.notifications import services
from bpm.notifications.contracts import NotificationMailView
from bpm.notifications.mails import list_notification_mails


class NotificationMails(Endpoint):
    token_scopes = {"GET": Permission.OPERATE_INSTANCES}

    @operation(
        Operation(
            operation_id="list_notification_mails",
            answers={200: Page[NotificationMailView]},
            parameters=PAGE_PARAMETERS,
        )
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        """List mails to people, newest first; `state=failed` finds those that were given up."""
        return answer(list_notification_mails(read_list_query(request), actor=self.actor(request)))


class RetryNotificationMail(Endpoint):
    token_scopes = {"POST": Permission.OPERATE_INSTANCES}

    @operation(command_operation("retry_notification_mail", NotificationMailView))
    def post(self, request: HttpRequest, mail_id: str) -> HttpResponse:
        """Send a mail that was given up."""
        asked = read_command(self, request, NoBody)
        view = services.retry_notification_mail(
            path_id(mail_id), actor=asked.actor, request_key=asked.request_key
        )
        return answer(view)


class DiscardNotificationMail(Endpoint):
    token_scopes = {"POST": Permission.OPERATE_INSTANCES}

    @operation(command_operation("discard_notification_mail", NotificationMailView))
    def post(self, request: HttpRequest, mail_id: str) -> HttpResponse:
        """Give up for good on a mail that failed."""
        asked = read_command(self, request, NoBody)
        view = services.discard_notification_mail(
            path_id(mail_id), actor=asked.actor, request_key=asked.request_key
        )
        return answer(view)


urlpatterns = [
    path("notification-mails", NotificationMails.as_view()),
    path("notification-mails/<str:mail_id>/retry", RetryNotificationMail.as_view()),
    path("notification-mails/<str:mail_id>/discard", DiscardNotificationMail.as_view()),
]
