"""The figures of a closed year are published anew, with the old ones and the reason beside them.

The rows of the year stay as they are. What changes is where its adjustments count, which were
posted in open years since: from then on in the year that they adjust.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from simple_history.utils import bulk_update_with_history

from franchises.books.freezing import Frozen, freeze, publish
from franchises.models import FeeAssessment, FeeCollection, FiscalYear, YearRevision
from franchises.reports.restated import restatable_assessments, restatable_collections
from franchises.reports.revisions import Difference, difference_from_newest
from franchises.rules.fiscal_year import fiscal_year_label, fiscal_year_of

PERMISSION = "franchises.restate_fiscalyear"


class RestatingRefused(Exception):
    """A year is not to be restated; the message says why."""


@dataclass(frozen=True)
class Restatement:
    """What a restatement publishes, or would: figures by year, what is other in them than
    in the revision before, and how many adjustments it counts.

    Beside the year that is restated there may be others that are closed, where money for the one
    was received in the other. ``revisions`` are empty where it was only tried, or where no
    adjustment waits.
    """

    fiscal_year: int
    adjustments: int
    published: dict[int, Frozen]
    differences: dict[int, Difference]
    revisions: tuple[YearRevision, ...] = ()


def restate(
    fiscal_year: int, reason: str, by: User, first_month: int, *, is_dry_run: bool = False
) -> Restatement:
    """Publish the figures of *fiscal_year* anew, with the adjustments that wait in open years.

    Raises `RestatingRefused` where the year is not closed, *reason* is empty or *by* may not. Where
    no adjustment waits nothing is published: the figures would be the same.
    """
    if not by.is_active or not by.has_perm(PERMISSION):
        raise RestatingRefused(f"{by.get_username()} may not restate fiscal years.")
    if not reason.strip():
        raise RestatingRefused("A restatement says why.")
    with transaction.atomic():
        # The rows first, then the years, as whoever changes such a row locks them.
        assessments = [*restatable_assessments(fiscal_year).select_for_update(of=("self",))]
        collections = [
            *restatable_collections(fiscal_year)
            .select_related("adjusts")
            .select_for_update(of=("self",))
        ]
        years = _locked(fiscal_year, collections, first_month)
        count = len(assessments) + len(collections)
        if not count:
            return Restatement(fiscal_year, 0, {}, {})
        # They count in the year from now on; in which revision of it is known once that is there.
        before = YearRevision.objects.filter(fiscal_year=fiscal_year).latest("number")
        for assessment in assessments:
            assessment.restated_in = before
        for collection in collections:
            collection.restated_in = before
        FeeAssessment.objects.bulk_update(assessments, ["restated_in"], batch_size=500)
        FeeCollection.objects.bulk_update(collections, ["restated_in"], batch_size=500)
        published = {year: freeze(year, first_month) for year in years}
        differences = {
            year: difference_from_newest(frozen.figures) for year, frozen in published.items()
        }
        if is_dry_run:
            transaction.set_rollback(True)
            return Restatement(fiscal_year, count, published, differences)
        revisions = _publish(published, reason.strip(), by)
        _count_in(assessments, FeeAssessment, revisions[fiscal_year], by)
        _count_in(collections, FeeCollection, revisions[fiscal_year], by)
    return Restatement(fiscal_year, count, published, differences, tuple(revisions.values()))


def _locked(fiscal_year: int, collections: Iterable[FeeCollection], first_month: int) -> list[int]:
    """Return the closed years whose figures change, kept from other restatements until the end."""
    touched = {fiscal_year}
    for each in collections:
        adjusted = each.adjusts
        assert adjusted is not None
        touched.add(adjusted.fiscal_year)
        if adjusted.received_on is not None:
            touched.add(fiscal_year_of(adjusted.received_on, first_month))
    years = FiscalYear.objects.filter(year__in=touched).order_by("year").select_for_update()
    closed = [year.year for year in years if year.state == FiscalYear.State.CLOSED]
    if fiscal_year not in closed:
        raise RestatingRefused(
            f"{fiscal_year_label(fiscal_year)} is not closed: its figures change as they are"
            " put right."
        )
    if not YearRevision.objects.filter(fiscal_year=fiscal_year).exists():
        raise RestatingRefused(f"{fiscal_year_label(fiscal_year)} has no figures to restate.")
    return closed


def _publish(published: dict[int, Frozen], reason: str, by: User) -> dict[int, YearRevision]:
    last = YearRevision.objects.filter(fiscal_year__in=published).order_by()
    numbers = dict(last.values_list("fiscal_year").annotate(Max("number")))
    now = timezone.now()
    return {
        year: publish(frozen, numbers.get(year, 0) + 1, by, now, reason)
        for year, frozen in published.items()
    }


def _count_in(
    rows: Sequence[FeeAssessment | FeeCollection],
    model: type[FeeAssessment | FeeCollection],
    revision: YearRevision,
    by: User,
) -> None:
    for row in rows:
        row.restated_in = revision
    bulk_update_with_history(
        rows,
        model,
        ["restated_in"],
        batch_size=500,
        default_user=by,
        default_change_reason=f"Restated: {revision}",
    )
