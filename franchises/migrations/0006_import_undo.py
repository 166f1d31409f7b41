"""The wish that a large import be undone by a worker."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("franchises", "0005_upload_headings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportUndo",
            fields=[
                (
                    "run",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="wish",
                        serialize=False,
                        to="franchises.importrun",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting to be undone"),
                            ("undoing", "Being undone"),
                            ("stopped", "Not undone"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("stopped_because", models.CharField(blank=True, max_length=500)),
                (
                    "obstacles",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="The first things that stood in the way, in words.",
                    ),
                ),
                (
                    "changed_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "undo",
                "default_permissions": (),
            },
        ),
    ]
