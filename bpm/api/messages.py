"""Messages from outside, and what waits for them."""

from dataclasses import replace
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import path

from bpm.api.commands import command_operation, read_command
from bpm.api.openapi import IDEMPOTENCY_KEY, PAGE_PARAMETERS, Operation, operation
from bpm.api.search import SearchBody, read_list_query, read_search
from bpm.api.views import Endpoint, answer, path_id, read_body, request_key
from bpm.base.pages import Page
from bpm.base.wire import JsonObject
from bpm.core.values import decode_variables
from bpm.identity.contracts import Permission
from bpm.messages import keeping, queries
from bpm.messages.contracts import (
    CorrelationMode,
    KeptMessageView,
    Message,
    PublicationMode,
    SubscriptionView,
)
from bpm.runtime.commands.broadcast_signal import broadcast_signal
from bpm.runtime.commands.correlate_message import correlate_message
from bpm.runtime.commands.evaluate_conditions import evaluate_conditions
from bpm.runtime.commands.publish_message import Publication, publish_message
from bpm.runtime.message_views import (
    BroadcastView,
    ConditionsView,
    CorrelationView,
    PublicationView,
)
from bpm.runtime.signals import Signal


class MessageBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A message, for whom it is, and what it brings."""

    name: str
    process_instance_id: UUID | None = None
    business_key: str | None = None
    correlation_key: str | None = None
    activity_id: str | None = None
    definition_key: str | None = None
    message_id: str | None = None
    variables: JsonObject = msgspec.field(default_factory=dict)
    variable_types: dict[str, str] = msgspec.field(default_factory=dict)

    def message(self) -> Message:
        """Return the message itself, for one receiver.

        Raises:
            InvalidValueError: A value does not fit its type; all faults are listed.
        """
        return Message(
            name=self.name,
            process_instance_id=self.process_instance_id,
            business_key=self.business_key,
            correlation_key=self.correlation_key,
            activity_id=self.activity_id,
            definition_key=self.definition_key,
            message_id=self.message_id,
            variables=decode_variables(self.variables, self.variable_types),
        )


class CorrelateMessageBody(MessageBody, forbid_unknown_fields=True, kw_only=True):
    """A message for one who waits, or with which a process begins."""

    mode: CorrelationMode = CorrelationMode.ONE


class CorrelateMessage(Endpoint):
    token_scopes = {"POST": Permission.OPERATE_INSTANCES}

    @operation(
        Operation(
            operation_id="correlate_message",
            body=CorrelateMessageBody,
            answers={200: CorrelationView},
            parameters=(IDEMPOTENCY_KEY,),
        )
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Hand a message over to the one instance that waits for it, else begin a process with it.

        It is not kept: where nobody waits for it and nothing begins with it, the answer says why.
        What waits for messages with a key takes only those with that key, unless its instance is
        named. A process that begins gets the business key; `mode: start_only` passes over who
        waits. A second message with the same name, `correlation_key` and `message_id` changes
        nothing for a day and gets the answer of the first.
        """
        actor = self.actor(request)
        body = read_body(request, CorrelateMessageBody)
        message = replace(body.message(), mode=body.mode)
        key = request_key(request, actor, body)
        return answer(correlate_message(message, actor=actor, request_key=key))


class PublishMessageBody(MessageBody, forbid_unknown_fields=True, kw_only=True):
    """A message for one or for all, and how long it is kept."""

    mode: PublicationMode = PublicationMode.ONE
    time_to_live: str | None = None
    """An ISO 8601 duration of at most 31 days; it is not kept without one."""


