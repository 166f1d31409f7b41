import pytest
from django.db import OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

pytestmark = pytest.mark.django_db


def test_livez_answers_without_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/livez")
    assert (response.status_code, response.content) == (200, b"ok")
    assert "no-store" in response["Cache-Control"]


def test_readyz_answers_where_every_migration_is_applied(client):
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (200, b"ok")
    assert "no-store" in response["Cache-Control"]


def test_readyz_refuses_where_a_migration_is_not_applied(client):
    [newest] = MigrationLoader(connection).graph.leaf_nodes("franchises")
    MigrationRecorder(connection).record_unapplied(*newest)
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (503, b"a migration is not applied")


def test_readyz_refuses_where_the_database_does_not_answer(client, monkeypatch):
    def fail(*args):
        raise OperationalError("SECRET host does not answer")

    monkeypatch.setattr("franchises.public.health.MigrationExecutor", fail)
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (503, b"the database does not answer")
