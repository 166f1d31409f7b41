"""Names that are one, and names that are traps; case numbers are those of the list of faults."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from franchises.rules.names import name_key, nearest_names, unsafe_text_rule


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Crown Castle NG East LLC", "CROWN CASTLE NG EAST LLC"),
        ("Crown\u00a0Castle", "Crown Castle"),
        ("Crown  Castle ", " Crown Castle"),
        ("Crown\tCastle", "Crown Castle"),
        ("Cafe\u0301 Net", "Caf\u00e9 Net"),
        ("\uff21ltice", "Altice"),
        ("Stra\u00dfe Netz", "STRASSE NETZ"),
    ],
    ids=["case", "no-break space", "spaces", "tab", "accent", "fullwidth", "sharp s"],
)
def test_46_spellings_that_look_alike_are_one_name(first, second):
    assert name_key(first) == name_key(second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("ExteNet 1", "ExteNet 2"),
        ("ExteNet Systems, Inc.", "ExteNet Systems Inc"),
        ("Mobilitie", "Mobilitie II"),
        ("Altice", "\u0410ltice"),
        ("Cafe", "Caf\u00e9"),
    ],
    ids=["number", "punctuation", "suffix", "Cyrillic A", "accent"],
)
def test_46_names_that_differ_stay_two(first, second):
    assert name_key(first) != name_key(second)


@given(st.text())
def test_the_key_of_a_key_is_itself_for_plain_text(name):
    key = name_key(name)
    assert name_key(f"  {name}\u00a0") == key
    assert key == key.strip()


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_19_a_text_that_a_spreadsheet_would_run_is_refused(start):
    rule = unsafe_text_rule(f"{start}cmd()")
    assert rule == f'begins with "{start}", which a spreadsheet would run as a formula'


@pytest.mark.parametrize("text", ["1 = 1", "AT&T", "a-b", "me@example.org", "A+B", ""])
def test_19_such_a_sign_within_a_text_does_no_harm(text):
    assert unsafe_text_rule(text) is None


@pytest.mark.parametrize(
    ("text", "character"),
    [
        ("Altice\u200b", "U+200B"),
        ("Alt\u00adice", "U+00AD"),
        ("\u202eecitlA", "U+202E"),
        ("\ufeffAltice", "U+FEFF"),
        ("Altice\u2028", "U+2028"),
        ("Altice\u0085", "U+0085"),
        ("Altice\ue000", "U+E000"),
        ("Altice\ud800", "U+D800"),
    ],
    ids=["zero width", "soft hyphen", "right to left", "BOM", "line", "C1", "private", "surrogate"],
)
def test_45_an_invisible_character_is_refused_and_named(text, character):
    assert unsafe_text_rule(text) == f"has the invisible or control character {character}"


@pytest.mark.parametrize("text", ["Alt\0ice", "Alt\x1b[2Jice", "Alt\nice", "Altice\x7f"])
def test_45_a_control_character_is_refused(text):
    assert unsafe_text_rule(text) == "has a control character"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("\u0410ltice", "mixes alphabets (Cyrillic and Latin)"),
        ("Altic\u03bf", "mixes alphabets (Greek and Latin)"),
        ("\u0410\u03bb\u03c6\u03b1", "mixes alphabets (Cyrillic and Greek)"),
    ],
    ids=["Cyrillic A", "Greek omicron", "two others"],
)
def test_47_a_name_of_two_alphabets_is_refused(text, rule):
    assert unsafe_text_rule(text) == rule


@pytest.mark.parametrize(
    "text",
    [
        "José's Café",
        "Телеком 1",
        "Ελληνικά",
        "東京 Telecom",
        "Altice 🏙 USA",
        "½ Ångström №5",
        "Crown\u00a0Castle",
    ],
)
def test_47_a_name_of_one_alphabet_is_plain(text):
    assert unsafe_text_rule(text) is None


KNOWN = ["ZenFi Networks", "ExteNet Systems, Inc.", "ExteNet Systems (Virginia)", "Altice USA"]


def test_52_the_nearest_names_come_first_and_as_they_are_written():
    assert nearest_names("Extenet Systems, INC. II", KNOWN, count=1) == ["ExteNet Systems, Inc."]
    assert nearest_names("extenet systems", KNOWN) == [
        "ExteNet Systems, Inc.",
        "ExteNet Systems (Virginia)",
    ]


def test_52_a_name_like_no_other_has_no_nearest():
    assert nearest_names("Grapevine", KNOWN) == []
    assert nearest_names("Altice USA", []) == []
