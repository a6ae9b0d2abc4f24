"""The resources of version 1."""

from bpm.api import (
    deployments,
    drafts,
    groups,
    me,
    process_definitions,
    tokens,
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
]
