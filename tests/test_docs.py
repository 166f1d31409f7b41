"""The README is true: its walk is walked, and its tables name all there is."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import get_commands

from franchises.imports.datasets import DATASETS
from franchises.imports.profiles import shipped_profile_names

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    """Return the text of one section of the README."""
    return README.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def walk() -> list[tuple[str, list[str]]]:
    """Return the commands of the operator's walk, each with the lines it is said to print."""
    steps: list[tuple[str, list[str]]] = []
    for block in re.findall(
        r"```console\n(.*?)```", section("Ten minutes as an operator"), re.DOTALL
    ):
        for line in block.splitlines():
            if line.startswith("$ "):
                steps.append((line[2:], []))
            else:
                steps[-1][1].append(line)
    return steps


def without_durations(text: str) -> str:
    return re.sub(r"\d+\.\d s", "0.0 s", text)


def test_every_command_of_the_walk_prints_what_the_readme_says(tmp_path):
    (tmp_path / "manage.py").symlink_to(ROOT / "manage.py")
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = {"PATH": path, "HOME": str(tmp_path)}
    exports = []
    for command, expected in walk():
        if command.startswith("export "):
            exports.append(command)
        done = subprocess.run(
            ["bash", "-c", "\n".join([*exports, command])],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        printed = without_durations(done.stdout + done.stderr)
        for line in expected:
            assert without_durations(line) in printed, f"{command}\n{printed}"
        assert done.returncode == (2 if expected and "Refused:" in expected[-1] else 0), printed


def test_the_walk_is_there():
    assert len(walk()) >= 12


def test_every_command_is_in_the_readme():
    ours = {name for name, app in get_commands().items() if app == "franchises"}
    listed = set(re.findall(r"^\| `([a-z_]+)", section("Commands"), re.MULTILINE))
    assert listed == ours


def test_every_setting_is_in_the_readme():
    source = (ROOT / "config" / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r'_from_env\(\s*"([A-Z_]+)"', source))
    listed = set(re.findall(r"^\| `([A-Z_]+)`", section("Settings"), re.MULTILINE))
    assert listed == read


def test_every_data_set_and_profile_is_in_the_readme():
    text = section("Data sets")
    assert set(re.findall(r"^\| `([a-z_]+)`", text, re.MULTILINE)) == set(DATASETS)
    for name in shipped_profile_names():
        assert f"`{name}`" in text


@pytest.mark.parametrize("option", ["--dry-run", "--profile", "--map", "--sheet", "--encoding"])
def test_the_options_of_imports_are_in_the_readme(option):
    assert option in section("Commands")
