"""Lists that open fast over millions of rows: a bounded count, and a total of what is shown."""

from functools import cached_property
from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import HttpRequest
from django.utils.safestring import SafeString

from franchises.admin.money import dollars


class BoundedPaginator(Paginator):
    """Pages over the first 10,000 rows, which never counts further than one row past them."""

    most = 10_000

    @cached_property
    def _counted(self) -> int:
        # Unordered: sorting a million rows to count ten thousand would cost what the bound saves.
        rows: Any = self.object_list
        return int(rows.order_by()[: self.most + 1].count())

    @cached_property
    def count(self) -> int:
        return min(self._counted, self.most)

    @property
    def is_cut(self) -> bool:
        """Whether there are more rows than the pages show."""
        return self._counted > self.most

    @property
    def count_label(self) -> str:
        """The count as people read it: ``2,041``, or ``10,000+`` where there are more."""
        return f"{self.count:,}{'+' if self.is_cut else ''}"


class RecordChangeList(ChangeList):
    """A list with a total of its money, that answers a malformed filter without failing."""

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        if not self.is_popup:
            self.title = str(self.opts.verbose_name_plural).capitalize()

    def get_filters(self, request: HttpRequest) -> Any:
        try:
            return super().get_filters(request)
        except (ValueError, OverflowError) as error:
            # The date drill-down looks a year ahead, and no date is later than the year 9999.
            raise IncorrectLookupParameters(error) from error

    @cached_property
    def total(self) -> SafeString | None:
        """The sum of every row of the list; None without a money column, or past the bound."""
        column = getattr(self.model_admin, "total_column", "")
        if not column or getattr(self.paginator, "is_cut", False):
            return None
        amount = self.queryset.order_by().aggregate(total=Sum(column))["total"]
        return None if amount is None else dollars(amount)
