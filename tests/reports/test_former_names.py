"""Former names come from the history: those that the public could read, with their last day."""

from datetime import UTC, datetime

import pytest

from franchises.models import Franchise
from franchises.reports.former_names import FormerName, former_names
from tests.factories import FranchiseeFactory, FranchiseFactory

pytestmark = pytest.mark.django_db


def at(year):
    """Three in the morning of 1 July in London: the evening before in New York."""
    return datetime(year, 7, 1, 3, tzinfo=UTC)


def renamed(franchisee, *names):
    """*franchisee* after it has been given *names*, one a year from 2011 on."""
    franchisee.history.update(history_date=at(2010))
    for year, name in enumerate(names, start=2011):
        franchisee.name = name
        franchisee._history_date = at(year)
        franchisee.save()
    return franchisee


def published(franchisee, year):
    """A franchise of *franchisee* that was published in *year*, after two years as a draft."""
    franchise = FranchiseFactory(franchisee=franchisee, draft=True)
    franchise.history.update(history_date=at(year - 2))
    franchise.is_published = True
    franchise._history_date = at(year)
    franchise.save()


def told(franchisee):
    return [(each.name, str(each.until)) for each in former_names(franchisee)]


def test_each_name_before_this_one_is_told_with_its_last_day_the_latest_first():
    franchisee = renamed(FranchiseeFactory(name="Paragon"), "Time Warner", "Charter")
    published(franchisee, 2010)
    assert told(franchisee) == [("Time Warner", "2012-06-30"), ("Paragon", "2011-06-30")]


def test_a_franchisee_that_never_changed_its_name_has_none():
    franchisee = FranchiseeFactory(website="https://one.example/")
    published(franchisee, 2010)
    franchisee.website = "https://two.example/"
    franchisee.save()
    assert former_names(franchisee) == ()


def test_capitals_and_spaces_make_no_other_name():
    franchisee = renamed(FranchiseeFactory(name="ZENFI"), "ZenFi", "Zen  Fi", "Zen Fi")
    published(franchisee, 2010)
    assert told(franchisee) == [("ZenFi", "2012-06-30")]


def test_a_name_that_came_back_is_not_a_former_one():
    franchisee = renamed(FranchiseeFactory(name="Altice"), "Optimum", "Altice")
    published(franchisee, 2010)
    assert told(franchisee) == [("Optimum", "2012-06-30")]


@pytest.mark.parametrize(
    ("year", "names"),
    [(2011, ["Second", "First"]), (2012, ["Second"]), (2013, [])],
)
def test_a_name_of_the_time_before_the_first_publication_is_not_told(year, names):
    franchisee = renamed(FranchiseeFactory(name="First"), "Second", "Third")
    published(franchisee, year)
    assert [name for name, _ in told(franchisee)] == names


def test_a_draft_makes_no_name_public():
    franchisee = renamed(FranchiseeFactory(name="First"), "Second")
    FranchiseFactory(franchisee=franchisee, draft=True)
    Franchise.history.update(history_date=at(2010))
    assert former_names(franchisee) == ()


def test_two_queries_whatever_the_history(django_assert_num_queries):
    franchisee = renamed(FranchiseeFactory(name="0"), *map(str, range(1, 30)))
    published(franchisee, 2010)
    with django_assert_num_queries(2):
        found = former_names(franchisee)
    assert len(found) == 29
    assert isinstance(found[0], FormerName)
