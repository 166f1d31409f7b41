import pytest

from franchises.rules.streets import MOST_SPELLINGS, address_in, spellings, streets_in


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        # As New York's list of poles and its list of kiosks have them.
        ("5th Avenue", "5TH AVE"),
        ("Fifth Ave", "5 AVENUE"),
        ("W 246th St", "WEST 246 STREET"),
        ("west 66 street", "W. 66TH ST."),
        ("Central Park West", "CENTRAL PK W"),
        ("St Nicholas Av", "ST. NICHOLAS AVENUE"),
        ("Saint Nicholas Ave.", "ST NICHOLAS AVE"),
        ("E 23rd", "E. 23"),
        ("11st Street", "11TH ST"),
        ("112 Street", "112TH STREET"),
        ("Grand  Concourse", "GRAND CONCOURSE"),
        ("Rue de l'Église", "RUE DE L'ÉGLISE"),
        # SQLite leaves the small letter.
        ("Rue de l'église", "RUE DE L'éGLISE"),
    ],
)
def test_one_street_has_many_spellings(typed, written):
    assert written in spellings(typed)
    assert spellings(typed)[0] == " ".join(typed.upper().split())


@pytest.mark.parametrize(
    ("typed", "another"),
    [
        ("5 Avenue", "5 STREET"),
        ("West 66 Street", "EAST 66 STREET"),
        ("66 Street", "66 PLACE"),
        ("Court Street", "CT SAINT"),
        ("St", "SAINT"),
    ],
)
def test_another_street_is_no_spelling_of_it(typed, another):
    assert another not in spellings(typed)


def test_a_street_of_very_many_words_has_no_more_spellings_than_are_looked_up():
    found = spellings("W ST " * 20)
    assert len(found) == len(set(found)) == MOST_SPELLINGS


@pytest.mark.parametrize(
    ("words", "streets"),
    [
        ("Broadway", ["Broadway"]),
        ("Broadway & W 66 St", ["Broadway", "W 66 St"]),
        ("Broadway and W 66 St", ["Broadway", "W 66 St"]),
        ("Broadway at W 66 St", ["Broadway", "W 66 St"]),
        ("Broadway @ W 66 St", ["Broadway", "W 66 St"]),
        ("Broadway/W 66 St, New York, NY", ["Broadway", "W 66 St"]),
        ("Fulton Street between Troy Avenue and Utica Avenue",
         ["Fulton Street", "Troy Avenue", "Utica Avenue"]),
        ("Anderson Street", ["Anderson Street"]),
        (" & ", []),
        ("", []),
    ],
)  # fmt: skip
def test_words_name_one_street_or_those_of_a_corner(words, streets):
    assert streets_in(words) == streets


def test_an_address_is_a_house_number_and_a_street():
    found = address_in("37-11 74th st")
    assert "74 STREET" in found.streets
    assert "37-11 74 STREET" in found.addresses
    assert address_in("Broadway") is None
