"""Points are counted and found by place without reading the whole table."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("franchises", "0011_desks"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="installation",
            index=models.Index(
                fields=["latitude", "longitude", "franchise"], name="installation_by_place"
            ),
        ),
    ]
