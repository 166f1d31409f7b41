"""The permission to transfer a franchise to another franchisee."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("franchises", "0014_say_what_contracts_require_by_when"),
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
