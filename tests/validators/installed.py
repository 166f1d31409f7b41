"""A validator that is not installed skips its tests, except where somebody asks for all of them."""

import importlib
import os

import pytest

HOW = "pip install -e '.[test,validate]'"


def installed(name):
    """Return the module *name*; a test that needs it is skipped where it is not installed."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError:
        return not_installed(name, HOW)


def not_installed(name, how):
    """Skip the test, or fail it where ``VALIDATORS=required`` is in the environment."""
    words = f"{name} is not installed: {how}"
    if os.environ.get("VALIDATORS") == "required":
        pytest.fail(words)
    pytest.skip(words)
