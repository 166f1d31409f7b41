"""What a franchise owes and paid is summed from the index alone: my day does it for all of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("franchises", "0021_find_installations_by_street"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="feeassessment",
            name="feeassessment_by_franchise",
        ),
        migrations.RemoveIndex(
            model_name="feecollection",
            name="feecollection_by_franchise",
        ),
        migrations.AddIndex(
            model_name="feeassessment",
            index=models.Index(
                fields=["franchise", "fiscal_year", "due_on", "amount"],
                name="feeassessment_by_franchise",
            ),
        ),
        migrations.AddIndex(
            model_name="feecollection",
            index=models.Index(
                fields=["franchise", "fiscal_year", "received_on", "amount"],
                name="feecollection_by_franchise",
            ),
        ),
    ]
