"""What a supervisor or a load balancer asks: is the process alive, and can it serve."""

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe


@csrf_exempt
@require_safe
@never_cache
def livez(request: HttpRequest) -> HttpResponse:
    """Answer without the database: the process is there."""
    return HttpResponse("ok", content_type="text/plain")


@csrf_exempt
@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer 200 where both databases answer and every migration is applied, otherwise 503."""
    reason = why_not_ready()
    return HttpResponse(reason or "ok", content_type="text/plain", status=503 if reason else 200)


def why_not_ready() -> str:
    """Return what keeps the site from serving, in words that tell a stranger nothing more."""
    try:
        connections[settings.PUBLIC_DATABASE].cursor().execute("SELECT 1")
        executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
        unapplied = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error:
        return "the database does not answer"
    return "a migration is not applied" if unapplied else ""
