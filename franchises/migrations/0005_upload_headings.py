"""How the headings of an upload are mapped, and whether it may have no rows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("franchises", "0004_guards_of_closed_years"),
    ]

    operations = [
        migrations.AddField(
            model_name="importupload",
            name="allows_empty",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="importupload",
            name="mapped",
            field=models.JSONField(
                blank=True,
                default=dict,
                help_text="Which of our columns a heading is.",
                verbose_name="headings",
            ),
        ),
    ]
