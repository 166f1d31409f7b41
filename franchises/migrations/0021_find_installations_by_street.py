"""Addresses and corners are found by their street without reading the whole table."""

from django.db import migrations, models
from django.db.models.functions import Coalesce, Upper

from franchises.models.installation import StreetOfAddress


class Migration(migrations.Migration):
    dependencies = [
        ("franchises", "0020_enter_the_penalties_of_pay_telephones"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="installation",
            index=models.Index(
                Upper(Coalesce(StreetOfAddress("address"), "on_street")),
                name="installation_by_street",
            ),
        ),
    ]
