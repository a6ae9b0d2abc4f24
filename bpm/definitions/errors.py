"""What can be wrong with deployments, definitions and drafts."""

from bpm.core.errors import (
    ConflictError,
    InvalidInputError,
    NotFoundError,
    PreconditionFailedError,
    SuspendedError,
)


class ProcessDefinitionNotFoundError(NotFoundError):
    """There is no such process definition."""

    code = "process_definition_not_found"


class CalledProcessNotFoundError(NotFoundError):
    """There is no process as the call activity means it."""

    code = "called_process_not_found"


class CalledProcessSuspendedError(SuspendedError):
    """The process that a call activity means is suspended."""

    code = "called_process_suspended"


class FormNotFoundError(NotFoundError):
    """There is no such form."""

    code = "form_not_found"


class DecisionNotFoundError(NotFoundError):
    """There is no such decision."""

    code = "decision_not_found"


class DeploymentNotFoundError(NotFoundError):
    """There is no such deployment."""

    code = "deployment_not_found"


class DraftNotFoundError(NotFoundError):
    """There is no such draft."""

    code = "draft_not_found"


class DeploymentRefusedError(InvalidInputError):
    """The deployment was refused and nothing was stored."""

    code = "deployment_refused"


class DeploymentInUseError(ConflictError):
    """This deployment is in use."""

    code = "deployment_in_use"


class DraftChangedError(PreconditionFailedError):
    """Somebody has saved this draft since you read it."""

    code = "draft_changed"


class InvalidDraftError(InvalidInputError):
    """The draft cannot be saved like this."""

    code = "invalid_draft"


class LibraryEntryNotFoundError(NotFoundError):
    """There is no such process, decision or form in the library."""

    code = "library_entry_not_found"


class LibraryFolderNotFoundError(NotFoundError):
    """There is no such folder in the library."""

    code = "library_folder_not_found"


class InvalidFolderError(InvalidInputError):
    """The library cannot have such a folder."""

    code = "invalid_folder"
