"""What a person has started: how it stands, withdrawing it, reminding those who have it."""

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import path

from bpm.api.commands import command_operation, read_command
from bpm.api.openapi import PAGE_PARAMETERS, Operation, operation
from bpm.api.search import read_list_query
from bpm.api.views import Endpoint, answer, path_id
from bpm.base import clock
from bpm.base.pages import Page
from bpm.identity.contracts import Permission
from bpm.runtime import queries
from bpm.runtime.commands.remind_process_instance import remind_process_instance
from bpm.runtime.commands.withdraw_process_instance import withdraw_process_instance
from bpm.runtime.contracts import ProcessInstanceView, RequestView

_READ = {"GET": Permission.READ_INSTANCES}
_START = {"POST": Permission.START_INSTANCES}


class WithdrawBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Why, for those who had it."""

    reason: str | None = None


class RemindBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What to say; at most 1,000 characters."""

    note: str | None = None


class Requests(Endpoint):
    token_scopes = _READ

    @operation(
        Operation(
            operation_id="list_requests",
            answers={200: Page[RequestView]},
            parameters=PAGE_PARAMETERS,
        )
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        """List what you have started, newest first, and who has it now."""
        page = queries.search_requests(
            read_list_query(request), actor=self.actor(request), now=clock.now()
        )
        return answer(page)


class OneRequest(Endpoint):
    token_scopes = _READ

    @operation(Operation(operation_id="get_request", answers={200: RequestView}))
    def get(self, request: HttpRequest, process_instance_id: str) -> HttpResponse:
        """Read how something stands that you have started."""
        view = queries.get_request(
            path_id(process_instance_id), actor=self.actor(request), now=clock.now()
        )
        return answer(view)


class Withdraw(Endpoint):
    token_scopes = _START

    @operation(
        command_operation("withdraw_process_instance", ProcessInstanceView, body=WithdrawBody)
    )
    def post(self, request: HttpRequest, process_instance_id: str) -> HttpResponse:
        """Take back what you have started; a reason is required."""
        asked = read_command(self, request, WithdrawBody)
        view = withdraw_process_instance(
            path_id(process_instance_id),
            reason=asked.body.reason,
            actor=asked.actor,
            request_key=asked.request_key,
        )
        return answer(view)


class Remind(Endpoint):
    token_scopes = _START

    @operation(command_operation("remind_process_instance", RequestView, body=RemindBody))
    def post(self, request: HttpRequest, process_instance_id: str) -> HttpResponse:
        """Remind those who have its user tasks; once in 24 hours."""
        asked = read_command(self, request, RemindBody)
        view = remind_process_instance(
            path_id(process_instance_id),
            note=asked.body.note,
            actor=asked.actor,
            request_key=asked.request_key,
        )
        return answer(view)


_INSTANCE = "process-instances/<str:process_instance_id>"

urlpatterns = [
    path("requests", Requests.as_view()),
    path("requests/<str:process_instance_id>", OneRequest.as_view()),
    path(f"{_INSTANCE}/withdraw", Withdraw.as_view()),
    path(f"{_INSTANCE}/remind", Remind.as_view()),
]
