"""The resources of version 1."""

from bpm.api import (
    connectors,
    deployments,
    drafts,
    forms,
    groups,
    incidents,
    jobs,
    me,
    messages,
    process_definitions,
    process_instances,
    task_forms,
    task_people,
    timers,
    tokens,
    user_tasks,
    users,
)

# Addresses are tried in this order: what programs call all the time comes first.
urlpatterns = [
    *process_instances.urlpatterns,
    *user_tasks.urlpatterns,
    *task_forms.urlpatterns,
    *task_people.urlpatterns,
    *incidents.urlpatterns,
    *jobs.urlpatterns,
    *messages.urlpatterns,
    *me.urlpatterns,
    *tokens.urlpatterns,
    *users.urlpatterns,
    *groups.urlpatterns,
    *deployments.urlpatterns,
    *process_definitions.urlpatterns,
    *drafts.urlpatterns,
    *forms.urlpatterns,
    *connectors.urlpatterns,
    *timers.urlpatterns,
]
