"""Decisions: every version of every decision, evaluating them, and how they came about."""

from dataclasses import dataclass

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import path

from bpm.api.openapi import FLAG_SCHEMA, PAGE_PARAMETERS, Operation, Parameter, operation
from bpm.api.search import SearchBody, read_list_query, read_search
from bpm.api.views import Endpoint, answer, path_id, path_text, read_body
from bpm.base.pages import Page
from bpm.base.wire import JsonObject
from bpm.core.values import decode_variables
from bpm.decisions import queries as evaluations, services
from bpm.decisions.contracts import BatchView, DecisionEvaluationView, DecisionTrialView
from bpm.decisions.services import WhichDecision
from bpm.decisions.trying import DecisionTrial, try_decision
from bpm.definitions import queries
from bpm.definitions.decision_types import DecisionDefinitionView
from bpm.definitions.use_types import ProcessUserView
from bpm.identity.contracts import Permission

_READ = {"GET": Permission.READ_DEFINITIONS}
_SEARCH = {"POST": Permission.READ_DEFINITIONS}
_EVALUATE = {"POST": Permission.START_INSTANCES}
_READ_EVALUATIONS = {"GET": Permission.READ_INSTANCES}


class EvaluationBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Variables to decide by; the newest version decides where none is named."""

    variables: JsonObject = msgspec.field(default_factory=dict)
    variable_types: dict[str, str] = msgspec.field(default_factory=dict)
    version: int | None = None
    version_tag: str | None = None


class BatchItemBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """One set of variables to decide by."""

    variables: JsonObject = msgspec.field(default_factory=dict)
    variable_types: dict[str, str] = msgspec.field(default_factory=dict)


class BatchBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Sets of variables to decide by, 1,000 at most."""

    items: list[BatchItemBody]
    version: int | None = None
    version_tag: str | None = None


class DecisionTrialBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A file of decisions, one of them, and variables to decide by."""

    content: str
    decision_id: str
    variables: JsonObject = msgspec.field(default_factory=dict)
    variable_types: dict[str, str] = msgspec.field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionUsageView:
    """Where a decision is asked.

    Args:
        process_definitions: The newest version of each process that names it.
    """

    process_definitions: tuple[ProcessUserView, ...]


class Decisions(Endpoint):
    token_scopes = _READ

    @operation(
        Operation(
            operation_id="list_decisions",
            answers={200: Page[DecisionDefinitionView]},
            parameters=(
                Parameter(name="key", description="Exactly this key."),
                Parameter(
                    name="is_newest", description="Only the newest of each.", schema=FLAG_SCHEMA
                ),
                *PAGE_PARAMETERS,
            ),
        )
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        """List versions, by key and newest first."""
        return answer(queries.search_decisions(self.actor(request), read_list_query(request)))


class DecisionSearch(Endpoint):
    token_scopes = _SEARCH

    @operation(
        Operation(
            operation_id="search_decisions",
            body=SearchBody,
            body_is_optional=True,
            answers={200: Page[DecisionDefinitionView]},
        )
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Search decisions."""
        return answer(queries.search_decisions(self.actor(request), read_search(request)))


class Decision(Endpoint):
    token_scopes = _READ

    @operation(Operation(operation_id="get_decision", answers={200: DecisionDefinitionView}))
    def get(self, request: HttpRequest, decision_id: str) -> HttpResponse:
        """Read one version."""
        return answer(queries.get_decision(self.actor(request), path_id(decision_id)))


class DecisionModel(Endpoint):
    token_scopes = _READ
    media_type = "application/xml"

    @operation(
        Operation(
            operation_id="get_decision_model", answers={200: str}, media_type="application/xml"
        )
    )
    def get(self, request: HttpRequest, decision_id: str) -> HttpResponse:
        """Read the model, byte for byte as it was deployed."""
        file = queries.get_decision_file(self.actor(request), path_id(decision_id))
        return HttpResponse(
            file.content,
            content_type="application/xml",
            # It is somebody's file: shown as text by nobody's browser, run by none.
            headers={
                "Content-Disposition": "attachment",
                "X-Content-Type-Options": "nosniff",
                "Content-Security-Policy": "sandbox; default-src 'none'",
            },
        )


