"""What the check of a model finds, and what it learns about the processes in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bpm.core.errors import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityInfo:
    """A flow node of a process.

    Args:
        id: Its BPMN id.
        type: BPMN element name in snake_case.
        name: Its name, else its id.
    """

    id: str
    type: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StartInfo:
    """Where a process says that an instance can begin.

    Args:
        id: Of the start event, or of what an instantiating element waits for.
        name: Its name, else its id.
        kinds: What begins an instance there: ``message``, ``signal``, ``timer``,
            ``conditional``; nothing for a none start event.
        is_event: Whether it is a start event, so that people may begin there as well.
    """

    id: str
    name: str
    kinds: tuple[str, ...] = ()
    is_event: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class FormReference:
    """A form that a user task or start event names as text.

    Args:
        element_id: Who shows it.
        key: Id of the form.
        binding: ``deployment``, ``latest``, ``version`` or ``versionTag``.
    """

    element_id: str
    key: str
    binding: str
    version: int | None = None
    version_tag: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionReference:
    """A decision that a business-rule task names as text.

    Args:
        element_id: Who asks it.
        key: Id of the decision.
        binding: ``deployment``, ``latest``, ``version`` or ``versionTag``.
    """

    element_id: str
    key: str
    binding: str
    version: int | None = None
    version_tag: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessInfo:
    """What a model says about one of its processes.

    Args:
        key: BPMN id of the process.
        name: Its name, else its id.
        is_executable: False for a process that is stored as documentation only.
        version_tag: Free label.
        title: Title of an instance, text or FEEL as written.
        documentation: Its documentation as text; empty where there is none.
        business_key_policy: ``free``, ``unique_active`` or ``unique_forever``.
        withdrawal: When its starter may withdraw an instance: ``before_effects`` (as long as
            nothing outside was called), ``always`` or ``never``.
        history_time_to_live: ISO 8601 duration as written, or None.
        searchable_variables: Type by name of variable; None where no type is given.
        secret_variables: Names whose values are shown to nobody who has no need of them.
        time_zone: IANA name, or None.
        candidate_starter_groups: Groups whose members may start it.
        candidate_starter_users: Users who may start it.
        starts: Where it says that instances can begin; nothing where the start is implicit.
        activities: All its flow nodes, in order of the document.
        called_keys: Key of the process that is called, by call activity; not what FEEL works out.
        forms: The forms that it names as text.
        decisions: The decisions that it names as text.
    """

    key: str
    name: str
    is_executable: bool
    version_tag: str | None = None
    title: str | None = None
    documentation: str = ""
    business_key_policy: str = "free"
    withdrawal: str = "before_effects"
    history_time_to_live: str | None = None
    searchable_variables: Mapping[str, str | None] = field(default_factory=dict)
    secret_variables: frozenset[str] = frozenset()
    time_zone: str | None = None
    candidate_starter_groups: tuple[str, ...] = ()
    candidate_starter_users: tuple[str, ...] = ()
    starts: tuple[StartInfo, ...] = ()
    activities: tuple[ActivityInfo, ...] = ()
    called_keys: Mapping[str, str] = field(default_factory=dict)
    forms: tuple[FormReference, ...] = ()
    decisions: tuple[DecisionReference, ...] = ()

    @property
    def start_event_id(self) -> str | None:
        """The start event of a start that names none: the none start event, else the only one.

        None where the start is implicit, and where none can be told from the others.
        """
        events = [start for start in self.starts if start.is_event]
        plain = [start for start in events if not start.kinds]
        found = plain or events
        return found[0].id if len(found) == 1 else None

    @property
    def can_be_called(self) -> bool:
        """Whether a call activity can begin it. Source: BPMN 2.0.2 §10.3.6 and §13.3.4."""
        plain = [start for start in self.starts if start.is_event and not start.kinds]
        return len(plain) == 1 or not self.starts

    @property
    def begins_by_event(self) -> bool:
        """Whether something begins instances of it by itself."""
        return any(start.kinds for start in self.starts)

    @property
    def start_form(self) -> FormReference | None:
        """The form to be filled in for a start; None where it has none."""
        return self.start_form_at(self.start_event_id)

    def start_form_at(self, start_event_id: str | None) -> FormReference | None:
        """Return the form to be filled in for a start at an event; None where it has none."""
        found = (form for form in self.forms if form.element_id == start_event_id)
        return next(found, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelReport:
    """The outcome of checking a model.

    Args:
        errors: What forbids deployment, in order of the document.
        warnings: What has no effect or may surprise.
        processes: All processes of the model; empty where it cannot be read.
    """

    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    processes: tuple[ProcessInfo, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Errors, then warnings."""
        return self.errors + self.warnings
