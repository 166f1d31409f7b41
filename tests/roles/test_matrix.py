"""Who may do what, as it is: every address, action and command, tried as every role."""

import argparse
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission
from django.core.management import get_commands, load_command_class
from django.template.response import SimpleTemplateResponse
from django.urls import reverse

from tests.roles import walking
from tests.roles.city import people, records
from tests.roles.walking import COMMANDS, Visitor

pytestmark = pytest.mark.django_db

TABLES = Path(__file__).parent


def on_file(name):
    return (TABLES / f"{name}.txt").read_text(encoding="utf-8")


@pytest.fixture
def staff():
    return people()


@pytest.fixture(autouse=True)
def _pages_are_not_drawn(monkeypatch):
    """Who may do what is decided before a template is rendered, which takes most of the time.

    That every page can be drawn is tested elsewhere.
    """
    monkeypatch.setattr(SimpleTemplateResponse, "rendered_content", "")


@pytest.fixture
def visitors(staff):
    return {"anonymous": Visitor(None)} | {role: Visitor(user) for role, user in staff.items()}


@pytest.fixture
def city(staff, settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path
    settings.DOCUMENT_DIR = tmp_path
    return records(staff["Importer"])


def test_the_pages_of_every_model_are_open_to_whom_the_table_says(visitors, city):
    assert walking.pages_of_models(visitors, city) == on_file("pages")


def test_every_other_page_is_open_to_whom_the_table_says(visitors, city):
    assert walking.other_pages(visitors, city) == on_file("others")


def test_every_action_of_a_list_is_taken_from_whom_the_table_says(visitors, city):
    assert walking.actions(visitors, city) == on_file("actions")


def test_every_command_that_says_by_whom_refuses_whom_the_table_says(staff, capsys):
    assert walking.commands(staff) == on_file("commands")


def test_every_command_that_says_by_whom_is_walked():
    ours = [name for name, app in get_commands().items() if app == "franchises"]

    def takes_a_person(name):
        parser = load_command_class("franchises", name).create_parser("manage.py", name)
        return any(
            each.dest == "by" and not each.choices
            for each in parser._actions
            if not isinstance(each, argparse._HelpAction)
        )

    assert {name for name in ours if takes_a_person(name)} == set(COMMANDS)


def test_a_permission_too_many_shows_in_the_table(visitors, staff, city):
    clerk = Visitor(staff["Fee clerk"])
    label = "franchises.holiday"
    only = {"Fee clerk": clerk}
    one = {label: city[label]}
    assert walking.row_of_model(only, one, label) == [label, "loh"]

    staff["Fee clerk"].user_permissions.add(Permission.objects.get(codename="change_holiday"))

    assert walking.row_of_model(only, one, label) == [label, "lohc"]


def test_g17_a_permission_less_opens_nothing_more(visitors, staff, city):
    """Each permission of a manager of franchises, taken away by itself."""
    manager = Visitor(staff["Franchise manager"])
    record = city["franchises.franchise"]
    pages = {
        page: reverse(f"admin:franchises_franchise_{page}", args=args)
        for page, args in {
            "changelist": [],
            "add": [],
            "change": [record.pk],
            "delete": [record.pk],
            "history": [record.pk],
        }.items()
    } | {"transfer": reverse("admin:transfer_franchise", args=[record.pk]), "first": "/admin/"}

    def opened():
        return {page for page, address in pages.items() if walking.opens(manager, address)}

    (group,) = staff["Franchise manager"].groups.all()
    everything = opened()
    assert everything == set(pages)
    lost = set()
    for permission in group.permissions.all():
        group.permissions.remove(permission)
        now = opened()
        assert now <= everything
        lost |= everything - now
        group.permissions.add(permission)
    assert lost == {"add", "delete", "transfer"}
