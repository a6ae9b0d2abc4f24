"""Append-only record of what happened."""
