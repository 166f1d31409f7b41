from datetime import date

import pytest

from franchises.models import FeeAssessment
from tests.books.accounts import WORKING, assessed, collected, santa_paula
from tests.books.test_posting import closed
from tests.factories import FranchiseFactory
from tests.public.markup import Page

pytestmark = pytest.mark.django_db

VIEW = ("view_franchise", "view_feeassessment", "view_feecollection")


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("franchises.admin.franchise_account.localdate", lambda: date(2023, 12, 20))


@pytest.fixture
def franchise():
    return santa_paula()


@pytest.fixture
def late(franchise):
    """100,000.00, 36 days late on the day of these tests."""
    return assessed(franchise, "100000.00", working=WORKING, reference="")


@pytest.fixture
def clerk(staff_client):
    return staff_client(*VIEW, "post_late_charges")


def account(franchise, query=""):
    return f"/admin/franchises/franchise/{franchise.pk}/account/{query}"


def posting(franchise, query=""):
    return f"/admin/franchises/franchise/{franchise.pk}/account/post/{query}"


def text_of(response):
    """The words of a page, which has nothing inline that the policy would refuse."""
    page = Page(response.content.decode())
    assert [fault for fault in page.faults if "style or a script" in fault] == []
    return page.text


def charges():
    rows = FeeAssessment.objects.filter(origin="lateness").order_by("pk")
    return [(each.kind, str(each.amount), str(each.late_through)) for each in rows]


def test_the_account_of_this_year_as_of_today_with_receipts_and_working(clerk, franchise, late):
    collected(franchise, "60000.00", date(2023, 11, 24), reference="WIRE-2")
    text = text_of(clerk.get(account(franchise)))
    for fact in (
        "The account of FY2024 as of 20 December 2023",
        "Opening balance, 1 July 2023 $0.00 Assessed $100,000.00 Less collected $60,000.00"
        " Closing balance $40,000.00",
        "5% of gross revenue: $2,000,000.00 of gross revenue at 5%",
        "WIRE-2",
        "Late and not yet charged in all $2,447.13",
        "Post late charges through 20 December 2023",
        "Years on record: FY2024",
        "Of all years, as of 20 December 2023: $40,000.00 is assessed and not paid, and lateness"
        " that is not yet charged comes to $2,447.13",
    ):
        assert fact in text, text


def test_what_is_owed_of_all_years_stands_over_the_account_of_any(clerk, franchise, late):
    assessed(franchise, "7.00", 2025, due_on=None)
    collected(franchise, "100000.00", date(2023, 11, 10))

    text = text_of(clerk.get(account(franchise, "?year=2024")))
    assert "Of all years, as of 20 December 2023: $7.00 is assessed and not paid." in text

    collected(franchise, "7.00", date(2023, 11, 10), fiscal_year=2025)
    assert "Of all years" not in text_of(clerk.get(account(franchise, "?year=2024")))


def test_another_year_and_another_day_can_be_asked_for(clerk, franchise, late):
    collected(franchise, "60000.00", date(2023, 11, 24))
    text = text_of(clerk.get(account(franchise, "?year=2025&as_of=2023-11-15")))
    assert "The account of FY2025 as of 15 November 2023" in text
    assert "Left out: 1 collection, $60,000.00 in all, received after 15 November 2023." in text
    assert "Late and not yet charged in all $21.92" in text


def test_the_year_is_that_of_the_day_asked_for(clerk, franchise, late):
    text = text_of(clerk.get(account(franchise, "?as_of=2024-07-01")))
    assert "The account of FY2025 as of 1 July 2024" in text
    assert "Post late charges" not in text


@pytest.mark.parametrize(
    "query",
    [
        "?year=abc",
        "?year=1899",
        "?year=99999",
        "?as_of=2023-13-01",
        "?as_of=12/20/2023",
        "?as_of=9999-12-31",
        "?as_of=0001-01-01",
        "?year=" + "9" * 40,
    ],
)
def test_what_is_no_year_or_day_is_refused_in_words(clerk, franchise, late, query):
    response = clerk.get(account(franchise, query))
    assert response.status_code == 400
    assert "errornote" in response.text
    assert "Closing balance" not in response.text


def test_staff_is_warned_of_what_is_charged_too_much(clerk, franchise, late):
    clerk.post(posting(franchise), {"through": "2023-12-20", "expected": "5789.04"})
    collected(franchise, "60000.00", date(2023, 11, 24))
    text = text_of(clerk.get(account(franchise)))
    assert "is posted through 20 December 2023;" in text
    assert "that is $3,341.91 too much." in text


def test_the_page_of_the_franchise_leads_to_its_account(admin_client, franchise, late):
    text = admin_client.get(f"/admin/franchises/franchise/{franchise.pk}/change/").text
    assert f'href="{account(franchise)}"' in text
    assert f'href="{account(franchise, "?year=2024")}"' in text


def test_what_would_be_posted_is_shown_and_nothing_is_posted_yet(clerk, franchise, late):
    text = text_of(clerk.get(posting(franchise, "?through=2023-12-20")))
    for fact in (
        "Interest on the FY2024 Q1 fee, 15 November 2023 to 20 December 2023 $789.04",
        "Surcharge on the FY2024 Q1 fee, 14 December 2023 $5,000.00",
        "To be posted in all $5,789.04",
    ):
        assert fact in text, text
    assert charges() == []


