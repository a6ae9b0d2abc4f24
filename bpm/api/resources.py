"""The resources of version 1."""

from bpm.api import (
    deployments,
    drafts,
    groups,
    incidents,
    jobs,
    me,
    process_definitions,
    process_instances,
    tokens,
    user_tasks,
    users,
)

urlpatterns = [
    *me.urlpatterns,
    *tokens.urlpatterns,
    *users.urlpatterns,
    *groups.urlpatterns,
    *deployments.urlpatterns,
    *process_definitions.urlpatterns,
    *drafts.urlpatterns,
    *process_instances.urlpatterns,
    *user_tasks.urlpatterns,
    *incidents.urlpatterns,
    *jobs.urlpatterns,
]
