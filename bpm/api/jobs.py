"""Jobs: what runs in the background."""

from datetime import datetime

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import path

from bpm.api.commands import NoBody, command_operation, read_command
from bpm.api.openapi import PAGE_PARAMETERS, Operation, operation
from bpm.api.search import SearchBody, read_list_query, read_search
from bpm.api.views import Endpoint, answer, path_id
from bpm.base.pages import Page
from bpm.identity.contracts import Permission
from bpm.jobs import queries, services
from bpm.jobs.contracts import JobView
from bpm.runtime.commands.retry_job import retry_job


class DueAtBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """When, with an offset."""

    due_at: datetime


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


class Job(Endpoint):
    token_scopes = {"GET": Permission.READ_INSTANCES}

    @operation(Operation(operation_id="get_job", answers={200: JobView}))
    def get(self, request: HttpRequest, job_id: str) -> HttpResponse:
        """Read a job; one that is done leaves nothing to read."""
        return answer(queries.get_job(path_id(job_id), actor=self.actor(request)))


class Retry(Endpoint):
    token_scopes = {"POST": Permission.OPERATE_INSTANCES}

    @operation(command_operation("retry_job", JobView))
    def post(self, request: HttpRequest, job_id: str) -> HttpResponse:
        """Run a job that has failed again, with all its retries; resolves its incident."""
        asked = read_command(self, request, NoBody)
        view = retry_job(path_id(job_id), actor=asked.actor, request_key=asked.request_key)
        return answer(view)


class RunNow(Endpoint):
    token_scopes = {"POST": Permission.OPERATE_INSTANCES}

    @operation(command_operation("run_job_now", JobView))
    def post(self, request: HttpRequest, job_id: str) -> HttpResponse:
        """Make a job due at this moment."""
        asked = read_command(self, request, NoBody)
        view = services.run_job_now(
            path_id(job_id), actor=asked.actor, request_key=asked.request_key
        )
        return answer(view)


class DueAt(Endpoint):
    token_scopes = {"POST": Permission.OPERATE_INSTANCES}

    @operation(command_operation("set_job_due_at", JobView, body=DueAtBody, body_is_optional=False))
    def post(self, request: HttpRequest, job_id: str) -> HttpResponse:
        """Say when a job is to run; a time in the past makes it run now."""
        asked = read_command(self, request, DueAtBody, may_be_empty=False)
        view = services.set_job_due_at(
            path_id(job_id),
            due_at=asked.body.due_at,
            actor=asked.actor,
            request_key=asked.request_key,
        )
        return answer(view)


urlpatterns = [
    path("jobs", Jobs.as_view()),
    path("jobs/search", JobSearch.as_view()),
    path("jobs/<str:job_id>", Job.as_view()),
    path("jobs/<str:job_id>/retry", Retry.as_view()),
    path("jobs/<str:job_id>/run-now", RunNow.as_view()),
    path("jobs/<str:job_id>/due-at", DueAt.as_view()),
]
