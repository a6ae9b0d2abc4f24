"""How working on a user task can fail."""

from bpm.core.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    PreconditionFailedError,
    SuspendedError,
)


class UserTaskNotFoundError(NotFoundError):
    """There is no such user task for you."""

    code = "user_task_not_found"


class UserTaskClosedError(ConflictError):
    """The user task is no longer open."""

    code = "user_task_closed"


class UserTaskClaimedError(ConflictError):
    """Somebody else holds the user task."""

    code = "user_task_claimed"


class UserTaskSuspendedError(SuspendedError):
    """The user task is suspended with its process instance."""

    code = "user_task_suspended"


class NotACandidateError(ForbiddenError):
    """You may read this user task, not take it."""

    code = "not_a_candidate"


class NotTheAssigneeError(ForbiddenError):
    """Another person holds this user task."""

    code = "not_the_assignee"


class FourEyesError(ForbiddenError):
    """You have done a part that another person is to check."""

    code = "four_eyes"


class PersonExcludedError(InvalidInputError):
    """This person has done a part that another is to check."""

    code = "person_excluded"


class UnknownCandidateError(InvalidInputError):
    """Some of these people or groups do not exist."""

    code = "unknown_candidate"


class InvalidCommentError(InvalidInputError):
    """The comment cannot be kept."""

    code = "invalid_comment"


class InvalidAttachmentError(InvalidInputError):
    """The file cannot be put beside the user task."""

    code = "invalid_attachment"


class AttachmentNotFoundError(NotFoundError):
    """There is no such file beside the user task."""

    code = "attachment_not_found"


class NotTheAttacherError(ForbiddenError):
    """Somebody else put this file beside the user task."""

    code = "not_the_attacher"


class PersonCannotReadError(InvalidInputError):
    """A person who is named may not read the user task."""

    code = "person_cannot_read"


class UserTaskUnclaimedError(ConflictError):
    """Nobody holds the user task."""

    code = "user_task_unclaimed"


class UserTaskDelegatedError(ConflictError):
    """The user task was delegated and is to be resolved first."""

    code = "user_task_delegated"


class UserTaskNotDelegatedError(ConflictError):
    """The user task is not delegated at this moment."""

    code = "user_task_not_delegated"


class InvalidTaskChangeError(InvalidInputError):
    """The user task cannot be changed like this."""

    code = "invalid_task_change"


class CommentNotFoundError(NotFoundError):
    """There is no such comment on this user task."""

    code = "comment_not_found"


class NotYourCommentError(ForbiddenError):
    """Somebody else wrote this comment."""

    code = "not_your_comment"


class TaskFilterNotFoundError(NotFoundError):
    """There is no such task filter for you."""

    code = "task_filter_not_found"


class NotYourTaskFilterError(ForbiddenError):
    """You may use this task filter, not change it."""

    code = "not_your_task_filter"


class TaskFilterChangedError(PreconditionFailedError):
    """The task filter changed since it was read."""

    code = "task_filter_changed"


class TaskFilterNameTakenError(ConflictError):
    """There is a task filter of this name."""

    code = "task_filter_name_taken"


class InvalidTaskFilterError(InvalidInputError):
    """The task filter cannot be kept like this."""

    code = "invalid_task_filter"


class UserTaskChangedError(PreconditionFailedError):
    """The user task changed since it was read."""

    code = "user_task_changed"


class FormChangedError(ConflictError):
    """Another form is shown by now."""

    code = "form_changed"


class TaskDraftChangedError(PreconditionFailedError):
    """You have saved another draft since this one was read."""

    code = "task_draft_changed"


class UnknownAssigneeError(InvalidInputError):
    """There is no active person of this name."""

    code = "unknown_assignee"
