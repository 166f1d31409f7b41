"""The settings refuse nonsense with a sentence, and are safe as they come."""

import re
import runpy
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test import override_settings

SETTINGS = Path(__file__).resolve().parent.parent / "config" / "settings.py"
NAMES = (
    "ALLOWED_HOSTS",
    "BOROUGH_OUTLINES",
    "CITY_BOX",
    "CITY_NAME",
    "CONTACT_EMAIL",
    "DATABASE_URL",
    "DATA_LICENSE",
    "DEBUG",
    "DOCUMENT_DIR",
    "DOCUMENT_MEGABYTES",
    "EMAIL_FROM",
    "EMAIL_HOST",
    "EMAIL_PASSWORD",
    "EMAIL_PORT",
    "EMAIL_TLS",
    "EMAIL_USER",
    "FISCAL_YEAR_START_MONTH",
    "HTTPS",
    "PAGE_CACHE_DIR",
    "SAMPLE_DATA",
    "SECRET_KEY",
    "SITE_ADDRESS",
    "TIME_ZONE",
    "UPLOAD_DIR",
)
PRODUCTION = {
    "SECRET_KEY": "k3y-of-the-tests-" * 4,
    "ALLOWED_HOSTS": "franchises.example.gov",
    "DATABASE_URL": "postgres://tracker:secret@db.example.gov:5432/tracker",
}


@pytest.fixture
def settings_with(monkeypatch):
    """Return the settings that an environment with these variables alone gives."""

    def read(**environment: str) -> dict[str, object]:
        for name in NAMES:
            monkeypatch.delenv(name, raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(SETTINGS))

    return read


def test_the_tests_know_every_setting_that_the_environment_gives():
    kinds = "text|bool|int|list|email|address|box|directory|outlines"
    read = set(re.findall(rf'(?:{kinds})_from_env\(\s*"([A-Z_]+)"', SETTINGS.read_text()))
    assert read == set(NAMES)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("DEBUG", "yes", "DEBUG='yes' is neither 'True' nor 'False'."),
        ("DEBUG", "", "DEBUG='' is neither 'True' nor 'False'."),
        ("DEBUG", "true", "DEBUG='true' is neither 'True' nor 'False'."),
        ("HTTPS", "1", "HTTPS='1' is neither 'True' nor 'False'."),
        (
            "CITY_BOX",
            "40.9,-74,40.4,-73",
            "CITY_BOX='40.9,-74,40.4,-73' is not south,west,north,east in degrees, such as"
            " '40.47,-74.28,40.93,-73.68'.",
        ),
        (
            "CITY_BOX",
            "Brooklyn",
            "CITY_BOX='Brooklyn' is not south,west,north,east in degrees, such as"
            " '40.47,-74.28,40.93,-73.68'.",
        ),
        (
            "CONTACT_EMAIL",
            "franchises at city",
            "CONTACT_EMAIL='franchises at city' is not an address such as data@city.gov.",
        ),
        ("EMAIL_PORT", "0", "EMAIL_PORT='0' is not a whole number from 1 to 65535."),
        (
            "SITE_ADDRESS",
            "franchises.example",
            "SITE_ADDRESS='franchises.example' is not an address such as 'http://localhost:8000'.",
        ),
        (
            "DATA_LICENSE",
            "javascript:alert(1)",
            "DATA_LICENSE='javascript:alert(1)' is not an address such as"
            " 'https://creativecommons.org/publicdomain/zero/1.0/'.",
        ),
        ("SAMPLE_DATA", "0", "SAMPLE_DATA='0' is neither 'True' nor 'False'."),
        (
            "FISCAL_YEAR_START_MONTH",
            "0",
            "FISCAL_YEAR_START_MONTH='0' is not a whole number from 1 to 12.",
        ),
        (
            "FISCAL_YEAR_START_MONTH",
            "13",
            "FISCAL_YEAR_START_MONTH='13' is not a whole number from 1 to 12.",
        ),
        (
            "FISCAL_YEAR_START_MONTH",
            "July",
            "FISCAL_YEAR_START_MONTH='July' is not a whole number from 1 to 12.",
        ),
        (
            "FISCAL_YEAR_START_MONTH",
            "\u0667",
            "FISCAL_YEAR_START_MONTH='\u0667' is not a whole number from 1 to 12.",
        ),
        ("TIME_ZONE", "EDT", "TIME_ZONE='EDT' is not a zone such as 'America/New_York'."),
        ("TIME_ZONE", "", "TIME_ZONE='' is not a zone such as 'America/New_York'."),
        (
            "DATABASE_URL",
            "mysql://tracker@localhost/tracker",
            "DATABASE_URL must begin with sqlite:// or postgres://.",
        ),
    ],
)
def test_a_value_that_makes_no_sense_stops_the_start(settings_with, name, value, sentence):
    with pytest.raises(ImproperlyConfigured) as refused:
        settings_with(**PRODUCTION | {name: value})
    assert str(refused.value) == sentence


@pytest.mark.parametrize("url", ["tracker.sqlite3", "redis://localhost", ""])
def test_an_address_that_is_no_database_stops_the_start(settings_with, url):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL must begin with"):
        settings_with(**PRODUCTION | {"DATABASE_URL": url})


def test_outlines_that_are_none_stop_the_start(settings_with, tmp_path):
    missing, words = tmp_path / "none.geojson", tmp_path / "words.geojson"
    words.write_text("Brooklyn")
    with pytest.raises(ImproperlyConfigured) as refused:
        settings_with(**PRODUCTION | {"BOROUGH_OUTLINES": str(missing)})
    assert str(refused.value) == (
        f"BOROUGH_OUTLINES='{missing}' is not a GeoJSON file of boroughs: it cannot be read."
    )
    with pytest.raises(ImproperlyConfigured, match=r"boroughs: it is not JSON\."):
        settings_with(**PRODUCTION | {"BOROUGH_OUTLINES": str(words)})


