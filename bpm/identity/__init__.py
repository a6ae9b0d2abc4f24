"""Users, groups, tenants, API tokens and permissions."""
