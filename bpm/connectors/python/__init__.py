"""The connector `python`: functions that a Django app registers."""

from bpm.connectors.python.registry import connector_function

__all__ = ["connector_function"]
