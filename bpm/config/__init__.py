"""Composition root: settings, addresses, processes."""
