"""The page of a franchisee: its names, its contacts, its franchises."""

import pytest

from franchises.models import Contact, Franchisee, FranchiseeAlias
from tests.documents import NO_DOCUMENTS
from tests.factories import FranchiseeAliasFactory, FranchiseeFactory, FranchiseFactory

pytestmark = pytest.mark.django_db


def page_of(franchisee):
    return f"/admin/franchises/franchisee/{franchisee.pk}/change/"


def franchisee_form(franchisee, **changes):
    inlines = {}
    for prefix in ("aliases", "contacts"):
        inlines |= {f"{prefix}-TOTAL_FORMS": "1", f"{prefix}-INITIAL_FORMS": "0"}
    inlines |= NO_DOCUMENTS
    return {
        "name": franchisee.name,
        "slug": franchisee.slug,
        "website": "",
        "notes": "",
        **inlines,
        **changes,
    }


def test_other_names_and_contacts_are_entered_on_the_page(admin_client, admin_user):
    franchisee = FranchiseeFactory(name="Altice USA")

    response = admin_client.post(
        page_of(franchisee),
        franchisee_form(
            franchisee,
            **{
                "aliases-0-name": "Cablevision Systems",
                "contacts-0-name": "Fee desk",
                "contacts-0-email": "fees@altice.example",
            },
        ),
    )

    assert response.status_code == 302
    assert FranchiseeAlias.objects.get().name == "Cablevision Systems"
    assert FranchiseeAlias.history.get().history_user == admin_user
    assert Contact.objects.get().email == "fees@altice.example"


@pytest.mark.parametrize("name", ["VERIZON", "Verizon  New York"])
def test_a_name_of_another_franchisee_is_refused_as_another_name(admin_client, name):
    FranchiseeAliasFactory(franchisee__name="Verizon", name="Verizon New York")
    franchisee = FranchiseeFactory(name="Altice USA")

    response = admin_client.post(
        page_of(franchisee), franchisee_form(franchisee, **{"aliases-0-name": name})
    )

    assert response.status_code == 200
    assert franchisee.aliases.count() == 0


def test_a_website_is_http_or_https(admin_client):
    franchisee = FranchiseeFactory()

    for website, status in (("javascript:alert(1)", 200), ("https://altice.example/", 302)):
        form = franchisee_form(franchisee, website=website)
        assert admin_client.post(page_of(franchisee), form).status_code == status


def test_its_franchises_are_listed_with_links_and_their_status_today(admin_client):
    franchise = FranchiseFactory(number="HC-1", holdover=True)
    FranchiseFactory(number="D-1", franchisee=franchise.franchisee, draft=True)
    FranchiseFactory(number="OTHER-1")

    text = admin_client.get(page_of(franchise.franchisee)).text

    assert f'<a href="/admin/franchises/franchise/{franchise.pk}/change/">HC-1</a>' in text
    assert "Holdover" in text
    assert '<span class="status status-draft">Draft</span>' in text
    assert "OTHER-1" not in text


def test_a_clerk_who_may_not_see_franchises_sees_none_on_the_page(staff_client):
    franchise = FranchiseFactory(number="HC-1")

    text = staff_client("view_franchisee").get(page_of(franchise.franchisee)).text

    assert "HC-1" not in text


def test_every_link_of_the_page_opens(admin_client):
    franchisee = FranchiseFactory().franchisee

    links = admin_client.get(page_of(franchisee)).context["related_links"]

    assert [link.label for link in links] == [
        "Franchises",
        "Installations",
        "Fee schedules",
        "Statements",
        "Assessments",
        "Collections",
    ]
    for link in links:
        assert admin_client.get(link.address).status_code == 200, link.address


def test_the_number_of_franchises_does_not_grow_with_a_search(admin_client):
    franchisee = FranchiseFactory(franchisee__name="Verizon").franchisee
    FranchiseFactory(franchisee=franchisee)
    for name in ("Verizon North", "Verizon South", "Verizon East"):
        FranchiseeAliasFactory(franchisee=franchisee, name=name)

    response = admin_client.get("/admin/franchises/franchisee/?q=verizon")

    assert [row.number_held for row in response.context["cl"].result_list] == [2]


def test_d59_a_franchisee_with_a_franchise_cannot_be_deleted(admin_client):
    franchisee = FranchiseFactory().franchisee
    address = f"/admin/franchises/franchisee/{franchisee.pk}/delete/"

    assert (
        admin_client.post(
            address, {"post": "yes", "change_reason": "entered by mistake"}
        ).status_code
        == 403
    )
    assert address not in admin_client.get(page_of(franchisee)).text


def test_a_franchisee_entered_by_mistake_can_be_deleted(admin_client):
    franchisee = FranchiseeAliasFactory().franchisee

    response = admin_client.post(
        f"/admin/franchises/franchisee/{franchisee.pk}/delete/",
        {"post": "yes", "change_reason": "entered by mistake"},
    )

    assert response.status_code == 302
    assert not Franchisee.objects.exists()


def test_only_a_franchisee_with_a_published_franchise_has_a_public_page(admin_client):
    seen = FranchiseFactory().franchisee
    unseen = FranchiseFactory(draft=True).franchisee

    assert "Public page" in admin_client.get(page_of(seen)).text
    assert "Public page" not in admin_client.get(page_of(unseen)).text


def test_f91_a_name_is_escaped_wherever_it_is_shown(admin_client):
    franchise = FranchiseFactory(franchisee__name="<script>alert(1)</script>")

    for address in (
        "/admin/franchises/franchisee/",
        "/admin/franchises/franchise/",
        page_of(franchise.franchisee),
        f"/admin/franchises/franchise/{franchise.pk}/change/",
        f"/admin/franchises/franchise/{franchise.pk}/history/",
    ):
        assert "<script>alert(1)" not in admin_client.get(address).text, address
