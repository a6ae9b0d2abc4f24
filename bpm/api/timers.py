"""Timers while they are modelled."""

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import path

from bpm.api.openapi import Operation, operation
from bpm.api.views import Endpoint, answer, read_body
from bpm.core.bpmn import TimerKind
from bpm.definitions import services
from bpm.definitions.contracts import TimerPreviewView
from bpm.identity.contracts import Permission


class PreviewTimerBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A timer as it stands in a model; without a time zone it is read in UTC."""

    kind: TimerKind
    expression: str
    time_zone: str | None = None


class TimerPreview(Endpoint):
    token_scopes = {"POST": Permission.EDIT_DRAFTS}

    @operation(
        Operation(
            operation_id="preview_timer", body=PreviewTimerBody, answers={200: TimerPreviewView}
        )
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Say when a timer would fire that is armed now, or what is wrong with it."""
        actor = self.actor(request)
        body = read_body(request, PreviewTimerBody)
        view = services.preview_timer(
            actor, kind=body.kind, expression=body.expression, time_zone=body.time_zone
        )
        return answer(view)


urlpatterns = [path("timers/preview", TimerPreview.as_view())]
