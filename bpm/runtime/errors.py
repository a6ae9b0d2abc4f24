"""How commands on process instances can fail."""

from bpm.base.search import InvalidSearchError
from bpm.core.errors import (
    BpmError,
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    PreconditionFailedError,
    Problem,
    SuspendedError,
    ThrottledError,
    UnavailableError,
)


class ProcessInstanceNotFoundError(NotFoundError):
    """There is no such process instance for you."""

    code = "process_instance_not_found"


class ProcessInstanceEndedError(ConflictError):
    """The process instance has ended."""

    code = "process_instance_ended"


class ProcessInstanceSuspendedError(SuspendedError):
    """The process instance is suspended."""

    code = "process_instance_suspended"


class ProcessInstanceNotSuspendedError(ConflictError):
    """The process instance is not suspended."""

    code = "process_instance_not_suspended"


class FormInvalidError(InvalidInputError):
    """The form cannot be accepted as it was filled in."""

    code = "form_invalid"


class DifferentFormsError(InvalidInputError):
    """The user tasks have different forms."""

    code = "different_forms"


class StartDraftChangedError(PreconditionFailedError):
    """You have saved another draft of this start since this one was read."""

    code = "start_draft_changed"


class NoStartFormError(InvalidInputError):
    """The process has no start form."""

    code = "no_start_form"


class BusinessKeyInUseError(ConflictError):
    """Another process instance has this business key."""

    code = "business_key_in_use"


class DefinitionSuspendedError(SuspendedError):
    """The process definition is suspended."""

    code = "process_definition_suspended"


class InvalidStartError(InvalidInputError):
    """The process instance cannot be started like this."""

    code = "invalid_start"


class IncidentNotFoundError(NotFoundError):
    """There is no such incident for you."""

    code = "incident_not_found"


class IncidentResolvedError(ConflictError):
    """The incident is resolved already."""

    code = "incident_resolved"


class InvalidIncidentNoteError(InvalidInputError):
    """The note on the incident cannot be kept."""

    code = "invalid_incident_note"


class UnknownIncidentOwnerError(InvalidInputError):
    """There is no active person of this name to own the incident."""

    code = "unknown_incident_owner"


class IncidentChangedError(ConflictError):
    """The incident changed at the same moment."""

    code = "incident_changed"


class IncidentGroupTooLargeError(ConflictError):
    """The group holds more incidents than one command writes."""

    code = "incident_group_too_large"


class NewerStateFormatError(UnavailableError):
    """A newer release wrote this instance's state."""

    code = "newer_state_format"


class VariableNotSearchableError(InvalidSearchError):
    """Search by this variable needs one definition key."""

    code = "variable_not_searchable"


class VariableNotFoundError(NotFoundError):
    """There is no such variable."""

    code = "variable_not_found"


class VariableNotSecretError(ConflictError):
    """The variable is not secret; everybody who reads the instance sees it."""

    code = "variable_not_secret"


class DetailsHiddenError(ForbiddenError):
    """You may see this process instance, not its inside."""

    code = "details_hidden"


class NotTheStarterError(ForbiddenError):
    """Only who started it may do this."""

    code = "not_the_starter"


class PartOfARequestError(ConflictError):
    """The process instance is part of a larger request."""

    code = "part_of_a_request"


class WithdrawalForbiddenError(ConflictError):
    """The process does not let its starter withdraw."""

    code = "withdraw_not_allowed"


class WithdrawSideEffectsError(ConflictError):
    """Something outside was called already."""

    code = "withdraw_side_effects"


class NobodyToRemindError(ConflictError):
    """No person has to do anything just now."""

    code = "nobody_to_remind"


class AlreadyRemindedError(ThrottledError):
    """There was a reminder not long ago."""

    code = "already_reminded"


class UnknownSendBackTargetError(InvalidInputError):
    """The user task cannot be sent back to there."""

    code = "unknown_send_back_target"


class SendBackParallelError(ConflictError):
    """Other branches forbid to send the user task back."""

    code = "send_back_parallel"


class SendBackMultiInstanceError(ConflictError):
    """What several people do, each for himself, is not sent back."""

    code = "send_back_multi_instance"


class SendBackOtherScopeError(ConflictError):
    """The earlier user task lies in another sub-process."""

    code = "send_back_other_scope"


class SendBackSideEffectsError(ConflictError):
    """Something that reaches outside would happen again."""

    code = "send_back_side_effects"


class NotMultiInstanceError(ConflictError):
    """The user task is done by one person."""

    code = "not_multi_instance"


class ApproverNotNameableError(ConflictError):
    """The model does not take approvers by name."""

    code = "approver_not_nameable"


class AlreadyApproverError(InvalidInputError):
    """This person is among those who do it."""

    code = "already_approver"


class ActivityNotOfferedError(ConflictError):
    """No open ad-hoc sub-process offers this activity."""

    code = "activity_not_offered"


class AdHocAmbiguousError(ConflictError):
    """More than one visit to an ad-hoc sub-process could be meant."""

    code = "ad_hoc_ambiguous"


class AdHocClosedError(ConflictError):
    """The ad-hoc sub-process takes nothing more."""

    code = "ad_hoc_closed"


class AdHocUnderWayError(ConflictError):
    """Something in the ad-hoc sub-process is under way."""

    code = "ad_hoc_under_way"


class AdHocConditionDecidesError(ConflictError):
    """The ad-hoc sub-process ends by its completion condition."""

    code = "ad_hoc_condition_decides"


class AdHocEndsByItselfError(ConflictError):
    """The ad-hoc sub-process ends when all in it is done."""

    code = "ad_hoc_ends_by_itself"


def refusal_of(problem: Problem, *kinds: type[BpmError]) -> BpmError:
    """Return the error of the kind that a problem's code names, with what can be done about it.

    Raises:
        KeyError: None of the kinds has this code.
    """
    kind = {error.code: error for error in kinds}[problem.code]
    return kind(f"{problem.detail} {problem.remedy or ''}".strip(), problems=[problem])


class InstanceViewNotFoundError(NotFoundError):
    """There is no such saved view for you."""

    code = "instance_view_not_found"


class NotYourInstanceViewError(ForbiddenError):
    """You may use this saved view, not change it."""

    code = "not_your_instance_view"


class InstanceViewChangedError(PreconditionFailedError):
    """The saved view changed since it was read."""

    code = "instance_view_changed"


class InstanceViewNameTakenError(ConflictError):
    """There is a saved view of this name."""

    code = "instance_view_name_taken"


class InvalidInstanceViewError(InvalidInputError):
    """The saved view cannot be kept like this."""

    code = "invalid_instance_view"


class ExportTooLargeError(InvalidInputError):
    """The search finds more process instances than go into one file."""

    code = "export_too_large"
