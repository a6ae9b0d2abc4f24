"""Management commands that run the suite."""
