"""What people say about a user task, whom they mention, and who watches it."""

import re
from collections.abc import Sequence
from uuid import UUID

from bpm.base import clock
from bpm.base.idempotency import RequestKey, answer_once
from bpm.base.ids import new_id
from bpm.base.transactions import command
from bpm.core.errors import Problem
from bpm.identity import queries as identity
from bpm.identity.contracts import Actor
from bpm.user_tasks import access
from bpm.user_tasks.contracts import TaskCommentView, UserTaskRow, WatchersView
from bpm.user_tasks.errors import (
    CommentNotFoundError,
    InvalidCommentError,
    NotTheAssigneeError,
    NotYourCommentError,
    PersonCannotReadError,
    UnknownAssigneeError,
)
from bpm.user_tasks.models import TaskComment, TaskWatcher
from bpm.user_tasks.services.changing import Change, lock_task, tell
from bpm.user_tasks.talk import comment_view, list_watchers

LONGEST_COMMENT = 4_000
MOST_COMMENTS = 500
MOST_MENTIONS = 20
# Names as people are created with; a full stop at the end of a sentence belongs to the sentence.
_MENTION = re.compile(r"(?<![\w.@+-])@([\w.@+-]*[\w@+-])")


@command
def comment_user_task(
    user_task_id: UUID, *, text: str, actor: Actor, request_key: RequestKey | None = None
) -> TaskCommentView:
    """Say something about a task, open or closed; ``@username`` mentions people who can read it.

    Raises:
        UserTaskNotFoundError: It does not exist, or is not the actor's to see.
        InvalidCommentError: It is empty or too long, or there are too many of them.
        PersonCannotReadError: Somebody is mentioned who may not read the task.
    """
    return answer_once(
        request_key,
        view=TaskCommentView,
        status=201,
        run=lambda: _comment(user_task_id, text.strip(), actor),
    )


def _comment(user_task_id: UUID, text: str, actor: Actor) -> TaskCommentView:
    _require_length(text)
    task = lock_task(user_task_id, actor=actor)
    if TaskComment.objects.filter(user_task_id=task.id).count() >= MOST_COMMENTS:
        raise _refused_text(f"A user task takes at most {MOST_COMMENTS} comments.")
    mentions = _read_mentions(text, task)
    row = TaskComment.objects.create(
        id=new_id(),
        user_task_id=task.id,
        tenant_id=task.tenant_id,
        root_instance_id=task.root_instance_id,
        process_instance_id=task.process_instance_id,
        author=actor.username,
        text=text,
        mentions=mentions,
        created_at=clock.now(),
    )
    # The text stays in one place, where it can be erased.
    told = Change(
        command="comment_user_task",
        type="user_task_commented",
        told={"comment_id": str(row.id), "mentions": list(mentions)},
    )
    tell(task, told, actor=actor)
    return comment_view(row)


@command
def edit_comment(
    user_task_id: UUID,
    comment_id: UUID,
    *,
    text: str,
    actor: Actor,
    request_key: RequestKey | None = None,
) -> TaskCommentView:
    """Put another text in the place of what the actor said; the history tells that, not the text.

    Raises:
        UserTaskNotFoundError: The task does not exist, or is not the actor's to see.
        CommentNotFoundError: It has no such comment.
        NotYourCommentError: Somebody else wrote it.
        InvalidCommentError: The text is empty or too long.
        PersonCannotReadError: Somebody is mentioned who may not read the task.
    """
    return answer_once(
        request_key,
        view=TaskCommentView,
        status=200,
        run=lambda: _edit(user_task_id, comment_id, text.strip(), actor),
    )


def _edit(user_task_id: UUID, comment_id: UUID, text: str, actor: Actor) -> TaskCommentView:
    task = lock_task(user_task_id, actor=actor)
    row = _find_own(task, comment_id, actor)
    _require_length(text)
    if text == row.text:
        return comment_view(row)
    row.text, row.mentions, row.edited_at = text, list(_read_mentions(text, task)), clock.now()
    TaskComment.objects.filter(id=row.id).update(
        text=row.text, mentions=row.mentions, edited_at=row.edited_at
    )
    told = Change(
        command="edit_comment",
        type="user_task_comment_edited",
        told={"comment_id": str(row.id), "mentions": list(row.mentions)},
    )
    tell(task, told, actor=actor)
    return comment_view(row)