def test_a_mistake_in_an_address_is_told_without_its_password(settings_with):
    url = "postgres://tracker:secret@db.example.gov:54x2/tracker"
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL is not an address") as refused:
        settings_with(**PRODUCTION | {"DATABASE_URL": url})
    assert "secret" not in str(refused.value)
    assert refused.value.__suppress_context__


@pytest.mark.parametrize("key", [None, "", " " * 60, "x" * 49])
def test_f109_a_missing_or_short_secret_key_stops_the_start(settings_with, key):
    environment = {name: value for name, value in PRODUCTION.items() if name != "SECRET_KEY"}
    if key is not None:
        environment["SECRET_KEY"] = key
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY is missing or shorter than 50"):
        settings_with(**environment)


def test_a_secret_key_of_50_characters_is_long_enough(settings_with):
    assert settings_with(SECRET_KEY="x" * 50)["SECRET_KEY"] == "x" * 50


def test_a_developer_needs_no_secret_key(settings_with):
    assert settings_with(DEBUG="True")["SECRET_KEY"]


def test_nothing_but_a_key_gives_a_safe_site_of_new_york(settings_with):
    given = settings_with(SECRET_KEY=PRODUCTION["SECRET_KEY"])
    assert given["DEBUG"] is False
    assert given["HTTPS"] is given["SESSION_COOKIE_SECURE"] is True
    assert given["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]
    assert given["CITY_NAME"] == "New York City"
    assert given["FISCAL_YEAR_START_MONTH"] == 7
    assert given["TIME_ZONE"] == "America/New_York"
    assert given["SAMPLE_DATA"] is False
    assert given["DATABASES"]["default"]["ENGINE"] == "django.db.backends.sqlite3"


def test_the_database_stands_in_the_checkout_whatever_its_path_is_called(tmp_path, monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    odd = tmp_path / "C# 100% (copy)?" / "config" / "settings.py"
    odd.parent.mkdir(parents=True)
    odd.write_text(SETTINGS.read_text())
    given = runpy.run_path(str(odd))
    assert given["DATABASES"]["default"]["NAME"] == str(odd.parent.parent / "db.sqlite3")


def test_hosts_are_separated_by_commas(settings_with):
    given = settings_with(**PRODUCTION | {"ALLOWED_HOSTS": "a.example.gov, b.example.gov,"})
    assert given["ALLOWED_HOSTS"] == ["a.example.gov", "b.example.gov"]


@pytest.mark.parametrize("month", ["1", "12"])
def test_a_fiscal_year_may_start_in_any_month(settings_with, month):
    given = settings_with(**PRODUCTION | {"FISCAL_YEAR_START_MONTH": month})
    assert given["FISCAL_YEAR_START_MONTH"] == int(month)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_public_pages_read_postgresql_without_being_able_to_write(settings_with, scheme):
    url = PRODUCTION["DATABASE_URL"].replace("postgres", scheme, 1)
    databases = settings_with(**PRODUCTION | {"DATABASE_URL": url})["DATABASES"]
    assert databases["default"]["ENGINE"] == "django.db.backends.postgresql"
    assert "default_transaction_read_only=on" in databases["public"]["OPTIONS"]["options"]
    assert "OPTIONS" not in databases["default"]


def test_an_option_of_the_address_holds_for_public_pages_too(settings_with):
    url = PRODUCTION["DATABASE_URL"] + "?sslmode=verify-full"
    databases = settings_with(**PRODUCTION | {"DATABASE_URL": url})["DATABASES"]
    assert databases["default"]["OPTIONS"] == {"sslmode": "verify-full"}
    assert databases["public"]["OPTIONS"]["sslmode"] == "verify-full"
    assert "statement_timeout" in databases["public"]["OPTIONS"]["options"]


def test_public_pages_read_sqlite_without_being_able_to_write(settings_with):
    databases = settings_with(**PRODUCTION | {"DATABASE_URL": "sqlite:///x.sqlite3"})["DATABASES"]
    assert databases["public"]["OPTIONS"]["init_command"] == "PRAGMA query_only=ON;"
    assert databases["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in databases["default"]["OPTIONS"]["init_command"]


def deploy_settings(given: dict[str, object]) -> dict[str, object]:
    """What the deploy check looks at; databases and applications stay those of the tests."""
    left_alone = ("DATABASES", "INSTALLED_APPS", "BASE_DIR", "STORAGES")
    return {
        name: value for name, value in given.items() if name.isupper() and name not in left_alone
    }


def test_the_deploy_check_is_silent_with_production_settings(settings_with):
    with override_settings(**deploy_settings(settings_with(**PRODUCTION))):
        call_command("check", deploy=True, fail_level="WARNING", stdout=sys.stderr)


@pytest.mark.parametrize(
    "careless", [{"DEBUG": "True"}, {"HTTPS": "False"}, {"SECRET_KEY": "x" * 60}]
)
def test_the_deploy_check_speaks_up_where_settings_are_careless(settings_with, careless):
    with (
        override_settings(**deploy_settings(settings_with(**PRODUCTION | careless))),
        pytest.raises(SystemCheckError),
    ):
        call_command("check", deploy=True, fail_level="WARNING", stdout=sys.stderr)


def test_without_a_mail_server_e_mails_are_printed(settings_with):
    alone = settings_with(DEBUG="True")
    served = settings_with(DEBUG="True", EMAIL_HOST="mail.city.example")

    assert alone["EMAIL_BACKEND"] == "django.core.mail.backends.console.EmailBackend"
    assert served["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend"
    assert (served["EMAIL_PORT"], served["EMAIL_USE_TLS"]) == (587, True)
