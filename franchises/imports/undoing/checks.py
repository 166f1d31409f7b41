"""What keeps the rows of a run from going back, each as a query of the rows that it holds for."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.fields import GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.db.models import ForeignKey

from franchises.imports.staging import closed_year_rule
from franchises.imports.undoing.reversal import Reversal
from franchises.models import (
    ComplaintMatch,
    Document,
    FeeAssessment,
    FeeCollection,
    FiscalYear,
    Franchise,
    RevenueStatement,
    ZoneChange,
)
from franchises.rules.fiscal_year import fiscal_year_label


@dataclass(frozen=True)
class Check:
    """A query of the rows that break one rule: the id and one thing that the words tell of."""

    sql: str
    words: Callable[[Any], str]


def checks_of(reversal: Reversal, siblings: Sequence[Reversal]) -> Iterator[Check]:
    """Yield every check of *reversal*, which happens together with *siblings*."""
    yield Check(
        f"SELECT u.id, 0 FROM {reversal.table} u LEFT JOIN {reversal.past} b"
        f" ON b.history_id = u.before WHERE u.kind <> '+'"
        f" AND (b.history_id IS NULL OR b.history_type = '-')",
        lambda _: "has no earlier history to go back to",
    )
    yield Check(_moved_on(reversal), lambda _: "was changed since, past its history")
    yield from _references(reversal, siblings)
    yield from _documents_on(reversal)
    yield from _gone(reversal)
    if reversal.model is Franchise:
        yield Check(
            _unpublished(reversal),
            lambda _: "would become a draft again, and fees are recorded for it",
        )
    if reversal.model in (FeeAssessment, FeeCollection):
        yield Check(_closed(reversal), lambda year: closed_year_rule(fiscal_year_label(year)))
    if reversal.model is RevenueStatement:
        words = "revision {} of it was recorded since"
        yield Check(_built_upon(reversal, _LATER_REVISION, "revision"), words.format)
    if reversal.model is ZoneChange:
        words = "the installation was moved to another zone on {} as well"
        yield Check(_built_upon(reversal, _LATER_CHANGE, "effective_on"), words.format)


def _moved_on(reversal: Reversal) -> str:
    """Return the query of rows that are not as the run left them, with no history to say why."""
    differs = "IS DISTINCT FROM" if reversal.is_postgresql else "IS NOT"
    differences = " OR ".join(
        f"t.{reversal.quoted(name)} {differs} h.{reversal.quoted(name)}"
        for name in reversal.columns
    )
    return (
        f"SELECT u.id, 0 FROM {reversal.table} u JOIN {reversal.past} h ON h.history_id = u.change"
        f" LEFT JOIN {reversal.target} t ON t.id = u.id WHERE u.later IS NULL AND ("
        f"(u.kind = '-' AND t.id IS NOT NULL) OR (u.kind <> '-' AND ({differences})))"
    )


def _references(reversal: Reversal, siblings: Sequence[Reversal]) -> Iterator[Check]:
    """Yield a check for each kind of record that may refer to a row that would be deleted."""
    undone = {sibling.model: sibling.table for sibling in siblings}
    for relation in reversal.model._meta.related_objects:
        model = relation.related_model
        if model is ComplaintMatch:
            # Worked out again from what is left.
            continue
        table = reversal.quoted(model._meta.db_table)
        column = reversal.quoted(str(relation.field.column))
        also = (
            f" AND x.id NOT IN (SELECT id FROM {undone[model]} WHERE kind = '+')"
            if model in undone
            else ""
        )
        yield Check(
            f"SELECT u.id, COUNT(*) FROM {reversal.table} u JOIN {table} x ON x.{column} = u.id"
            f" WHERE u.kind = '+'{also} GROUP BY u.id",
            _counted(str(model._meta.verbose_name), str(model._meta.verbose_name_plural)),
        )


def _documents_on(reversal: Reversal) -> Iterator[Check]:
    """Yield a check for the documents on a row that would be deleted, where it may have any."""
    opts = reversal.model._meta
    if not any(isinstance(each, GenericRelation) for each in opts.private_fields):
        return
    kind = ContentType.objects.get_for_model(reversal.model)
    documents = reversal.quoted(Document._meta.db_table)
    yield Check(
        f"SELECT u.id, COUNT(*) FROM {reversal.table} u JOIN {documents} x ON x.holder_id = u.id"
        f" AND x.holder_type_id = {kind.pk:d} WHERE u.kind = '+' GROUP BY u.id",
        _counted("document", "documents"),
    )


def _counted(one: str, many: str) -> Callable[[Any], str]:
    return lambda count: f"1 {one} refers to it" if count == 1 else f"{count:,} {many} refer to it"


def _gone(reversal: Reversal) -> Iterator[Check]:
    """Yield a check for each relation whose other end, as it was before, may be gone."""
    for field in reversal.model._meta.concrete_fields:
        if isinstance(field, ForeignKey):
            parent = reversal.quoted(field.related_model._meta.db_table)
            column = reversal.quoted(str(field.column))
            yield Check(
                f"SELECT u.id, 0 FROM {reversal.table} u"
                f" JOIN {reversal.past} h ON h.history_id = u.before"
                f" LEFT JOIN {parent} p ON p.id = h.{column}"
                f" WHERE h.{column} IS NOT NULL AND p.id IS NULL",
                _deleted(str(field.verbose_name)),
            )
    for many in reversal.many_to_many():
        past = reversal.quoted(reversal.past_members(many)._meta.db_table)
        member = reversal.quoted(many.related_model._meta.db_table)
        column = reversal.quoted(many.m2m_reverse_name())
        yield Check(
            f"SELECT DISTINCT u.id, 0 FROM {reversal.table} u"
            f" JOIN {past} m ON m.history_id = u.before"
            f" LEFT JOIN {member} p ON p.id = m.{column} WHERE p.id IS NULL",
            _deleted(str(many.related_model._meta.verbose_name)),
        )


def _deleted(noun: str) -> Callable[[Any], str]:
    return lambda _: f"the {noun} it had before was deleted since"


def _unpublished(reversal: Reversal) -> str:
    money = " OR ".join(
        f"EXISTS (SELECT 1 FROM {reversal.quoted(model._meta.db_table)} x"
        f" WHERE x.franchise_id = u.id)"
        for model in (FeeAssessment, FeeCollection)
    )
    return (
        f"SELECT u.id, 0 FROM {reversal.table} u JOIN {reversal.past} h ON h.history_id = u.before"
        f" JOIN {reversal.target} t ON t.id = u.id WHERE u.kind = '~' AND t.is_published"
        f" AND NOT h.is_published AND ({money})"
    )


def _closed(reversal: Reversal) -> str:
    """Return the query of rows that are of a closed year now, or would be of one again."""
    years = reversal.quoted(FiscalYear._meta.db_table)
    is_of = "y.year = v.fiscal_year"
    if "received_on" in reversal.columns:
        is_of += " OR v.received_on BETWEEN y.first_day AND y.last_day"
    versions = (
        f"{reversal.target} v ON v.id = u.id",
        f"{reversal.past} v ON v.history_id = u.before",
    )
    return (
        "SELECT id, MIN(year) FROM ("
        + " UNION ".join(
            f"SELECT u.id, y.year FROM {reversal.table} u JOIN {version}"
            f" JOIN {years} y ON y.state = 'closed' AND ({is_of})"
            for version in versions
        )
        + ") found GROUP BY id"
    )


# The row x stands on t, which would go or be put back.
_LATER_REVISION = (
    "x.franchise_id = t.franchise_id AND x.fiscal_year = t.fiscal_year AND x.period = t.period"
    " AND x.category = t.category AND x.revision > t.revision"
)
_LATER_CHANGE = "x.installation_id = t.installation_id AND x.effective_on > t.effective_on"


def _built_upon(reversal: Reversal, stands: str, told: str) -> str:
    """Return the query of rows that others, which do not go back with them, stand on."""
    target = reversal.target
    return (
        f"SELECT u.id, MIN(x.{told}) FROM {reversal.table} u JOIN {target} t ON t.id = u.id"
        f" JOIN {target} x ON {stands} AND x.id NOT IN (SELECT id FROM {reversal.table})"
        " GROUP BY u.id"
    )
