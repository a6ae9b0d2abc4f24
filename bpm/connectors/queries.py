"""Reads for those who model."""

from bpm.connectors.catalogue import templates
from bpm.connectors.contracts import ConnectorsView
from bpm.identity import services as identity_services
from bpm.identity.contracts import Actor, Permission


def list_connectors(actor: Actor) -> ConnectorsView:
    """Return every template in the order of their names.

    Raises:
        PermissionMissingError: The actor may not edit drafts.
    """
    identity_services.require(actor, Permission.EDIT_DRAFTS)
    found = sorted(templates().values(), key=lambda template: (template.name, template.id))
    return ConnectorsView(items=tuple(found))
