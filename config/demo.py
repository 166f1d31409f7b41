"""The environment of the demo: set before the settings are read, and never another city's.

Called by manage.py, for the command ``demo`` alone. Standard library only, as nothing of Django
is up yet.
"""

import os
import secrets
import sys
from pathlib import Path
from urllib.parse import quote

DATABASE = "demo.sqlite3"


def set_demo_environment() -> None:
    """Point the settings at ``demo.sqlite3`` in the current directory.

    Exits with status 2 where ``DATABASE_URL`` is set: somebody's own database is at hand, and the
    invented city must not end up in it.
    """
    if os.environ.get("DATABASE_URL", "").strip():
        sys.stderr.write(
            f"The demo runs on a database of its own, {DATABASE}, and DATABASE_URL names another:"
            " unset DATABASE_URL, or run it in a shell without it.\n"
        )
        sys.exit(2)
    os.environ |= {
        "DATABASE_URL": f"sqlite:///{quote(str(Path.cwd() / DATABASE))}",
        # A new key each time: it is written nowhere, and signing in again is no hardship.
        "SECRET_KEY": secrets.token_urlsafe(50),
        "SAMPLE_DATA": "True",
        "HTTPS": "False",
        # The sample files are of this city, and their fiscal years begin in July.
        "CITY_NAME": "New York City",
        "FISCAL_YEAR_START_MONTH": "7",
        "TIME_ZONE": "America/New_York",
        "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]",
    }
