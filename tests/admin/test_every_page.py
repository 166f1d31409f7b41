"""Every page of every model: opens for those who may see it, and for nobody else."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.urls import URLPattern, URLResolver, reverse

from tests import records

pytestmark = pytest.mark.django_db

READ_ONLY = ("document", "fiscalyear", "importrun", "feecomponent")


@pytest.fixture
def one_of_each(import_run):
    return records.one_of_each(import_run)


def page(record, name, *, with_pk=True):
    opts = record._meta
    args = [record.pk] if with_pk else []
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_{name}", args=args)


def test_every_model_of_the_product_is_in_the_admin(one_of_each):
    registered = {model._meta.model_name for model in admin.site._registry}

    assert {record._meta.model_name for record in one_of_each} <= registered


def test_every_page_of_every_model_opens_for_a_superuser(admin_client, one_of_each):
    for record in one_of_each:
        for name in ("change", "history"):
            address = page(record, name)
            assert admin_client.get(address).status_code == 200, address
        assert admin_client.get(page(record, "changelist", with_pk=False)).status_code == 200
        if record._meta.model_name not in READ_ONLY:
            assert admin_client.get(page(record, "add", with_pk=False)).status_code == 200


def test_a_viewer_sees_every_page_and_no_button_to_save(viewer, one_of_each):
    for record in one_of_each:
        if record._meta.app_label == "franchises":
            address = page(record, "change")
            response = viewer.get(address)
            assert response.status_code == 200, address
            assert 'name="_save"' not in response.text, address
            assert viewer.get(page(record, "history")).status_code == 200
            assert viewer.get(page(record, "changelist", with_pk=False)).status_code == 200


def test_f105_a_viewer_who_posts_a_change_is_forbidden_and_nothing_is_changed(viewer, one_of_each):
    for record in one_of_each:
        if record._meta.app_label == "franchises":
            for name in ("change", "delete"):
                assert viewer.post(page(record, name), {"name": "x"}).status_code == 403
            assert viewer.post(page(record, "add", with_pk=False)).status_code == 403
            assert type(record).objects.filter(pk=record.pk).exists()


def test_without_a_permission_a_clerk_sees_no_page_of_a_model(staff_client, one_of_each):
    client = staff_client()
    for record in one_of_each:
        for name in ("change", "history"):
            assert client.get(page(record, name)).status_code == 403, page(record, name)
        assert client.get(page(record, "changelist", with_pk=False)).status_code == 403


def addresses(patterns, prefix="/admin/"):
    for pattern in patterns:
        route = prefix + str(pattern.pattern).strip("^$").replace("\\Z", "")
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            for argument in pattern.pattern.converters:
                converter = type(pattern.pattern.converters[argument]).__name__
                kind = {"IntConverter": "int:", "PathConverter": "path:"}.get(converter, "")
                route = route.replace(f"<{kind}{argument}>", "1")
            yield route


def test_f86_an_anonymous_visitor_is_sent_to_the_login_from_every_address(client, one_of_each):
    urlpatterns, _, _ = admin.site.urls
    walked = [each for each in addresses(urlpatterns) if "(?P<" not in each]
    assert len(walked) > 90
    assert {"/admin/autocomplete/", "/admin/franchises/franchise/1/history/"} <= set(walked)

    for address in walked:
        if address in ("/admin/login/", "/admin/logout/"):
            continue
        if address.startswith("/admin/calendar/"):
            # A calendar program has no login: who knows the address reads it, and nobody else.
            assert client.get(address).status_code == 404
            continue
        response = client.get(address)
        assert response.status_code == 302, address
        assert response["Location"].startswith("/admin/login/?next="), address


def test_a_visitor_who_is_no_staff_is_sent_to_the_login(client, one_of_each):
    client.force_login(
        User.objects.get(username="someone"),
        backend="django.contrib.auth.backends.ModelBackend",
    )

    for record in one_of_each:
        assert client.get(page(record, "change")).status_code == 302


def test_f102_the_pages_of_the_admin_are_not_cached(admin_client, one_of_each):
    response = admin_client.get(page(one_of_each[0], "change"))

    assert "no-store" in response["Cache-Control"]
