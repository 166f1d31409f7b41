"""The database itself refuses to change a closed year: its triggers, whoever writes, and however.

The triggers are made by a migration, and again after every migrate, since SQLite loses those of a
table that it rebuilds. On SQLite they look at each row. On PostgreSQL they look at the rows of a
statement together and lock their fiscal years, so that a year cannot close between an import's
check and its commit.
"""

from typing import Any

from django.db import DatabaseError, IntegrityError
from django.db.backends.base.base import BaseDatabaseWrapper

IS_CLOSED = "this fiscal year is closed: record an adjustment in an open year"
STAYS_CLOSED = "a closed fiscal year stays as it is"
STAYS_PUBLISHED = "a published revision is never changed"
REFUSALS = (IS_CLOSED, STAYS_CLOSED, STAYS_PUBLISHED)

YEARS, REVISIONS = "franchises_fiscalyear", "franchises_yearrevision"
AMOUNTS = ("franchises_feeassessment", "franchises_feecollection")
TABLES = (*AMOUNTS, YEARS, REVISIONS)
EVENTS = ("INSERT", "UPDATE", "DELETE")


def refusal_in(error: DatabaseError) -> str | None:
    """Return why a guard refused, in words, where *error* is its refusal; None where it is not."""
    if not isinstance(error, IntegrityError):
        return None
    return next((words for words in REFUSALS if words in str(error)), None)


