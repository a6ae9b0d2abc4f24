"""What people may do with the open ad-hoc sub-processes of an instance."""

from collections.abc import Mapping
from uuid import UUID

from bpm.core import engine
from bpm.core.engine import ExecutableProcess
from bpm.core.engine.contracts import Choices
from bpm.definitions import queries as definitions
from bpm.identity.contracts import Actor
from bpm.runtime import reading
from bpm.runtime.choice_views import AdHocView, ChoicesView, ChoiceView
from bpm.runtime.errors import DetailsHiddenError
from bpm.runtime.models import ActivityInstance
from bpm.runtime.queries.instances import get_header

_AD_HOC = "ad_hoc_sub_process"


def list_choices(process_instance_id: UUID, *, actor: Actor) -> ChoicesView:
    """Return what may be begun in each open ad-hoc sub-process of an instance.

    Raises:
        ProcessInstanceNotFoundError: It does not exist, or is not the actor's to see.
        DetailsHiddenError: The actor may see its header only.
    """
    header = get_header(process_instance_id, actor=actor)
    if not header.reads_all:
        raise DetailsHiddenError("Only operators read what may be begun in it.")
    visits = find_ad_hoc_visits(process_instance_id)
    if not visits:
        return ChoicesView(items=())
    process = definitions.get_executable_by_id(header.definition_id).process
    try:
        state = reading.read_engine_state(process_instance_id)
    except KeyError:
        return ChoicesView(items=())
    found = engine.find_choices(process, state)
    items = (_view_of(one, visits[one.visit], process) for one in found if one.visit in visits)
    return ChoicesView(items=tuple(items))


def find_ad_hoc_visits(process_instance_id: UUID) -> Mapping[int, UUID]:
    """Return the activity instances of the open ad-hoc sub-processes of an instance, by visit."""
    rows = ActivityInstance.objects.filter(
        process_instance_id=process_instance_id, activity_type=_AD_HOC, ended_at__isnull=True
    )
    return dict(rows.values_list("visit", "id"))


def _view_of(found: Choices, id_: UUID, process: ExecutableProcess) -> AdHocView:
    names = process.activity_names
    return AdHocView(
        activity_instance_id=id_,
        activity_id=found.activity_id,
        activity_name=names.get(found.activity_id),
        is_chosen=found.activity_id in process.chosen_in,
        can_complete=found.ending is None,
        activities=tuple(
            ChoiceView(
                activity_id=choice.activity_id,
                activity_name=names.get(choice.activity_id),
                problem=None if choice.problem is None else choice.problem.detail,
            )
            for choice in found.activities
        ),
    )
