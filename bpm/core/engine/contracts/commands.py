"""What an instance may be told to do."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bpm.core.engine.contracts.scopes import INSTANCE_SCOPE
from bpm.core.values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class StartProcess:
    """Begin with these variables in the instance's scope.

    Args:
        variables: Of the instance.
        start_at: Id of a start point; None for the none start event, or the implicit start.
    """

    variables: Mapping[str, Value] = field(default_factory=dict)
    start_at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteUserTask:
    """Complete the user task that ``visit`` waits at; the variables are written first."""

    visit: int
    variables: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContinueAsync:
    """Go on behind an asynchronous continuation, because its job runs now."""

    visit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FireTimer:
    """The timer at ``visit`` is due; its job is used up, unless an effect arms it again."""

    visit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveMessage:
    """The message or signal that ``visit`` waits for is here; that uses the subscription up."""

    visit: int
    variables: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteCall:
    """The call at ``visit`` has been answered; the result is written first."""

    visit: int
    result: Value = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ThrowError:
    """The call or called instance at ``visit`` ended in a BPMN error.

    Where nobody catches it, an incident holds the visit; retrying makes the call again.
    """

    visit: int
    code: str
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteChild:
    """The called instance at ``visit`` is completed with these variables.

    Args:
        escalations: Codes of those that it threw in its last command; caught before its end is.
    """

    visit: int
    variables: Mapping[str, Value] = field(default_factory=dict)
    escalations: tuple[str | None, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CatchEscalation:
    """The called instance at ``visit`` has thrown an escalation that nobody in it catches.

    Without anybody to catch it here or further out it has no effect.
    """

    visit: int
    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FailChild:
    """No instance could be started for ``visit``, or it is gone; retrying starts one again."""

    visit: int
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FailUserTask:
    """No user task can be made for ``visit``; retrying asks for one again."""

    visit: int
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryStep:
    """Try the step again that an incident holds."""

    visit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteVariables:
    """Write variables from outside, as seen from a scope.

    Only events whose conditions become true move by it; while the instance is suspended, jobs are
    asked for instead that look at the conditions.
    """

    variables: Mapping[str, Value]
    scope: int = INSTANCE_SCOPE
    is_suspended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteUserTask:
    """Write variables as seen from the user task that ``visit`` waits at; it goes on waiting."""

    visit: int
    variables: Mapping[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class SendBack:
    """Cancel the user task that ``visit`` waits at and begin an earlier one anew.

    Whether that is sound is asked of ``find_send_back_targets`` before.

    Args:
        visit: The user task that is left.
        activity_id: The user task that is begun; it lies in the same process or sub-process.
        assignee: Who is to hold it where the model names nobody; None for nobody.
    """

    visit: int
    activity_id: str
    assignee: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddApprover:
    """Add one instance to the multi-instance user task of which ``visit`` is one.

    Whether that is possible is asked of ``check_add_approver`` before.

    Args:
        visit: An instance that waits.
        assignee: Whom the new one is for.
    """

    visit: int
    assignee: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginActivity:
    """Begin an activity of the ad-hoc sub-process at ``visit``, because a person chose it.

    Whether that is possible is asked of ``find_choices`` before.
    """

    visit: int
    activity_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteAdHoc:
    """Go on behind the ad-hoc sub-process at ``visit``, because a person says it is enough.

    Whether that is possible is asked of ``find_choices`` before.
    """

    visit: int


ChoiceCommand = BeginActivity | CompleteAdHoc
"""A command on an ad-hoc sub-process that is open."""

ChangeCommand = WriteUserTask | SendBack | AddApprover
"""A command on a user task that waits, and that does not complete it."""

MovingCommand = (
    CompleteUserTask
    | ContinueAsync
    | FireTimer
    | ReceiveMessage
    | CompleteCall
    | ThrowError
    | CompleteChild
    | CatchEscalation
    | FailChild
    | FailUserTask
    | RetryStep
)
"""A command that lets one live visit go on, or stops it."""

VisitCommand = MovingCommand | ChangeCommand | ChoiceCommand
"""A command on one live visit."""

Command = StartProcess | VisitCommand | WriteVariables
