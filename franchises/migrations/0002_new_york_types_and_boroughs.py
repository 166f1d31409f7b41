"""The model city's franchise types and boroughs: a city may rename, add and delete them."""

from django.db import migrations

TYPES = [
    (
        "cable-television",
        "Cable television",
        "Cable television over lines in and above the city's streets.",
    ),
    (
        "public-communications",
        "Public communications structures and pay telephones",
        "Kiosks and pay telephones on sidewalks, with Wi-Fi, calls and advertising.",
    ),
    (
        "mobile-telecommunications",
        "Mobile telecommunications",
        "Antennas and base stations on light poles, traffic poles and utility poles.",
    ),
    (
        "high-capacity-telecommunications",
        "Local high-capacity telecommunications",
        "Fiber that carries voice, video and data between buildings.",
    ),
]
BOROUGHS = [
    ("manhattan", "Manhattan"),
    ("bronx", "Bronx"),
    ("brooklyn", "Brooklyn"),
    ("queens", "Queens"),
    ("staten-island", "Staten Island"),
]


def add(apps, schema_editor):
    FranchiseType = apps.get_model("franchises", "FranchiseType")
    Borough = apps.get_model("franchises", "Borough")
    for code, name, description in TYPES:
        FranchiseType.objects.create(code=code, name=name, description=description)
    for code, name in BOROUGHS:
        Borough.objects.create(code=code, name=name)


class Migration(migrations.Migration):
    dependencies = [("franchises", "0001_initial")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
