"""Making the groups of the roles, from the command line."""

import pytest
from django.contrib.auth.models import Group, Permission

from tests.commands.test_close_fiscal_year import run

pytestmark = pytest.mark.django_db


@pytest.fixture
def drifted():
    """A fee clerk who may close years and no longer assess, and no viewer."""
    clerk = Group.objects.get(name="Fee clerk")
    clerk.permissions.add(Permission.objects.get(codename="close_fiscalyear"))
    clerk.permissions.remove(Permission.objects.get(codename="assess_fees"))
    Group.objects.get(name="Viewer").delete()


def test_it_says_what_it_put_right_and_a_second_run_finds_nothing(drifted):
    status, out, _ = run("sync_roles")

    assert status == 0
    assert out.startswith("Viewer: made\n  + franchises.view_audit\n")
    assert out.endswith(
        "Fee clerk: put right\n  + franchises.assess_fees\n  - franchises.close_fiscalyear\n"
    )
    assert run("sync_roles") == (0, "Every role is as the table has it.\n", "")


def test_a_check_lists_what_differs_and_changes_nothing(drifted):
    expected = (
        4,
        "Viewer: is not there.\nFee clerk: lacks franchises.assess_fees,"
        " has franchises.close_fiscalyear beside.\n",
        "Run sync_roles to put them right.",
    )
    assert run("sync_roles", "--check") == expected
    assert run("sync_roles", "--check") == expected


def test_a_check_of_roles_that_are_right_ends_with_nothing_to_say():
    assert run("sync_roles", "--check") == (0, "Every role is as the table has it.\n", "")
