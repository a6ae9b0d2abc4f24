"""What other apps may know of deployments, definitions and drafts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from bpm.base.wire import JsonObject
from bpm.core.bpmn import ProcessInfo
from bpm.core.dmn import Decision
from bpm.core.engine import ExecutableProcess
from bpm.core.errors import Problem
from bpm.core.forms import Form
from bpm.definitions.decision_types import DecisionDefinitionView


class DefinitionState(StrEnum):
    """Whether instances of a definition can be started, and whether it can be found."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    DELETED = "deleted"


class BusinessKeyPolicy(StrEnum):
    """How often one business key may be used for instances of a process."""

    FREE = "free"
    UNIQUE_ACTIVE = "unique_active"
    UNIQUE_FOREVER = "unique_forever"


@dataclass(frozen=True, slots=True, kw_only=True)
class Executable:
    """A process definition that instances can run on.

    Args:
        process: Compiled; shared by all threads.
        is_suspended: As of the moment it was asked for by key; False where it came by id.
        searchable_variables: Type by name; None where the model gives no type.
    """

    id: UUID
    key: str
    name: str
    version: int
    version_tag: str | None
    tenant_id: UUID
    process: ExecutableProcess
    is_suspended: bool
    business_key_policy: BusinessKeyPolicy
    candidate_starter_groups: frozenset[str] = frozenset()
    candidate_starter_users: frozenset[str] = frozenset()
    searchable_variables: Mapping[str, str | None] = field(default_factory=dict)
    history_time_to_live: str | None = None

    @property
    def secret_variables(self) -> frozenset[str]:
        """Names of the variables whose values are masked where they are read."""
        return self.process.info.secret_variables

    def name_of(self, activity_id: str) -> str | None:
        """Return what people call an activity; the process where none is named."""
        return self.process.activity_names.get(activity_id) if activity_id else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchableIn:
    """A version that declares a variable searchable.

    Args:
        type: None where the model gives none.
    """

    definition_id: UUID
    type: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchableVariableView:
    """A variable that people can search by.

    Args:
        types: What its definitions declare, sorted; empty where they declare none.
    """

    name: str
    types: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchableVariablesView:
    """All variables that people can search by, by name."""

    items: tuple[SearchableVariableView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessDefinitionView:
    """One version of a process.

    Args:
        title: How instances are called, as written in the model.
        deployed_by: Username; None where the suite did it.
        note: What was said at deployment; None where nothing was.
        running: Live instances of this version; None where they were not counted.
        finished: Ended instances of this version; None where they were not counted.
        finished_is_estimate: Whether more have ended than ``finished``, because counting stopped.
        incidents: Open incidents of this version; None where they were not counted.
        can_start: Whether the actor may start it now.
    """

    id: UUID
    key: str
    name: str
    version: int
    version_tag: str | None
    title: str | None
    documentation: str
    state: DefinitionState
    deployed_at: datetime
    deployed_by: str | None
    deployment_id: UUID
    resource_name: str
    can_start: bool
    note: str | None = None
    running: int | None = None
    finished: int | None = None
    finished_is_estimate: bool | None = None
    incidents: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeploymentView:
    """One upload and what came of it.

    Args:
        note: What its author said of it; None where nothing.
        process_definitions: The current version of every process in it; one whose model did not
            change keeps the version it had.
        decision_definitions: The current version of every decision in it, likewise.
        forms: The current version of every form in it, likewise.
        warnings: What does not forbid the deployment but may surprise.
        duplicate: Whether all of it was there already, so that nothing was stored.
    """

    id: UUID
    name: str
    deployed_at: datetime
    deployed_by: str | None
    process_definitions: tuple[ProcessDefinitionView, ...]
    decision_definitions: tuple[DecisionDefinitionView, ...] = ()
    forms: "tuple[FormDefinitionView, ...]" = ()
    warnings: tuple[Problem, ...] = ()
    duplicate: bool = False
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionId:
    """Which version of which process."""

    id: UUID
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeploymentSummary:
    """A deployment in a list."""

    id: UUID
    name: str
    deployed_at: datetime
    deployed_by: str | None
    note: str | None
    resources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceContent:
    """One file of a deployment, byte for byte."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedProcess:
    """An executable process that the deploy gate has let through.

    Args:
        resource: The file it is in.
        info: What the model says about it.
    """

    resource: ResourceContent
    info: ProcessInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedForm:
    """A form that the deploy gate has let through.

    Args:
        resource: The file it is in.
        form: What the file says.
    """

    resource: ResourceContent
    form: Form


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedDecision:
    """A decision that the deploy gate has let through.

    Args:
        resource: The file it is in, mostly beside others.
        decision: What the file says.
    """

    resource: ResourceContent
    decision: Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedDefinitions:
    """All that a deployment brings, checked."""

    processes: tuple[CheckedProcess, ...] = ()
    forms: tuple[CheckedForm, ...] = ()
    decisions: tuple[CheckedDecision, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundForm:
    """One version of a form, ready to be shown and submitted."""

    id: UUID
    key: str
    version: int
    version_tag: str | None
    form: Form


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeView:
    """What submitting a form can mean: the value of a button, and what is written on it."""

    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownForm:
    """A form as it is shown to people.

    Args:
        schema: As it was deployed, in the words of form-js.
        outcome_variable: Where the outcome goes.
        outcomes: In order of the schema; a button that is hidden or disabled means none now.
        needs_outcome: Whether it can be submitted with an outcome only.
    """

    id: UUID
    key: str
    version: int
    version_tag: str | None
    name: str
    schema: JsonObject
    outcome_variable: str
    outcomes: tuple[OutcomeView, ...]
    needs_outcome: bool


class FormState(StrEnum):
    """Whether a form can be found."""

    ACTIVE = "active"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormDefinitionView:
    """One version of a form.

    Args:
        name: Its title; its key where it has none.
        deployed_by: Username; None where the suite did it.
        note: What was said at deployment; None where nothing was.
    """

    id: UUID
    key: str
    version: int
    version_tag: str | None
    name: str
    state: FormState
    deployed_at: datetime
    deployed_by: str | None
    note: str | None = None
    deployment_id: UUID
    resource_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormTrialView:
    """What would come of a form that somebody fills in.

    Args:
        values: What all fields hold that count.
        errors: With pointers into ``variables`` and ``outcome``, as at a completion.
        hidden: Ids of the components that are hidden then.
    """

    valid: bool
    values: JsonObject
    errors: tuple[Problem, ...]
    hidden: tuple[str, ...]


class DraftKind(StrEnum):
    """What a draft will be when it is deployed."""

    PROCESS = "process"
    FORM = "form"
    DECISION = "decision"


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftContent:
    """What a person writes of a draft.

    Args:
        key: Key of the process or form; empty: as the model says, if it can be read.
        content: The model, or the schema of the form, as text.
    """

    kind: DraftKind
    name: str
    key: str
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftView:
    """A model or form that is being edited.

    Args:
        revision: Grows with each save; the ETag.
        content: None in lists.
    """

    id: UUID
    kind: DraftKind
    name: str
    key: str
    content: str | None
    updated_at: datetime
    updated_by: str | None
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCheckView:
    """What deployment would say about a model."""

    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerPreviewView:
    """When a timer would fire that is armed now.

    Args:
        firings: The next five at most; none where its time depends on variables, or is at fault.
        has_more: Whether it fires again after them.
        reads: Variables on which its time depends.
        errors: Why it would not fire.
    """

    firings: tuple[datetime, ...] = ()
    has_more: bool = False
    reads: tuple[str, ...] = ()
    errors: tuple[Problem, ...] = ()