def missing_guards(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of guards that are not there, are switched off or are not as made.

    Empty before the tables are there. Two queries.
    """
    tables = set(connection.introspection.table_names())
    if not tables.issuperset(TABLES):
        return []
    wanted = _wanted(connection)
    found = _found(connection)
    return sorted(name for name, made in wanted.items() if found.get(name) != made)


def put_up_guards(connection: BaseDatabaseWrapper) -> None:
    """Make every guard, where one is missing; touch nothing where all are there."""
    if not missing_guards(connection):
        return
    take_down_guards(connection)
    with connection.cursor() as cursor:
        for statement in _statements(connection):
            cursor.execute(statement)


def take_down_guards(connection: BaseDatabaseWrapper) -> None:
    """Drop every guard. For a database that is emptied whole, as tests do, and for nothing else."""
    with connection.cursor() as cursor:
        for table in TABLES:
            for event in (*EVENTS, "TRUNCATE"):
                name = _name(table, event)
                of_table = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{of_table}")


def _name(table: str, event: str) -> str:
    return f"{table}_guard_{event.lower()}"


def _statements(connection: BaseDatabaseWrapper) -> list[str]:
    if connection.vendor == "sqlite":
        return [*_sqlite_triggers().values()]
    return [
        *(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $guard${body}"
            "$guard$"
            for name, body in POSTGRESQL_FUNCTIONS.items()
        ),
        *(made for _, *statements in _postgresql_triggers().values() for made in statements),
    ]


def _wanted(connection: BaseDatabaseWrapper) -> dict[str, Any]:
    if connection.vendor == "sqlite":
        return _sqlite_triggers()
    return {
        name: ("A", POSTGRESQL_FUNCTIONS[function])
        for name, (function, *_) in _postgresql_triggers().items()
    }


def _found(connection: BaseDatabaseWrapper) -> dict[str, Any]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            return dict(cursor.fetchall())
        cursor.execute(
            "SELECT t.tgname, t.tgenabled, p.prosrc FROM pg_trigger t"
            " JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace"
        )
        return {name: (enabled, body) for name, enabled, body in cursor.fetchall()}


# SQLite: a look-up or two for each row, in indexes of 300 entries.
def _sqlite_triggers() -> dict[str, str]:
    refused = {
        (table, event): (_sqlite_is_closed(table, event), IS_CLOSED)
        for table in AMOUNTS
        for event in EVENTS
    }
    for event in ("UPDATE", "DELETE"):
        refused[YEARS, event] = "OLD.state = 'closed'", STAYS_CLOSED
        refused[REVISIONS, event] = "1", STAYS_PUBLISHED
    # These two as well may be replaced by an insert.
    refused[YEARS, "INSERT"] = _sqlite_year_is_closed("NEW.year"), STAYS_CLOSED
    refused[REVISIONS, "INSERT"] = (
        f"EXISTS (SELECT 1 FROM {REVISIONS} WHERE id = NEW.id"
        " OR (fiscal_year_id = NEW.fiscal_year_id AND number = NEW.number))",
        STAYS_PUBLISHED,
    )
    return {
        _name(table, event): f"CREATE TRIGGER {_name(table, event)} BEFORE {event} ON {table}"
        f" WHEN {condition} BEGIN SELECT RAISE(ABORT, '{words}'); END"
        for (table, event), (condition, words) in refused.items()
    }


def _sqlite_is_closed(table: str, event: str) -> str:
    """Return the condition that a write meets a closed year, the likeliest part of it first."""
    if event == "DELETE":
        return " OR ".join(_sqlite_row_is_closed(table, "OLD"))
    is_update = event == "UPDATE"
    conditions = _sqlite_row_is_closed(table, "OLD") if is_update else []
    columns = ("fiscal_year", "received_on")
    for column, closed in zip(columns, _sqlite_row_is_closed(table, "NEW"), strict=False):
        conditions.append(_sqlite_if_changed(column, closed) if is_update else closed)
    # INSERT OR REPLACE deletes what is in its way without asking a guard of deletes.
    kept = " OR ".join(_sqlite_row_is_closed(table, "kept"))
    for column, same in (
        ("id", "id = NEW.id"),
        ("reference", "reference = NEW.reference AND NOT (reference = '')"),
    ):
        replaced = f"EXISTS (SELECT 1 FROM {table} AS kept WHERE {same} AND ({kept}))"
        conditions.append(_sqlite_if_changed(column, replaced) if is_update else replaced)
    return " OR ".join(conditions)


def _sqlite_if_changed(column: str, condition: str) -> str:
    return f"(NEW.{column} IS NOT OLD.{column} AND ({condition}))"


def _sqlite_row_is_closed(table: str, row: str) -> list[str]:
    conditions = [_sqlite_year_is_closed(f"{row}.fiscal_year")]
    if table.endswith("collection"):
        conditions.append(
            f"(SELECT state FROM {YEARS} WHERE first_day <= {row}.received_on"
            " ORDER BY first_day DESC LIMIT 1) = 'closed'"
        )
    return conditions


def _sqlite_year_is_closed(year: str) -> str:
    return f"(SELECT state FROM {YEARS} WHERE year = {year}) = 'closed'"


# PostgreSQL: the fiscal years of a statement's rows are found once, and locked in their order.
_TOUCHED_DAYS = f""" UNION SELECT (SELECT f.year FROM {YEARS} f
            WHERE f.first_day <= day.received_on ORDER BY f.first_day DESC LIMIT 1)
            FROM (SELECT DISTINCT received_on FROM {{rows}}) day"""


def _amounts_guard(touched: str) -> str:
    new, old = touched.format(rows="new_rows"), touched.format(rows="old_rows")
    # Locked before they are looked at: a state that another transaction is changing is waited for.
    return f"""
DECLARE
    touched integer[];
    found record;
BEGIN
    IF TG_OP = 'INSERT' THEN
        touched := ARRAY({new});
    ELSIF TG_OP = 'DELETE' THEN
        touched := ARRAY({old});
    ELSE
        touched := ARRAY({new} UNION {old});
    END IF;
    FOR found IN
        SELECT year, state FROM {YEARS} WHERE year = ANY (touched) ORDER BY year FOR SHARE
    LOOP
        IF found.state = 'closed' THEN
            RAISE EXCEPTION 'FY%: {IS_CLOSED}', found.year USING ERRCODE = 'check_violation';
        END IF;
    END LOOP;
    RETURN NULL;
END
"""


POSTGRESQL_FUNCTIONS = {
    f"{AMOUNTS[0]}_guard": _amounts_guard("SELECT DISTINCT fiscal_year FROM {rows}"),
    f"{AMOUNTS[1]}_guard": _amounts_guard(
        "SELECT DISTINCT fiscal_year FROM {rows}" + _TOUCHED_DAYS
    ),
    f"{YEARS}_guard": f"""
BEGIN
    IF OLD.state = 'closed' THEN
        RAISE EXCEPTION '{STAYS_CLOSED}' USING ERRCODE = 'check_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
""",
    f"{REVISIONS}_guard": f"""
BEGIN
    RAISE EXCEPTION '{STAYS_PUBLISHED}' USING ERRCODE = 'check_violation';
END
""",
    "franchises_truncate_guard": f"""
BEGIN
    IF EXISTS (SELECT 1 FROM {YEARS} WHERE state = 'closed') THEN
        RAISE EXCEPTION '{IS_CLOSED}' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END
""",
}


def _postgresql_triggers() -> dict[str, tuple[str, str, str]]:
    """Return by name the function of each trigger, and the two statements that make it.

    The second has it fire whatever role a session plays.
    """
    rows = {
        "INSERT": "REFERENCING NEW TABLE AS new_rows",
        "UPDATE": "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows",
        "DELETE": "REFERENCING OLD TABLE AS old_rows",
    }
    made = {}
    for table in TABLES:
        for event in (*EVENTS, "TRUNCATE"):
            if event == "INSERT" and table not in AMOUNTS:
                continue
            if event == "TRUNCATE":
                when, each, function = "BEFORE", "FOR EACH STATEMENT", "franchises_truncate_guard"
            elif table in AMOUNTS:
                when, function = "AFTER", f"{table}_guard"
                each = f"{rows[event]} FOR EACH STATEMENT"
            else:
                when, each, function = "BEFORE", "FOR EACH ROW", f"{table}_guard"
            name = _name(table, event)
            made[name] = (
                function,
                f"CREATE TRIGGER {name} {when} {event} ON {table} {each}"
                f" EXECUTE FUNCTION {function}()",
                f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}",
            )
    return made
