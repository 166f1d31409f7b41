"""Who sits in the admin: a superuser, a clerk who may only look, and anybody with given rights."""

from datetime import date

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from franchises.imports.datasets import DATASETS
from franchises.imports.outcome import Options
from franchises.imports.run import run_import
from franchises.imports.watchdog import FLAGS
from franchises.models import ImportRun
from tests.admin.uploading import EVERYTHING
from tests.factories import FranchiseFactory
from tests.imports.running import csv_of
from tests.records import refused_run

DAILY_MODELS = (
    "audit",
    "auditfinding",
    "auditterms",
    "borough",
    "complaint",
    "contact",
    "document",
    "feeassessment",
    "feecollection",
    "feecomponent",
    "feeschedule",
    "fiscalyear",
    "franchise",
    "franchisee",
    "franchiseealias",
    "franchiseevent",
    "franchisetype",
    "holiday",
    "importrun",
    "installation",
    "insurancecertificate",
    "insurancerequirement",
    "notice",
    "obligation",
    "obligationrule",
    "penalty",
    "penaltyrule",
    "publishedfigure",
    "revenuestatement",
    "security",
    "securitydraw",
    "securityrequirement",
    "zonechange",
)


@pytest.fixture(autouse=True)
def _passwords_are_hashed_fast(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def staff_client(db):
    """Return a function that logs in a clerk with the named permissions, and no other."""

    def log_in(*codenames: str, username: str = "clerk") -> Client:
        clerk = User.objects.create_user(username, password="a long password", is_staff=True)
        clerk.user_permissions.set(Permission.objects.filter(codename__in=codenames))
        assert clerk.user_permissions.count() == len(codenames)
        client = Client()
        client.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return log_in


@pytest.fixture
def viewer(staff_client):
    """A clerk who may look at everything and change nothing."""
    return staff_client(*(f"view_{model}" for model in DAILY_MODELS), username="viewer")


@pytest.fixture
def import_run(db):
    return refused_run()


@pytest.fixture
def uploads(settings, tmp_path):
    """Uploads are kept in a directory of their own, and worked on while the form is sent."""
    settings.UPLOAD_DIR = tmp_path / "uploads"
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


@pytest.fixture
def nobody_works(uploads, settings):
    """Tasks are sent, and no worker takes them."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


@pytest.fixture
def clerk(uploads, staff_client):
    """Who may import installations of the one franchise on record, F-1."""
    FranchiseFactory(number="F-1")
    return staff_client(*EVERYTHING)


@pytest.fixture
def run_of(tmp_path, db):
    """A function that imports poles of one franchise, with these fee zones, and gives the run."""
    FranchiseFactory(number="CTV-1", franchisee__name="Altice USA")
    header = ["source", "asset_id", "franchise", "kind", "status", "fee_zone"]

    def imported(*zones: str) -> ImportRun:
        rows = [["poles", n, "CTV-1", "kiosk", "installed", zone] for n, zone in enumerate(zones)]
        path = csv_of(tmp_path / "poles.csv", header, *rows)
        options = Options(today=date(2026, 11, 23), accepted=frozenset(FLAGS))
        return run_import(DATASETS["installations"], path, options).run

    return imported
