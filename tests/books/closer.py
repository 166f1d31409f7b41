"""Closes FY2013 in a process of its own, and waits half-way where it is asked to.

    python -m tests.books.closer [--wait]

Prints ``begun``, then, with --wait, ``frozen`` before anything is written, and goes on at a line of
standard input; then ``closed``, or why not.
"""

import os
import sys
from datetime import date


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.contrib.auth.models import User

    from franchises.books import closing
    from franchises.books.freezing import freeze

    seen = freeze(2013, 7).sha256
    publish = closing.publish

    def wait_and_publish(*arguments):
        print("frozen", 0, flush=True)
        sys.stdin.readline()
        return publish(*arguments)

    if "--wait" in sys.argv:
        closing.publish = wait_and_publish
    print("begun", 0, flush=True)
    try:
        closing.close(2013, User.objects.get(username="lee"), date(2026, 11, 23), 7, seen)
        print("closed", flush=True)
    except closing.ClosingRefused as refused:
        print(refused.words, flush=True)


if __name__ == "__main__":
    main()