@command
def delete_comment(user_task_id: UUID, comment_id: UUID, *, actor: Actor) -> None:
    """Erase what the actor said; the history tells that it was said and erased.

    Raises:
        UserTaskNotFoundError: The task does not exist, or is not the actor's to see.
        CommentNotFoundError: It has no such comment.
        NotYourCommentError: Somebody else wrote it.
    """
    task = lock_task(user_task_id, actor=actor)
    row = _find_own(task, comment_id, actor)
    TaskComment.objects.filter(id=row.id).delete()
    told = Change(
        command="delete_comment",
        type="user_task_comment_deleted",
        told={"comment_id": str(row.id)},
    )
    tell(task, told, actor=actor)


def _find_own(task: UserTaskRow, comment_id: UUID, actor: Actor) -> TaskComment:
    row = TaskComment.objects.filter(id=comment_id, user_task_id=task.id).first()
    if row is None:
        raise CommentNotFoundError(f"The user task has no comment {comment_id}.")
    if row.author != actor.username:
        raise NotYourCommentError(f"{row.author} wrote it, and may change or delete it.")
    return row


def _require_length(text: str) -> None:
    if not text or len(text) > LONGEST_COMMENT:
        raise _refused_text(f"Give 1 to {LONGEST_COMMENT} characters of text.")


def _read_mentions(text: str, task: UserTaskRow) -> Sequence[str]:
    """Return whom a text mentions; a name of nobody is text like any other."""
    names = list(dict.fromkeys(_MENTION.findall(text)))
    if len(names) > MOST_MENTIONS:
        raise _refused_text(f"Mention at most {MOST_MENTIONS} people.")
    people = identity.user_ids(task.tenant_id, names)
    for name, user_id in people.items():
        if not access.can_read(identity.actor_for_user(user_id), task):
            raise _cannot_read(name, "/text")
    return [name for name in names if name in people]


@command
def watch_user_task(user_task_id: UUID, *, username: str, actor: Actor) -> WatchersView:
    """Let a person who can read a task watch it; watching twice is watching.

    Raises:
        UserTaskNotFoundError: It does not exist, or is not the actor's to see.
        NotTheAssigneeError: Only who holds or manages the task may name others.
        UnknownAssigneeError: There is no active person of this name.
        PersonCannotReadError: This person may not read the task.
    """
    task = lock_task(user_task_id, actor=actor)
    _require_own_or_held(username, task, actor)
    user_id = identity.user_ids(task.tenant_id, [username]).get(username)
    if user_id is None:
        raise UnknownAssigneeError(f"There is no active person called {username[:150]!r}.")
    if not access.can_read(identity.actor_for_user(user_id), task):
        raise _cannot_read(username, "")
    TaskWatcher.objects.get_or_create(
        user_task_id=task.id,
        username=username,
        defaults={
            "tenant_id": task.tenant_id,
            "root_instance_id": task.root_instance_id,
            "process_instance_id": task.process_instance_id,
        },
    )
    return list_watchers(user_task_id, actor=actor)


@command
def unwatch_user_task(user_task_id: UUID, *, username: str, actor: Actor) -> WatchersView:
    """End a person's watching; where he does not watch, nothing happens.

    Raises:
        UserTaskNotFoundError: It does not exist, or is not the actor's to see.
        NotTheAssigneeError: Only who holds or manages the task may name others.
    """
    task = lock_task(user_task_id, actor=actor)
    _require_own_or_held(username, task, actor)
    TaskWatcher.objects.filter(user_task_id=task.id, username=username).delete()
    return list_watchers(user_task_id, actor=actor)


def _require_own_or_held(username: str, task: UserTaskRow, actor: Actor) -> None:
    is_held = task.assignee == actor.username or access.may_manage(actor, task)
    if username != actor.username and not is_held:
        raise NotTheAssigneeError("Only who holds or manages it may let others watch it.")


def _refused_text(detail: str) -> InvalidCommentError:
    problem = Problem(code=InvalidCommentError.code, pointer="/text", detail=detail)
    return InvalidCommentError(detail, problems=[problem])


def _cannot_read(name: str, pointer: str) -> PersonCannotReadError:
    detail = f"{name} may not read this user task."
    problem = Problem(
        code=PersonCannotReadError.code,
        pointer=pointer,
        detail=detail,
        remedy="Make this person a candidate first, or leave the name out.",
    )
    return PersonCannotReadError(detail, problems=[problem])