def test_what_was_shown_is_posted_once_by_the_person(clerk, franchise, late):
    shown = {"through": "2023-12-20", "expected": "5789.04"}
    page = clerk.post(posting(franchise), shown, follow=True).text
    again = clerk.post(posting(franchise), shown, follow=True).text
    assert "Late charges through Dec. 20, 2023 were posted: $5,789.04." in page
    assert "No late charge through Dec. 20, 2023 is left to post." in again
    assert charges() == [
        ("interest", "789.04", "2023-12-20"),
        ("penalty", "5000.00", "2023-12-14"),
    ]
    users = FeeAssessment.history.filter(origin="lateness").values_list(
        "history_user__username", flat=True
    )
    assert set(users) == {"clerk"}


def test_what_has_changed_since_it_was_shown_is_not_posted(clerk, franchise, late):
    collected(franchise, "60000.00", date(2023, 11, 24))
    response = clerk.post(posting(franchise), {"through": "2023-12-20", "expected": "5789.04"})
    assert response.status_code == 409
    assert "has changed since the page was opened" in text_of(response)
    assert charges() == []


@pytest.mark.parametrize("expected", ["", "0"])
def test_nothing_is_posted_that_was_not_shown(clerk, franchise, late, expected):
    response = clerk.post(posting(franchise), {"through": "2023-12-20", "expected": expected})
    assert response.status_code == 409
    assert charges() == []


@pytest.mark.parametrize("through", ["", "soon", "2023-02-29"])
def test_a_day_that_is_none_is_refused(clerk, franchise, late, through):
    assert clerk.get(posting(franchise, f"?through={through}")).status_code == 400
    assert clerk.post(posting(franchise), {"through": through}).status_code == 400


def test_a_day_to_come_and_a_closed_year_are_told_of(clerk, franchise, late):
    page = text_of(clerk.get(posting(franchise, "?through=2023-12-21")))
    assert "2023-12-21 is yet to come" in page
    closed(2024)
    page = text_of(clerk.get(posting(franchise, "?through=2023-12-20")))
    assert "FY2024 is closed: late charges are posted in an open year." in page


def test_who_may_only_look_sees_the_account_and_no_way_to_post(staff_client, franchise, late):
    viewer = staff_client(*VIEW)
    response = viewer.get(account(franchise))
    assert response.status_code == 200
    assert "Post late charges" not in response.text
    assert viewer.get(posting(franchise, "?through=2023-12-20")).status_code == 403
    shown = {"through": "2023-12-20", "expected": "5789.04"}
    assert viewer.post(posting(franchise), shown).status_code == 403
    assert charges() == []


@pytest.mark.parametrize("missing", VIEW)
def test_who_may_not_see_the_money_sees_no_account(staff_client, franchise, late, missing):
    client = staff_client(*(each for each in VIEW if each != missing), "post_late_charges")
    assert client.get(account(franchise)).status_code == 403
    assert client.get(posting(franchise, "?through=2023-12-20")).status_code == 403
    shown = {"through": "2023-12-20", "expected": "5789.04"}
    assert client.post(posting(franchise), shown).status_code == 403
    assert charges() == []


def test_a_visitor_is_sent_to_the_login(client, franchise, late):
    for address in (account(franchise), posting(franchise, "?through=2023-12-20")):
        assert client.get(address)["Location"].startswith("/admin/login/?next=")


def test_a_form_without_its_token_posts_nothing(clerk, franchise, late):
    clerk.handler.enforce_csrf_checks = True
    shown = {"through": "2023-12-20", "expected": "5789.04"}
    assert clerk.post(posting(franchise), shown).status_code == 403
    assert charges() == []


def test_a_franchise_that_is_not_there_is_not_found(clerk, db):
    assert clerk.get("/admin/franchises/franchise/999/account/").status_code == 404
    assert clerk.get("/admin/franchises/franchise/999/account/post/").status_code == 404


def test_a_draft_has_an_account_and_nothing_to_post(clerk):
    draft = FranchiseFactory(draft=True)
    assert "Closing balance [x]" in text_of(clerk.get(account(draft)))
    page = text_of(clerk.get(posting(draft, "?through=2023-12-20")))
    assert "is a draft: publish it before posting late charges." in page


def test_a_name_is_shown_as_text_and_never_as_markup(clerk, franchise, late):
    late.reference, late.working = "<script>1</script>", ["<script>2</script>"]
    late.save()
    for address in (account(franchise), posting(franchise, "?through=2023-12-20")):
        assert "<script>1" not in clerk.get(address).text
        assert "<script>2" not in clerk.get(address).text


@pytest.mark.parametrize("many", [1, 40])
def test_the_pages_cost_the_same_however_much_is_on_record(
    clerk, franchise, many, django_assert_max_num_queries
):
    for _ in range(many):
        fee = assessed(franchise, "100.00")
        collected(franchise, "50.00", date(2023, 12, 1), pays=fee)
    for address in (account(franchise), posting(franchise, "?through=2023-12-20")):
        # Session, user and rights among them.
        with django_assert_max_num_queries(10):
            assert clerk.get(address).status_code == 200
