"""Serves the built front end, the log-in pages and health."""
