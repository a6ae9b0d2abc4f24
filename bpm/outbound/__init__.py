"""How anything leaves: an HTTP client that guards the inner network, and what logs may show."""
