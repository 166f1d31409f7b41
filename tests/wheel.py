"""The product as a wheel has it: built, unpacked beside its dependencies, and asked for pages.

    python -m tests.wheel

builds with pip, which fetches the builder, and ends with 0 where every page opens from it.
"""

import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = {"/": 200, "/fees/": 200, "/franchises/": 200, "/admin/login/": 200, "/nothing/": 404}
ASKING = f"""
import os, sys
import django
django.setup()
from django.core.management import call_command
from django.test import Client
import config, franchises
site = os.environ["PYTHONPATH"]
assert config.__file__.startswith(site) and franchises.__file__.startswith(site)
call_command("check")
call_command("migrate", verbosity=0)
wanted = {PAGES}
found = {{}}
for page in wanted:
    answer = Client().get(page, headers={{"host": "localhost"}}, follow=True)
    found[page] = answer.status_code
    # Ours, and not the library's own: its page of the same name says less.
    assert "franchise" in answer.text.lower(), page
sys.exit(found != wanted and f"not as wanted: {{found}}")
"""


def main() -> int:
    with tempfile.TemporaryDirectory() as directory:
        built, site = Path(directory, "built"), Path(directory, "site")
        build = ["-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", built, ROOT]
        subprocess.run([sys.executable, *build], check=True)
        (wheel,) = built.glob("*.whl")
        with zipfile.ZipFile(wheel) as file:
            file.extractall(site)
        environment = os.environ | {
            "PYTHONPATH": str(site),
            "PYTHONSAFEPATH": "1",
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": f"sqlite:///{directory}/wheel.sqlite3",
            "DEBUG": "False",
            "HTTPS": "False",
            "SAMPLE_DATA": "True",
            "SECRET_KEY": "a key for this trial alone, longer than fifty characters",
        }
        asked = subprocess.run(
            [sys.executable, "-c", ASKING], cwd=directory, env=environment, check=False
        )
        print(
            "every page opens from the wheel" if asked.returncode == 0 else "not every page opens"
        )
        return asked.returncode


if __name__ == "__main__":
    sys.exit(main())
