"""Context functions.

Source: DMN 1.5 §10.3.4.6.
"""

from bpm.core.feel.access import as_list
from bpm.core.feel.built_in import Chapter
from bpm.core.feel.runtime import Runtime

chapter = Chapter()


@chapter.function("get value", "m: context", "key: string")
def get_value(_runtime: Runtime, context: dict[str, object], key: str) -> object:
    """Return the value of an entry; null where there is none."""
    return context.get(key)


@chapter.function("get value", "m: context", "keys: list")
def get_value_at(_runtime: Runtime, context: dict[str, object], keys: list[object]) -> object:
    """Return the value at a path of keys; null where there is none."""
    value: object = context
    for key in keys:
        if not isinstance(value, dict) or not isinstance(key, str):
            return None
        value = value.get(key)
    return value if keys else None


@chapter.function("get entries", "m: context")
def get_entries(runtime: Runtime, context: dict[str, object]) -> list[object]:
    """Return a list of contexts ``{key, value}``."""
    runtime.visit(context)
    return [{"key": key, "value": value} for key, value in context.items()]


@chapter.function("context", "entries: list")
def make_context(runtime: Runtime, entries: list[object]) -> dict[str, object] | None:
    """Return a context of ``{key, value}`` entries; null where a key is missing or double."""
    runtime.visit(entries)
    context: dict[str, object] = {}
    for entry in entries:
        if not isinstance(entry, dict) or not {"key", "value"} <= entry.keys():
            runtime.note("context() takes entries with key and value")
            return None
        key = entry["key"]
        if not isinstance(key, str) or key in context:
            runtime.note("context(): a key is no string, or appears twice")
            return None
        context[key] = entry["value"]
    return context


@chapter.function("context put", "context: context", "key: string", "value: any")
def put_entry(
    runtime: Runtime, context: dict[str, object], key: str, value: object
) -> dict[str, object]:
    """Return a context with one entry added or replaced."""
    runtime.visit(context)
    return {**context, key: value}


@chapter.function("context put", "context: context", "keys: list", "value: any")
def put_entry_at(
    runtime: Runtime, context: dict[str, object], keys: list[object], value: object
) -> dict[str, object] | None:
    """Return a context with the entry at a path of keys added or replaced."""
    if not keys or not isinstance(keys[0], str):
        runtime.note("context put() takes a path of strings")
        return None
    runtime.spend(1 + len(context))
    if len(keys) == 1:
        return {**context, keys[0]: value}
    inner = context.get(keys[0])
    if inner is not None and not isinstance(inner, dict):
        runtime.note(f"context put(): {keys[0]!r} is no context")
        return None
    changed = put_entry_at(runtime, inner or {}, keys[1:], value)
    return None if changed is None else {**context, keys[0]: changed}


@chapter.function("context merge", "contexts: list")
def merge_contexts(runtime: Runtime, contexts: list[object]) -> dict[str, object] | None:
    """Return one context of all entries, later ones winning."""
    merged: dict[str, object] = {}
    for context in as_list(contexts):
        if not isinstance(context, dict):
            runtime.note("context merge() takes contexts only")
            return None
        runtime.visit(context)
        merged.update(context)
    return merged
