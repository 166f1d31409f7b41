"""Saving one installation looks for the complaints that name it, without reading all of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("franchises", "0022_sum_the_account_of_a_franchise_from_an_index"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="complaint",
            index=models.Index(fields=["asset_id"], name="complaint_by_asset"),
        ),
    ]
