"""Decisions: evaluate them, and keep how they came about."""
