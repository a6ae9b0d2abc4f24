"""What the demo brings: a counterpart for payments, and work of past weeks."""
