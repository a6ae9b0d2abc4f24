"""What people do with the open ad-hoc sub-processes of an instance."""

from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import path

from bpm.api.commands import command_operation, read_command
from bpm.api.openapi import Operation, operation
from bpm.api.views import Endpoint, answer, path_id
from bpm.identity.contracts import Permission
from bpm.runtime.choice_views import ChoicesView
from bpm.runtime.commands.begin_activity import begin_activity
from bpm.runtime.commands.complete_ad_hoc import complete_ad_hoc
from bpm.runtime.contracts import ProcessInstanceView
from bpm.runtime.queries.choices import list_choices

_OPERATE = {"POST": Permission.OPERATE_INSTANCES}


class BeginActivityBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What to begin, and in which visit where several offer it."""

    activity_id: str
    activity_instance_id: UUID | None = None


class CompleteAdHocBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Which visit, where several are open."""

    activity_instance_id: UUID | None = None


class Choices(Endpoint):
    token_scopes = {"GET": Permission.READ_INSTANCES}

    @operation(Operation(operation_id="list_choices", answers={200: ChoicesView}))
    def get(self, request: HttpRequest, process_instance_id: str) -> HttpResponse:
        """Read what may be begun in the open ad-hoc sub-processes, and why something may not."""
        return answer(list_choices(path_id(process_instance_id), actor=self.actor(request)))


class BeginActivity(Endpoint):
    token_scopes = _OPERATE

    @operation(
        command_operation(
            "begin_activity", ProcessInstanceView, body=BeginActivityBody, body_is_optional=False
        )
    )
    def post(self, request: HttpRequest, process_instance_id: str) -> HttpResponse:
        """Begin an activity of an ad-hoc sub-process, as often as it is chosen.

        Only what no flow leads to; where one thing follows the other, only while nothing is under
        way.
        """
        asked = read_command(self, request, BeginActivityBody, may_be_empty=False)
        view = begin_activity(
            path_id(process_instance_id),
            activity_id=asked.body.activity_id,
            activity_instance_id=asked.body.activity_instance_id,
            actor=asked.actor,
            request_key=asked.request_key,
        )
        return answer(view)


class CompleteAdHoc(Endpoint):
    token_scopes = _OPERATE

    @operation(command_operation("complete_ad_hoc", ProcessInstanceView, body=CompleteAdHocBody))
    def post(self, request: HttpRequest, process_instance_id: str) -> HttpResponse:
        """Go on behind an ad-hoc sub-process in which people choose, without a condition."""
        asked = read_command(self, request, CompleteAdHocBody)
        view = complete_ad_hoc(
            path_id(process_instance_id),
            activity_instance_id=asked.body.activity_instance_id,
            actor=asked.actor,
            request_key=asked.request_key,
        )
        return answer(view)


_ONE = "process-instances/<str:process_instance_id>"

urlpatterns = [
    path(f"{_ONE}/choices", Choices.as_view()),
    path(f"{_ONE}/begin-activity", BeginActivity.as_view()),
    path(f"{_ONE}/complete-ad-hoc", CompleteAdHoc.as_view()),
]
