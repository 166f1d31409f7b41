"""The permission to transfer a franchise to another franchisee."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("franchises", "0013_record_what_secures_a_franchise"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="franchise",
            options={
                "ordering": ["number"],
                "permissions": [
                    ("transfer_franchise", "Can transfer franchises to other franchisees")
                ],
            },
        ),
    ]