class PublishMessage(Endpoint):
    token_scopes = {"POST": Permission.OPERATE_INSTANCES}

    @operation(
        Operation(
            operation_id="publish_message",
            body=PublishMessageBody,
            answers={200: PublicationView},
            parameters=(IDEMPOTENCY_KEY,),
        )
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Send a message to one or to all who wait for it, or keep it until somebody does.

        With `mode: all` every instance that waits for it goes on soon after the answer, and every
        process that begins with it begins. Where it reaches nobody it is kept for `time_to_live`:
        the first who begins to wait for it receives it, whom the sender operated when it was sent.
        Without that, the answer says why nobody was reached. `message_id` works as in correlating.
        """
        actor = self.actor(request)
        body = read_body(request, PublishMessageBody)
        publication = Publication(
            message=body.message(),
            mode=body.mode,
            time_to_live=body.time_to_live,
        )
        key = request_key(request, actor, body)
        return answer(publish_message(publication, actor=actor, request_key=key))


class BroadcastSignalBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A signal, and what it brings."""

    name: str
    variables: JsonObject = msgspec.field(default_factory=dict)
    variable_types: dict[str, str] = msgspec.field(default_factory=dict)


class BroadcastSignal(Endpoint):
    token_scopes = {"POST": Permission.OPERATE_INSTANCES}

    @operation(
        Operation(
            operation_id="broadcast_signal",
            body=BroadcastSignalBody,
            answers={200: BroadcastView},
            parameters=(IDEMPOTENCY_KEY,),
        )
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Let all hear a signal who wait for it now; instances go on soon after the answer.

        Every process that begins with it begins, too. Where nobody waits for it, nothing happens:
        it reaches none.
        """
        actor = self.actor(request)
        body = read_body(request, BroadcastSignalBody)
        signal = Signal(
            name=body.name, variables=decode_variables(body.variables, body.variable_types)
        )
        key = request_key(request, actor, body)
        return answer(broadcast_signal(signal, actor=actor, request_key=key))


class EvaluateConditionsBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What is known, and which process may begin."""

    definition_key: str | None = None
    business_key: str | None = None
    variables: JsonObject = msgspec.field(default_factory=dict)
    variable_types: dict[str, str] = msgspec.field(default_factory=dict)


class EvaluateConditions(Endpoint):
    token_scopes = {"POST": Permission.START_INSTANCES}

    @operation(
        Operation(
            operation_id="evaluate_conditions",
            body=EvaluateConditionsBody,
            answers={200: ConditionsView},
            parameters=(IDEMPOTENCY_KEY,),
        )
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Begin every process whose conditional start event holds with these variables.

        Only those that the caller may start, and the newest version of each.
        """
        actor = self.actor(request)
        body = read_body(request, EvaluateConditionsBody)
        view = evaluate_conditions(
            decode_variables(body.variables, body.variable_types),
            actor=actor,
            definition_key=body.definition_key,
            business_key=body.business_key,
            request_key=request_key(request, actor, body),
        )
        return answer(view)


class EventSubscriptions(Endpoint):
    token_scopes = {"GET": Permission.READ_INSTANCES}

    @operation(
        Operation(
            operation_id="list_event_subscriptions",
            answers={200: Page[SubscriptionView]},
            parameters=PAGE_PARAMETERS,
        )
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        """List what instances wait for from outside, oldest first; any field filters."""
        search = read_list_query(request)
        return answer(queries.search_subscriptions(search, actor=self.actor(request)))


class EventSubscriptionSearch(Endpoint):
    token_scopes = {"POST": Permission.READ_INSTANCES}

    @operation(
        Operation(
            operation_id="search_event_subscriptions",
            body=SearchBody,
            body_is_optional=True,
            answers={200: Page[SubscriptionView]},
        )
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Search what instances wait for from outside."""
        search = read_search(request)
        return answer(queries.search_subscriptions(search, actor=self.actor(request)))


class DiscardBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Why nobody is to receive it."""

    reason: str


class KeptMessages(Endpoint):
    token_scopes = {"GET": Permission.READ_INSTANCES}

    @operation(
        Operation(
            operation_id="list_kept_messages",
            answers={200: Page[KeptMessageView]},
            parameters=PAGE_PARAMETERS,
        )
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        """List messages that nobody has received yet, oldest first; any field filters.

        Also those that were discarded, until they would have expired.
        """
        search = read_list_query(request)
        return answer(keeping.search_kept_messages(search, actor=self.actor(request)))


class KeptMessageSearch(Endpoint):
    token_scopes = {"POST": Permission.READ_INSTANCES}

    @operation(
        Operation(
            operation_id="search_kept_messages",
            body=SearchBody,
            body_is_optional=True,
            answers={200: Page[KeptMessageView]},
        )
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Search messages that nobody has received yet."""
        search = read_search(request)
        return answer(keeping.search_kept_messages(search, actor=self.actor(request)))


class DiscardKeptMessage(Endpoint):
    token_scopes = {"POST": Permission.OPERATE_INSTANCES}

    @operation(
        command_operation(
            "discard_kept_message", KeptMessageView, body=DiscardBody, body_is_optional=False
        )
    )
    def post(self, request: HttpRequest, message_id: str) -> HttpResponse:
        """Take a kept message away, so that nobody receives it, and say why."""
        asked = read_command(self, request, DiscardBody, may_be_empty=False)
        view = keeping.discard_kept_message(
            path_id(message_id),
            reason=asked.body.reason,
            actor=asked.actor,
            request_key=asked.request_key,
        )
        return answer(view)


urlpatterns = [
    path("messages/correlate", CorrelateMessage.as_view()),
    path("messages/publish", PublishMessage.as_view()),
    path("signals/broadcast", BroadcastSignal.as_view()),
    path("conditions/evaluate", EvaluateConditions.as_view()),
    path("kept-messages", KeptMessages.as_view()),
    path("kept-messages/search", KeptMessageSearch.as_view()),
    path("kept-messages/<str:message_id>/discard", DiscardKeptMessage.as_view()),
    path("event-subscriptions", EventSubscriptions.as_view()),
    path("event-subscriptions/search", EventSubscriptionSearch.as_view()),
]
