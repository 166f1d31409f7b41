"""Schemathesis asks the endpoints what their document allows, and what it does not: bounded."""

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from tests.validators.installed import installed

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("default")]
# Enough to reach every rule of a parameter now and then, in a minute for all endpoints together.
EXAMPLES = 25


@pytest.fixture
def _the_connection_of_the_test_stays_open():
    """The site closes its connection after a request, and what the test made is in it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("_the_connection_of_the_test_stays_open")
def test_g16_every_endpoint_keeps_to_its_document(client, city):
    schemathesis = installed("schemathesis")
    from hypothesis import HealthCheck, Phase, given, settings
    from schemathesis import GenerationMode

    from config.wsgi import application

    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", application)
    asked = set()
    for operation in (each.ok() for each in schema.get_all_operations()):
        has_parameters = bool(operation.definition.raw["parameters"])
        # Of an address without parameters, nothing wrong can be asked.
        for mode in GenerationMode if has_parameters else [GenerationMode.POSITIVE]:

            @settings(
                max_examples=EXAMPLES,
                derandomize=True,
                database=None,
                deadline=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            @given(case=operation.as_strategy(generation_mode=mode))
            def ask(case):
                response = case.call()
                case.validate_response(response)
                asked.add((case.path, response.status_code))

            ask()
    assert len({path for path, _ in asked}) == 42
    assert {status for _, status in asked} == {200, 400}
