"""Looking at the value of a secret variable."""

from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import path

from bpm.api.openapi import Operation, operation
from bpm.api.views import Endpoint, answer, path_id, read_body
from bpm.identity.contracts import Permission
from bpm.runtime.commands.reveal_variable import WhichVariable, reveal_variable
from bpm.runtime.scope_views import RevealedVariableView


class RevealBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Why, for the history; and in which visit the variable lives, where not in the instance."""

    reason: str
    activity_instance_id: UUID | None = None


class RevealVariable(Endpoint):
    token_scopes = {"POST": Permission.OPERATE_INSTANCES}

    @operation(
        Operation(
            operation_id="reveal_variable", body=RevealBody, answers={200: RevealedVariableView}
        )
    )
    def post(
        self, request: HttpRequest, process_instance_id: str, variable_name: str
    ) -> HttpResponse:
        """Read a secret variable; who looked and why goes into the history of the instance."""
        actor = self.actor(request)
        body = read_body(request, RevealBody)
        which = WhichVariable(
            process_instance_id=path_id(process_instance_id),
            name=variable_name,
            activity_instance_id=body.activity_instance_id,
        )
        view = reveal_variable(which, reason=body.reason, actor=actor)
        return answer(view)


urlpatterns = [
    path(
        "process-instances/<str:process_instance_id>/variables/<str:variable_name>/reveal",
        RevealVariable.as_view(),
    ),
]
