"""Whether the suite lives, and whether it is ready for work."""

import logging
import threading

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from bpm.web.scheduler_presence import is_scheduler_seen

_LOG = logging.getLogger(__name__)


@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """Answer that this process serves requests."""
    return JsonResponse({"status": "live"})


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Answer 200 when migrations are done, the database answers and the scheduler is seen."""
    missing = _what_is_missing()
    if missing is None:
        return JsonResponse({"status": "ready"})
    _LOG.warning("not ready: %s", missing)
    return JsonResponse({"status": "not ready"}, status=503, headers={"Retry-After": "2"})


# A database that once was migrated stays so for as long as this process runs its code.
_migrated = threading.Event()


def _is_migrated() -> bool:
    if not _migrated.is_set():
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        _migrated.set()
    return True


def _what_is_missing() -> str | None:
    try:
        if not _is_migrated():
            return "migrations are not done"
        if not is_scheduler_seen():
            return "the scheduler is not seen"
    except (DatabaseError, ImproperlyConfigured):
        _LOG.exception("the database does not answer")
        return "the database does not answer"
    return None
