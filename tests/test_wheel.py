"""What the settings read from the checkout is in the wheel too; tests/wheel.py builds one."""

import tomllib
from pathlib import Path

from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent


def test_the_directories_of_templates_are_in_the_wheel():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    wanted = {path.relative_to(ROOT).parts[0] for path in settings.TEMPLATES[0]["DIRS"]}

    assert wanted | {"config", "franchises"} == set(packages)