class DecisionUsage(Endpoint):
    token_scopes = _READ

    @operation(Operation(operation_id="get_decision_usage", answers={200: DecisionUsageView}))
    def get(self, request: HttpRequest, decision_id: str) -> HttpResponse:
        """Read which processes ask the decision."""
        users = queries.list_users_of_decision(self.actor(request), path_id(decision_id))
        return answer(DecisionUsageView(process_definitions=tuple(users)))


class DecisionTrials(Endpoint):
    token_scopes = {"POST": Permission.EDIT_DRAFTS}

    @operation(
        Operation(
            operation_id="try_decision", body=DecisionTrialBody, answers={200: DecisionTrialView}
        )
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Say what a decision that is being written would decide; nothing is stored."""
        actor = self.actor(request)
        body = read_body(request, DecisionTrialBody)
        trial = DecisionTrial(
            content=body.content,
            decision_id=body.decision_id,
            variables=decode_variables(body.variables, body.variable_types),
        )
        return answer(try_decision(actor, trial))


class DecisionEvaluation(Endpoint):
    token_scopes = _EVALUATE

    @operation(
        Operation(
            operation_id="evaluate_decision",
            body=EvaluationBody,
            answers={200: DecisionEvaluationView},
        )
    )
    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        """Evaluate a decision, and keep how it came about.

        Inputs that are missing or not allowed, no rule or several under UNIQUE, and cells that
        cannot be evaluated are refused; decision, rule and column are named.
        """
        body = read_body(request, EvaluationBody)
        view = services.evaluate_decision(
            self.actor(request),
            which=WhichDecision(
                key=path_text(key), version=body.version, version_tag=body.version_tag
            ),
            variables=decode_variables(body.variables, body.variable_types),
        )
        return answer(view)


class DecisionBatch(Endpoint):
    token_scopes = _EVALUATE

    @operation(
        Operation(operation_id="evaluate_decision_batch", body=BatchBody, answers={200: BatchView})
    )
    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        """Evaluate a decision for many sets of variables; one without an answer stops no other."""
        body = read_body(request, BatchBody)
        view = services.evaluate_batch(
            self.actor(request),
            which=WhichDecision(
                key=path_text(key), version=body.version, version_tag=body.version_tag
            ),
            batch=[decode_variables(item.variables, item.variable_types) for item in body.items],
        )
        return answer(view)


class DecisionEvaluations(Endpoint):
    token_scopes = _READ_EVALUATIONS

    @operation(
        Operation(
            operation_id="list_decision_evaluations",
            answers={200: Page[DecisionEvaluationView]},
            parameters=(
                Parameter(name="decision_key", description="Exactly this key."),
                Parameter(name="process_instance_id", description="Asked by this instance."),
                *PAGE_PARAMETERS,
            ),
        )
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        """List evaluations, the latest first."""
        return answer(evaluations.search_evaluations(self.actor(request), read_list_query(request)))


class DecisionEvaluationSearch(Endpoint):
    token_scopes = {"POST": Permission.READ_INSTANCES}

    @operation(
        Operation(
            operation_id="search_decision_evaluations",
            body=SearchBody,
            body_is_optional=True,
            answers={200: Page[DecisionEvaluationView]},
        )
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Search evaluations."""
        return answer(evaluations.search_evaluations(self.actor(request), read_search(request)))


class OneDecisionEvaluation(Endpoint):
    token_scopes = _READ_EVALUATIONS

    @operation(
        Operation(operation_id="get_decision_evaluation", answers={200: DecisionEvaluationView})
    )
    def get(self, request: HttpRequest, evaluation_id: str) -> HttpResponse:
        """Read how a decision came about."""
        return answer(evaluations.get_evaluation(self.actor(request), path_id(evaluation_id)))


urlpatterns = [
    path("decisions", Decisions.as_view()),
    path("decisions/search", DecisionSearch.as_view()),
    path("decisions/evaluate", DecisionTrials.as_view()),
    path("decisions/<str:key>/evaluate", DecisionEvaluation.as_view()),
    path("decisions/<str:key>/evaluate-batch", DecisionBatch.as_view()),
    path("decisions/<str:decision_id>", Decision.as_view()),
    path("decisions/<str:decision_id>/model", DecisionModel.as_view()),
    path("decisions/<str:decision_id>/usage", DecisionUsage.as_view()),
    path("decision-evaluations", DecisionEvaluations.as_view()),
    path("decision-evaluations/search", DecisionEvaluationSearch.as_view()),
    path("decision-evaluations/<str:evaluation_id>", OneDecisionEvaluation.as_view()),
]
