"""Several people post the late charges of one franchise at the same moment.

    python -m tests.books.posters SCENARIO

Prints what came of it as JSON. Threads need a database that is no test's own transaction: the tests
give it by DATABASE_URL.
"""

import json
import os
import sys
import time
from contextlib import nullcontext
from datetime import date, timedelta
from threading import Barrier, Thread
from types import SimpleNamespace
from unittest.mock import patch

import django

from tests import environment  # noqa: F401

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
TODAY = date(2023, 12, 20)
PEOPLE = 4


def clear():
    """Take away what another scenario left."""
    from django.contrib.auth.models import User

    from franchises.models import FeeAssessment, FeeSchedule, Franchise, Franchisee

    FeeAssessment.objects.filter(origin="lateness").delete()
    FeeAssessment.objects.all().delete()
    FeeSchedule.objects.all().delete()
    Franchise.objects.all().delete()
    Franchisee.objects.all().delete()
    User.objects.filter(username="clerk").delete()


def posted_at_once(hold=lambda: None):
    """Every person posts through another day; *hold* is called between reading and writing."""
    from django.contrib.auth.models import User
    from django.db import connection

    from franchises.books import posting
    from franchises.models import FeeAssessment
    from tests.books.accounts import assessed, santa_paula

    franchise = santa_paula()
    assessed(franchise, "100000.00")
    clerk = User.objects.create_user("clerk")
    failed = []
    barrier = Barrier(PEOPLE)
    read = posting.charges_to_post

    def charges_to_post(*arguments):
        charges = read(*arguments)
        hold()
        return charges

    def post(number):
        barrier.wait()
        try:
            posting.post_late_charges(franchise, TODAY - timedelta(days=number), TODAY, clerk)
        except Exception as error:
            failed.append(type(error).__name__)
        finally:
            connection.close()

    with patch("franchises.books.posting.charges_to_post", charges_to_post):
        threads = [Thread(target=post, args=[number]) for number in range(PEOPLE)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    posting.post_late_charges(franchise, TODAY, TODAY, clerk)
    charges = FeeAssessment.objects.filter(origin="lateness")
    days = [
        charge.late_from + timedelta(days=number)
        for charge in charges.filter(kind="interest")
        for number in range((charge.late_through - charge.late_from).days + 1)
    ]
    return {
        "failed": failed,
        "days_charged": len(days),
        "different_days": len(set(days)),
        "surcharges": charges.filter(kind="penalty").count(),
    }


def taking_turns():
    return posted_at_once(hold=lambda: time.sleep(0.1))


def without_turns():
    """Nobody waits for anybody: all have read before the first of them writes."""
    everybody = Barrier(PEOPLE)
    with (
        patch("franchises.books.posting._take_turn", lambda franchise: None),
        patch("franchises.books.posting.transaction", SimpleNamespace(atomic=nullcontext)),
    ):
        return posted_at_once(hold=lambda: everybody.wait(timeout=20))


def without_anything():
    """The same without the constraints: what it would come to if nothing kept them apart."""
    from django.db import connection

    from franchises.models import FeeAssessment

    names = ("feeassessment_day_is_charged_once", "feeassessment_reference_is_unique")
    constraints = [each for each in FeeAssessment._meta.constraints if each.name in names]
    with connection.schema_editor() as editor:
        for constraint in constraints:
            editor.remove_constraint(FeeAssessment, constraint)
    try:
        return without_turns()
    finally:
        clear()
        with connection.schema_editor() as editor:
            for constraint in constraints:
                editor.add_constraint(FeeAssessment, constraint)


if __name__ == "__main__":
    django.setup()
    clear()
    print(json.dumps(globals()[sys.argv[1]]()))
