"""Writes of deployments, versions and drafts; deploying itself is a command of the runtime."""

from bpm.definitions.services.definitions import resume_definition, suspend_definition
from bpm.definitions.services.deployments import (
    delete_deployment_rows,
    lock_deployment,
    store_deployment,
)
from bpm.definitions.services.drafts import check_draft, create_draft, delete_draft, save_draft

__all__ = [
    "check_draft",
    "create_draft",
    "delete_deployment_rows",
    "delete_draft",
    "lock_deployment",
    "resume_definition",
    "save_draft",
    "store_deployment",
    "suspend_definition",
]
