"""The house keeps its shape: who may import whom, which rooms there are, how big a file is."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted(
    path
    for room in ("config", "franchises")
    for path in (ROOT / room).rglob("*.py")
    if "migrations" not in path.parts
)

# Each room of franchises/ and the rooms it may import, beside itself.
MAY_IMPORT = {
    "rules": set(),
    "models": {"rules"},
    "imports": {"models", "rules"},
    "reports": {"models", "rules"},
    "books": {"reports", "models", "rules"},
    "contracts": {"books", "reports", "models", "rules"},
    # What is late, due or waiting, whatever room it comes from.
    "workbench": {"contracts", "books", "reports", "models", "rules"},
    # The public reads statements of account and the life of a contract; it posts nothing there.
    "public": {"books", "contracts", "reports", "models", "rules"},
    "admin": {"workbench", "books", "contracts", "reports", "imports", "models", "rules"},
    "management": {"workbench", "books", "contracts", "reports", "imports", "models", "rules"},
    "templatetags": {"reports", "models", "rules"},
    "apps": set(),
    "__init__": set(),
}
# Settings check the outlines that they name: the rules are pure, and need no settings themselves.
CONFIG_MAY_IMPORT = {"public", "admin", "rules"}
NO_ROOM_FOR = {"utils", "helpers", "common", "services", "signals"}
LONGEST_FILE = 300
LONGEST_FUNCTION = 40


def imported_modules(path: Path, tree: ast.Module, root: Path) -> set[str]:
    """Every module that a file imports, at its top or inside a function, in full."""
    package = path.relative_to(root).parent.parts
    modules = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = list(package[: len(package) - node.level + 1]) if node.level else []
            base += node.module.split(".") if node.module else []
            modules |= {".".join([*base, alias.name]) for alias in node.names}
    return modules


def room_of(module: str) -> str | None:
    """The room of ``franchises.<room>...``; None outside of franchises."""
    parts = module.split(".")
    return parts[1] if parts[0] == "franchises" and len(parts) > 1 else None


def broken_imports(path: Path, root: Path = ROOT) -> list[str]:
    parts = path.relative_to(root).with_suffix("").parts
    allowed = CONFIG_MAY_IMPORT if parts[0] == "config" else MAY_IMPORT[parts[1]] | {parts[1]}
    broken = []
    for module in sorted(imported_modules(path, ast.parse(path.read_text()), root)):
        room = room_of(module)
        if (
            (room is not None and room not in allowed)
            or (module.split(".")[0] == "config" and parts[0] != "config")
            or module.split(".")[0] == "tests"
        ):
            broken.append(f"{'.'.join(parts)} imports {module}")
    return broken


def functions_of(tree: ast.Module) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def length_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of a function, its docstring apart: nobody is to write less of one."""
    first, docstring = function.body[0], ast.get_docstring(function)
    told = first.end_lineno - first.lineno + 1 if docstring else 0
    return function.end_lineno - function.lineno + 1 - told


def test_no_room_imports_a_room_above_or_beside_it():
    assert [broken for path in SOURCES for broken in broken_imports(path)] == []


def test_every_room_is_in_the_plan():
    rooms = {
        path.relative_to(ROOT).with_suffix("").parts[1]
        for path in SOURCES
        if path.is_relative_to(ROOT / "franchises")
    }
    assert rooms - MAY_IMPORT.keys() == set()


@pytest.mark.parametrize(
    ("file", "line", "broken"),
    [
        ("franchises/rules/fees.py", "import django", []),
        ("franchises/rules/fees.py", "from franchises.rules.money import CENT", []),
        (
            "franchises/rules/fees.py",
            "from franchises.models import Franchise",
            ["franchises.rules.fees imports franchises.models.Franchise"],
        ),
        (
            "franchises/reports/register.py",
            "def f():\n    import franchises.imports.run",
            ["franchises.reports.register imports franchises.imports.run"],
        ),
        (
            "franchises/imports/run.py",
            "from franchises.reports import tables",
            ["franchises.imports.run imports franchises.reports.tables"],
        ),
        (
            "franchises/reports/register.py",
            "from ..public import views",
            ["franchises.reports.register imports franchises.public.views"],
        ),
        (
            "franchises/reports/register.py",
            "from .. import public",
            ["franchises.reports.register imports franchises.public"],
        ),
        (
            "franchises/public/views.py",
            "from franchises import admin",
            ["franchises.public.views imports franchises.admin"],
        ),
        (
            "franchises/management/commands/demo.py",
            "from franchises.public.views import home",
            ["franchises.management.commands.demo imports franchises.public.views.home"],
        ),
        (
            "franchises/models/fee.py",
            "from config.settings import CITY_NAME",
            ["franchises.models.fee imports config.settings.CITY_NAME"],
        ),
        ("config/urls.py", "from franchises.public import urls", []),
        (
            "config/urls.py",
            "from franchises.models import Franchise",
            ["config.urls imports franchises.models.Franchise"],
        ),
    ],
)
def test_an_import_in_the_wrong_direction_is_found(tmp_path, file, line, broken):
    path = tmp_path / file
    path.parent.mkdir(parents=True)
    path.write_text(line)
    assert broken_imports(path, tmp_path) == broken


def test_rules_import_the_standard_library_alone():
    outside = {
        f"{path.name} imports {module}"
        for path in SOURCES
        if path.is_relative_to(ROOT / "franchises/rules")
        for module in imported_modules(path, ast.parse(path.read_text()), ROOT)
        if module.split(".")[0] not in sys.stdlib_module_names
        and not module.startswith("franchises.rules.")
    }
    assert outside == set()


def test_rules_do_not_look_at_the_clock():
    clocks = {"today", "now", "utcnow", "time_ns", "localtime"}
    looks = [
        f"{path.name}:{node.lineno}"
        for path in SOURCES
        if path.is_relative_to(ROOT / "franchises/rules")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in clocks
    ]
    assert looks == []


def test_a_thing_lives_in_the_room_named_for_it():
    assert [
        path.relative_to(ROOT)
        for path in SOURCES
        if NO_ROOM_FOR & set(path.relative_to(ROOT).with_suffix("").parts)
    ] == []


def test_no_file_is_too_long_for_one_look():
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in SOURCES}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_function_is_too_long_for_one_look():
    assert [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in SOURCES
        for node in functions_of(ast.parse(path.read_text()))
        if length_of(node) > LONGEST_FUNCTION
    ] == []


def test_every_module_says_what_lives_in_it():
    trees = {path: ast.parse(path.read_text()) for path in SOURCES}
    assert [
        path.relative_to(ROOT)
        for path, tree in trees.items()
        if path.name not in ("__init__.py", "apps.py", "urls.py", "wsgi.py")
        and path.parent.name != "commands"
        and not ast.get_docstring(tree)
    ] == []


def test_no_form_or_table_takes_every_field():
    assert [path.relative_to(ROOT) for path in SOURCES if '"__all__"' in path.read_text()] == []
