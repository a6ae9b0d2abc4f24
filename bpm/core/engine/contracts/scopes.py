"""How scopes of variables are known."""

INSTANCE_SCOPE = 0
"""Id of the process instance's own scope; other scopes carry the visit that owns them."""
