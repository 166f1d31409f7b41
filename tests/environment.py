"""The environment of the tests, set before the settings are read."""

import os

os.environ.setdefault("SECRET_KEY", "a key for the tests alone, longer than fifty characters")
os.environ.setdefault("HTTPS", "False")
