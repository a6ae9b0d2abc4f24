"""Jobs: what runs in the background."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from bpm.api.openapi import PAGE_PARAMETERS, Operation, operation
from bpm.api.search import SearchBody, read_list_query, read_search
from bpm.api.views import Endpoint, answer
from bpm.base.pages import Page
from bpm.identity.contracts import Permission
from bpm.jobs import queries
from bpm.jobs.contracts import JobView


class Jobs(Endpoint):
    token_scopes = {"GET": Permission.READ_INSTANCES}

    @operation(
        Operation(
            operation_id="list_jobs", answers={200: Page[JobView]}, parameters=PAGE_PARAMETERS
        )
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        """List jobs that are not done, by due date; any field as a parameter filters."""
        return answer(queries.search_jobs(read_list_query(request), actor=self.actor(request)))


class JobSearch(Endpoint):
    token_scopes = {"POST": Permission.READ_INSTANCES}

    @operation(
        Operation(
            operation_id="search_jobs",
            body=SearchBody,
            body_is_optional=True,
            answers={200: Page[JobView]},
        )
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Search jobs that are not done."""
        return answer(queries.search_jobs(read_search(request), actor=self.actor(request)))


urlpatterns = [
    path("jobs", Jobs.as_view()),
    path("jobs/search", JobSearch.as_view()),
]
