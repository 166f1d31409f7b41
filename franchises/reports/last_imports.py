"""The import runs of late, as the admin's first page lists them."""

from dataclasses import dataclass
from datetime import datetime

from franchises.models import ImportRun


@dataclass(frozen=True)
class LastImport:
    """One import run."""

    import_run_id: int
    dataset: str
    file_name: str
    started_at: datetime
    outcome: str
    rows_read: int
    rows_refused: int


def last_imports(limit: int = 5) -> tuple[LastImport, ...]:
    """Return the last import runs, the newest first. One query."""
    runs = ImportRun.objects.defer("problems", "options").order_by("-pk")[:limit]
    return tuple(
        LastImport(
            import_run_id=run.pk,
            dataset=run.dataset.replace("_", " "),
            file_name=run.file_name,
            started_at=run.started_at,
            outcome=run.get_outcome_display(),
            rows_read=run.rows_read,
            rows_refused=run.rows_refused,
        )
        for run in runs
    )
