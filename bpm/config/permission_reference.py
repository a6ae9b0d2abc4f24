"""The reference of permissions: what each allows, where it can be given, what it opens by REST."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from django.urls import URLPattern, URLResolver

from bpm.api import urls
from bpm.api.views import ANY_TOKEN, Endpoint
from bpm.config.configuration import PROJECT_DIR
from bpm.identity.contracts import (
    OBJECT_PERMISSIONS,
    TOKEN_SCOPES,
    WORK_ON_USER_TASKS,
    WORK_WITH_FILES,
    Permission,
)

PERMISSION_REFERENCE: Path = PROJECT_DIR / "docs" / "reference" / "permissions.md"

MEANINGS: Mapping[str, str] = {
    Permission.DEPLOY: "Deploy models, forms and decisions; read every deployment.",
    Permission.DELETE_DEPLOYMENT: "Delete a deployment with its versions.",
    Permission.EDIT_DRAFTS: "Read, change and try all drafts.",
    Permission.READ_DEFINITIONS: "Read versions, diagrams, figures and documentation.",
    Permission.START_INSTANCES: "Start instances.",
    Permission.READ_INSTANCES: "Read instances with their data, history and incidents.",
    Permission.OPERATE_INSTANCES: (
        "Cancel, suspend and resume instances, change their data, retry and complete their jobs,"
        " hand on their tasks; suspend and resume versions."
    ),
    Permission.ADMINISTER_PEOPLE: "Create people and groups, and give permissions.",
    WORK_ON_USER_TASKS: "Tokens only: the inbox of the token's person.",
    WORK_WITH_FILES: "Tokens only: bring files, and read those that the token's person may read.",
}
"""What each permission or scope allows, in one sentence."""

_HEAD = """# Permissions

<!-- Written by `make schema` from the source; do not edit. -->

A permission is given to a group or a person, for every process of the tenant or for one process
alone ([how to](../how-to/give-a-permission.md)). An administrator has all of them. An API token
has those of its person, or fewer where it names scopes: the same words, and two more.

| permission | allows | for one process alone |
|---|---|---|
"""
_PLACES = """
What needs none of them: people read and work on tasks that are offered to them, and whoever started
an instance follows it. Starters whom a model names may start it and see the version naming them.

## What a token with this scope may call

A scope is needed beside the permission of the person, and never gives more than the person has.
"""


def write_reference() -> str:
    """Return the text of the reference."""
    rows = "".join(
        f"| `{name}` | {MEANINGS[name]} | {'yes' if name in OBJECT_PERMISSIONS else 'no'} |\n"
        for name in sorted(TOKEN_SCOPES)
    )
    calls: dict[str, list[str]] = defaultdict(list)
    for scope, call in _calls():
        calls[scope].append(call)
    places = "".join(
        f"\n### `{name}`\n\n" + "".join(f"- `{call}`\n" for call in sorted(calls[name]))
        for name in sorted(TOKEN_SCOPES)
    )
    return f"{_HEAD}{rows}{_PLACES}{places}"


def _calls() -> Iterator[tuple[str, str]]:
    for address, endpoint in _endpoints(urls.urlpatterns, ""):
        for method, needed in endpoint.token_scopes.items():
            for scope in (needed,) if isinstance(needed, str) else needed:
                if scope != ANY_TOKEN:
                    yield scope, f"{method} /api/{address}"


def _endpoints(patterns: Iterable[object], prefix: str) -> Iterator[tuple[str, type[Endpoint]]]:
    for pattern in patterns:
        if not isinstance(pattern, URLPattern | URLResolver):
            continue
        address = prefix + str(pattern.pattern).replace("<str:", "{").replace(">", "}")
        if isinstance(pattern, URLResolver):
            yield from _endpoints(pattern.url_patterns, address)
            continue
        endpoint = getattr(pattern.callback, "view_class", None)
        if isinstance(endpoint, type) and issubclass(endpoint, Endpoint):
            yield address, endpoint
