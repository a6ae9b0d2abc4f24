"""What is said about a user task, who watches it, and what happened to it."""

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import path

from bpm.api.commands import read_command
from bpm.api.openapi import IDEMPOTENCY_KEY, Operation, operation
from bpm.api.task_commands import ONE_TASK
from bpm.api.views import Endpoint, answer, answer_nothing, path_id, path_text
from bpm.identity.contracts import WORK_ON_USER_TASKS
from bpm.user_tasks import services, talk
from bpm.user_tasks.contracts import (
    TaskCommentsView,
    TaskCommentView,
    TaskHistoryView,
    WatchersView,
)

_READ = {"GET": WORK_ON_USER_TASKS}


class CommentBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Plain text of at most 4,000 characters; ``@username`` mentions a person."""

    text: str


class Comments(Endpoint):
    token_scopes = {"GET": WORK_ON_USER_TASKS, "POST": WORK_ON_USER_TASKS}

    @operation(Operation(operation_id="list_task_comments", answers={200: TaskCommentsView}))
    def get(self, request: HttpRequest, user_task_id: str) -> HttpResponse:
        """List what was said about a user task, oldest first; 500 at most."""
        return answer(talk.list_comments(path_id(user_task_id), actor=self.actor(request)))

    @operation(
        Operation(
            operation_id="comment_user_task",
            body=CommentBody,
            answers={201: TaskCommentView},
            parameters=(IDEMPOTENCY_KEY,),
        )
    )
    def post(self, request: HttpRequest, user_task_id: str) -> HttpResponse:
        """Say something about a user task, open or closed."""
        asked = read_command(self, request, CommentBody, may_be_empty=False)
        view = services.comment_user_task(
            path_id(user_task_id),
            text=asked.body.text,
            actor=asked.actor,
            request_key=asked.request_key,
        )
        return answer(view, 201)


class Comment(Endpoint):
    token_scopes = {"PUT": WORK_ON_USER_TASKS, "DELETE": WORK_ON_USER_TASKS}

    @operation(
        Operation(
            operation_id="edit_comment",
            body=CommentBody,
            answers={200: TaskCommentView},
            parameters=(IDEMPOTENCY_KEY,),
        )
    )
    def put(self, request: HttpRequest, user_task_id: str, comment_id: str) -> HttpResponse:
        """Put another text in the place of your own comment."""
        asked = read_command(self, request, CommentBody, may_be_empty=False)
        view = services.edit_comment(
            path_id(user_task_id),
            path_id(comment_id),
            text=asked.body.text,
            actor=asked.actor,
            request_key=asked.request_key,
        )
        return answer(view)

    @operation(Operation(operation_id="delete_comment", answers={204: None}))
    def delete(self, request: HttpRequest, user_task_id: str, comment_id: str) -> HttpResponse:
        """Erase your own comment."""
        services.delete_comment(
            path_id(user_task_id), path_id(comment_id), actor=self.actor(request)
        )
        return answer_nothing()


class Watchers(Endpoint):
    token_scopes = _READ

    @operation(Operation(operation_id="list_watchers", answers={200: WatchersView}))
    def get(self, request: HttpRequest, user_task_id: str) -> HttpResponse:
        """List who watches a user task."""
        return answer(talk.list_watchers(path_id(user_task_id), actor=self.actor(request)))


class Watcher(Endpoint):
    token_scopes = {"PUT": WORK_ON_USER_TASKS, "DELETE": WORK_ON_USER_TASKS}

    @operation(Operation(operation_id="watch_user_task", answers={200: WatchersView}))
    def put(self, request: HttpRequest, user_task_id: str, username: str) -> HttpResponse:
        """Watch a user task, or let somebody watch who can read it."""
        view = services.watch_user_task(
            path_id(user_task_id), username=path_text(username), actor=self.actor(request)
        )
        return answer(view)

    @operation(Operation(operation_id="unwatch_user_task", answers={200: WatchersView}))
    def delete(self, request: HttpRequest, user_task_id: str, username: str) -> HttpResponse:
        """End the watching of a user task."""
        view = services.unwatch_user_task(
            path_id(user_task_id), username=path_text(username), actor=self.actor(request)
        )
        return answer(view)


class History(Endpoint):
    token_scopes = _READ

    @operation(Operation(operation_id="list_task_history", answers={200: TaskHistoryView}))
    def get(self, request: HttpRequest, user_task_id: str) -> HttpResponse:
        """List what happened to a user task, oldest first."""
        return answer(talk.list_task_history(path_id(user_task_id), actor=self.actor(request)))


urlpatterns = [
    path(f"{ONE_TASK}/comments", Comments.as_view()),
    path(f"{ONE_TASK}/comments/<str:comment_id>", Comment.as_view()),
    path(f"{ONE_TASK}/watchers", Watchers.as_view()),
    path(f"{ONE_TASK}/watchers/<str:username>", Watcher.as_view()),
    path(f"{ONE_TASK}/history", History.as_view()),
]
