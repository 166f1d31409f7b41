"""The guessing assistant: what it says, how sure it is, and that it only ever proposes."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from franchises.imports.profiles import load_profile, read_profile
from franchises.models import ImportProfile, ImportRun
from tests.factories import FranchiseeFactory
from tests.imports.running import content, csv_of

pytestmark = pytest.mark.django_db

POLES = Path(__file__).parent.parent / "data" / "drill" / "harbor-city-poles.csv"


def guessed(path, dataset="installations", **options):
    out = io.StringIO()
    call_command("guess_profile", path, dataset=dataset, stdout=out, **options)
    return out.getvalue()


def test_a_guess_is_a_profile_and_writes_nothing(tmp_path):
    before = content(), ImportRun.objects.count(), ImportProfile.objects.count()
    file = tmp_path / "harbor-city-poles.toml"
    file.write_text(guessed(POLES))
    assert (content(), ImportRun.objects.count(), ImportProfile.objects.count()) == before
    profile = read_profile(file)
    assert profile.headings["PoleID"] == "asset_id"
    assert profile.constants == {"source": "harbor-city-poles"}


def test_every_line_says_how_sure_it_is():
    text = guessed(POLES)
    assert '"Lat" = "latitude"  # likely: another name for it' in text
    assert '"PoleStatus" = "status"  # a guess: a name like it' in text
    assert '"source" = "harbor-city-poles"  # a guess: from the name of the file' in text


def test_our_own_headings_are_sure(tmp_path):
    text = guessed(csv_of(tmp_path / "a.csv", ["asset_id", "Latitude"], ["7", "40.7"]))
    assert '"asset_id" = "asset_id"  # sure: the same name\n' in text
    assert '"Latitude" = "latitude"  # sure: the same name\n' in text


def test_a_heading_is_not_believed_against_its_cells(tmp_path):
    path = csv_of(
        tmp_path / "a.csv",
        ["id", "installed_on", "x", "y", "status"],
        ["7", "by Monday", "6006565.068", "2117760.9", "blue"],
        ["8", "soon", "5982081.86", "2097356.3", "red"],
    )
    text = guessed(path)
    for heading in ("installed_on", "x", "y"):
        assert f'"{heading}" = "extra"\n' in text
    assert "no word of ours for “blue”, “red”" in text


def test_it_says_what_a_row_still_needs(tmp_path):
    text = guessed(csv_of(tmp_path / "a.csv", ["id"], ["7"], ["8"]))
    needed = text.partition("# Still needed:\n")[2]
    lines = [line for line in needed.splitlines() if line.startswith("#   ")]
    words = " ".join(line.strip("# ") for line in lines)
    for name in ("kind: What it is.", "status: Where it stands.", "franchise: the number of"):
        assert name in words
    assert "source:" not in words


def test_names_that_are_not_on_record_are_told(tmp_path):
    FranchiseeFactory(name="Beacon Wireless")
    path = csv_of(tmp_path / "a.csv", ["id", "company"], ["7", "Beacon"], ["8", "BEACON wireless"])
    assert "company: not on record as franchisee: “Beacon”. Rows" in guessed(path)


def test_two_figures_for_a_year_are_told(tmp_path):
    path = csv_of(tmp_path / "a.csv", ["id", "installed"], ["7", "4/14/17"], ["8", "12/3/17"])
    text = guessed(path)
    assert '"installed" = "extra"\n' in text
    assert "installed has dates with two figures for the year" in text


def test_saved_it_is_a_profile_that_staff_can_mend(capsys):
    guessed(POLES, save="harbor")
    assert load_profile("harbor").values["status"]["Decommissioned"] == "removed"
    assert ImportProfile.objects.get().description == "As guessed from harbor-city-poles.csv"
    assert "Saved as harbor: check it in the admin." in capsys.readouterr().err


@pytest.mark.parametrize("name", ["harbor", "two words", "x" * 51])
def test_a_name_that_is_taken_or_none_is_refused_and_the_guess_still_shown(name):
    guessed(POLES, save="harbor")
    out = io.StringIO()
    with pytest.raises(CommandError, match=f"--save {name}: ") as refusal:
        call_command("guess_profile", POLES, dataset="installations", save=name, stdout=out)
    assert refusal.value.returncode == 2
    assert "[headings]" in out.getvalue()
    assert ImportProfile.objects.count() == 1


def test_a_file_without_rows_gives_nothing_to_guess_from(tmp_path):
    with pytest.raises(CommandError, match="has headings and no rows"):
        guessed(csv_of(tmp_path / "a.csv", ["id", "company"]))


def test_a_heading_cannot_draw_on_the_terminal(tmp_path):
    path = csv_of(tmp_path / "a.csv", ["id", "a\x1b[2Jb"], ["7", "x\x1b[2J"], ["8", "y"])
    assert "\x1b" not in guessed(path)


def test_rows_far_behind_are_looked_at_and_the_cost_is_bounded(tmp_path, monkeypatch):
    from franchises.imports.guessing import sampling

    rows = [[n, "Live"] for n in range(3_000)] + [[3_000 + n, "Removed"] for n in range(100)]
    path = csv_of(tmp_path / "a.csv", ["id", "status"], *rows)
    assert '"Live" = "installed"' in guessed(path)
    seen = sampling.sample(path)
    assert seen.rows == 1_000 + 42
    assert seen.columns[1].counts["Removed"] == 2
    monkeypatch.setattr(sampling, "MOST", 1_500)
    assert sampling.sample(path).rows == 1_010
