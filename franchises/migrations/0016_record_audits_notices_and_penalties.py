"""Audits and what they found, notices, penalties, and New York's ranges of penalties."""

import datetime
from decimal import Decimal

import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import franchises.models.fields
import franchises.models.franchisee

# Section, what for, least and most in US dollars; None where the amounts are not known to us.
NEW_YORK = [
    ("67 RCNY 1-07", "Violation of the rules of franchises", 100, 25_000),
    ("67 RCNY 6-02", "Violation of the rules of public pay telephones", None, None),
]


def enter_ranges(apps, schema_editor):
    rules = apps.get_model("franchises", "PenaltyRule").objects
    for section, what, least, most in NEW_YORK:
        rules.create(
            section=section,
            what=what,
            least=least,
            most=most,
            effective_on=datetime.date(2000, 1, 1),
        )


class Migration(migrations.Migration):
    dependencies = [
        ("franchises", "0015_let_franchises_be_transferred"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Audit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        help_text="The number of the audit; its assessments are named by it.",
                        max_length=80,
                        unique=True,
                        validators=[franchises.models.franchisee.validate_plain_text],
                    ),
                ),
                (
                    "auditor",
                    models.CharField(
                        help_text="Such as: City Comptroller.",
                        max_length=200,
                        validators=[franchises.models.franchisee.validate_plain_text],
                    ),
                ),
                (
                    "first_year",
                    models.PositiveSmallIntegerField(
                        help_text="The first that was audited.",
                        validators=[
                            django.core.validators.MinValueValidator(
                                1900, "A fiscal year is named by the year it ends in, 1900 to 2200."
                            ),
                            django.core.validators.MaxValueValidator(
                                2200, "A fiscal year is named by the year it ends in, 1900 to 2200."
                            ),
                        ],
                        verbose_name="first fiscal year",
                    ),
                ),
                (
                    "last_year",
                    models.PositiveSmallIntegerField(
                        help_text="The last that was audited.",
                        validators=[
                            django.core.validators.MinValueValidator(
                                1900, "A fiscal year is named by the year it ends in, 1900 to 2200."
                            ),
                            django.core.validators.MaxValueValidator(
                                2200, "A fiscal year is named by the year it ends in, 1900 to 2200."
                            ),
                        ],
                        verbose_name="last fiscal year",
                    ),
                ),
                (
                    "reported_on",
                    models.DateField(
                        help_text="The day of the report.", verbose_name="reported on"
                    ),
                ),
                (
                    "paid",
                    franchises.models.fields.CentsField(
                        help_text=(
                            "US dollars that the franchisee had paid for those years, as the audit"
                            " has it."
                        )
                    ),
                ),
                (
                    "cost",
                    franchises.models.fields.CentsField(
                        blank=True, help_text="What the audit cost, in US dollars.", null=True
                    ),
                ),
                ("note", models.TextField(blank=True, help_text="For staff. Never published.")),
                (
                    "cost_assessment",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cost_of_audit",
                        to="franchises.feeassessment",
                    ),
                ),
                (
                    "franchise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="audits",
                        to="franchises.franchise",
                    ),
                ),
            ],
            options={
                "ordering": ["-reported_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="AuditFinding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        help_text="Such as: advertising revenue that was not reported.",
                        max_length=200,
                        validators=[franchises.models.franchisee.validate_plain_text],
                    ),
                ),
                (
                    "fiscal_year",
                    models.PositiveSmallIntegerField(
                        help_text=(
                            "The fiscal year the amount is for, by the year it ends in: 2013 is"
                            " FY2013."
                        ),
                        validators=[
                            django.core.validators.MinValueValidator(
                                1900, "A fiscal year is named by the year it ends in, 1900 to 2200."
                            ),
                            django.core.validators.MaxValueValidator(
                                2200, "A fiscal year is named by the year it ends in, 1900 to 2200."
                            ),
                        ],
                        verbose_name="fiscal year",
                    ),
                ),
                (
                    "period",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Whole year"),
                            ("Q1", "First quarter"),
                            ("Q2", "Second quarter"),
                            ("Q3", "Third quarter"),
                            ("Q4", "Fourth quarter"),
                        ],
                        default="",
                        max_length=2,
                    ),
                ),
                (
                    "not_reported",
                    franchises.models.fields.CentsField(
                        help_text="US dollars.", verbose_name="revenue not reported"
                    ),
                ),
                (
                    "percent",
                    models.DecimalField(
                        decimal_places=6,
                        help_text="The fee on it: 5, or 100 where the fee itself was not paid.",
                        max_digits=12,
                        verbose_name="per cent",
                    ),
                ),
                (
                    "due_on",
                    models.DateField(
                        help_text="The day the fee was due: lateness is counted from it.",
                        verbose_name="was due on",
                    ),
                ),
                (
                    "assessment",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="finding",
                        to="franchises.feeassessment",
                    ),
                ),
                (
                    "audit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="franchises.audit",
                    ),
                ),
            ],
            options={
                "ordering": ["audit", "fiscal_year", "period", "pk"],
            },
        ),
        migrations.CreateModel(
            name="AuditTerms",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "threshold",
                    models.DecimalField(
                        decimal_places=6,
                        help_text=(
                            "Per cent of what was due: where an audit finds more than that unpaid,"
                            " the franchisee bears its cost."
                        ),
                        max_digits=12,
                        verbose_name="cost is shifted above",
                    ),
                ),
                ("effective_on", models.DateField(verbose_name="effective on")),
                (
                    "source",
                    models.CharField(
                        blank=True,
                        max_length=300,
                        validators=[franchises.models.franchisee.validate_plain_text],
                        verbose_name="clause",
                    ),
                ),
                (
                    "franchise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="audit_terms",
                        to="franchises.franchise",
                    ),
                ),
            ],
            options={
                "verbose_name": "terms of audits",
                "verbose_name_plural": "terms of audits",
                "ordering": ["franchise", "effective_on"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalAudit",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        db_index=True,
                        help_text="The number of the audit; its assessments are named by it.",
                        max_length=80,
                        validators=[franchises.models.franchisee.validate_plain_text],
                    ),
                ),
                (
                    "auditor",
                    models.CharField(
                        help_text="Such as: City Comptroller.",
                        max_length=200,
                        validators=[franchises.models.franchisee.validate_plain_text],
                    ),
                ),
                (
                    "first_year",
                    models.PositiveSmallIntegerField(
                        help_text="The first that was audited.",
                        validators=[
                            django.core.validators.MinValueValidator(
                                1900, "A fiscal year is named by the year it ends in, 1900 to 2200."
                            ),
                            django.core.validators.MaxValueValidator(
                                2200, "A fiscal year is named by the year it ends in, 1900 to 2200."
                            ),
                        ],
                        verbose_name="first fiscal year",
                    ),
                ),
                (
                    "last_year",
                    models.PositiveSmallIntegerField(
                        help_text="The last that was audited.",
                        validators=[
                            django.core.validators.MinValueValidator(
                                1900, "A fiscal year is named by the year it ends in, 1900 to 2200."
                            ),
                            django.core.validators.MaxValueValidator(
                                2200, "A fiscal year is named by the year it ends in, 1900 to 2200."
                            ),
                        ],
                        verbose_name="last fiscal year",
                    ),
                ),
                (
                    "reported_on",
                    models.DateField(
                        help_text="The day of the report.", verbose_name="reported on"
                    ),
                ),
                (
                    "paid",
                    franchises.models.fields.CentsField(
                        help_text=(
                            "US dollars that the franchisee had paid for those years, as the audit"
                            " has it."
                        )
                    ),
                ),
                (
                    "cost",
                    franchises.models.fields.CentsField(
                        blank=True, help_text="What the audit cost, in US dollars.", null=True
                    ),
                ),
                ("note", models.TextField(blank=True, help_text="For staff. Never published.")),
                ("history_change_reason", models.CharField(max_length=300, null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "cost_assessment",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="franchises.feeassessment",
                    ),
                ),
                (
                    "franchise",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="franchises.franchise",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "import_run",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="franchises.importrun",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical audit",
                "verbose_name_plural": "historical audits",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalAuditFinding",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        help_text="Such as: advertising revenue that was not reported.",
                        max_length=200,
                        validators=[franchises.models.franchisee.validate_plain_text],
                    ),
                ),
                (
                    "fiscal_year",
                    models.PositiveSmallIntegerField(
                        help_text=(
                            "The fiscal year the amount is for, by the year it ends in: 2013 is"
                            " FY2013."
                        ),
                        validators=[
                            django.core.validators.MinValueValidator(
                                1900, "A fiscal year is named by the year it ends in, 1900 to 2200."
                            ),
                            django.core.validators.MaxValueValidator(
                                2200, "A fiscal year is named by the year it ends in, 1900 to 2200."
                            ),
                        ],
                        verbose_name="fiscal year",
                    ),
                ),
                (
                    "period",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Whole year"),
                            ("Q1", "First quarter"),
                            ("Q2", "Second quarter"),
                            ("Q3", "Third quarter"),
                            ("Q4", "Fourth quarter"),
                        ],
                        default="",
                        max_length=2,
                    ),
                ),
                (
                    "not_reported",
                    franchises.models.fields.CentsField(
                        help_text="US dollars.", verbose_name="revenue not reported"
                    ),
                ),
                (
                    "percent",
                    models.DecimalField(
                        decimal_places=6,
                        help_text="The fee on it: 5, or 100 where the fee itself was not paid.",
                        max_digits=12,
                        verbose_name="per cent",
                    ),
                ),
                (
                    "due_on",
                    models.DateField(
                        help_text="The day the fee was due: lateness is counted from it.",
                        verbose_name="was due on",
                    ),
                ),
                ("history_change_reason", models.CharField(max_length=300, null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "assessment",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="franchises.feeassessment",
                    ),
                ),
                (
                    "audit",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="franchises.audit",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "import_run",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="franchises.importrun",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical audit finding",
                "verbose_name_plural": "historical audit findings",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalAuditTerms",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "threshold",
                    models.DecimalField(
                        decimal_places=6,
                        help_text=(
                            "Per cent of what was due: where an audit finds more than that unpaid,"
                            " the franchisee bears its cost."
                        ),
                        max_digits=12,
                        verbose_name="cost is shifted above",
                    ),
                ),
                ("effective_on", models.DateField(verbose_name="effective on")),
                (
                    "source",
                    models.CharField(
                        blank=True,
                        max_length=300,
                        validators=[franchises.models.franchisee.validate_plain_text],
                        verbose_name="clause",
                    ),
                ),
                ("history_change_reason", models.CharField(max_length=300, null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "franchise",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="franchises.franchise",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "import_run",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="franchises.importrun",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical terms of audits",
                "verbose_name_plural": "historical terms of audits",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalNotice",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("default", "Notice of default"),
                            ("violation", "Notice of violation"),
                            ("underpayment", "Notice of underpayment"),
                            ("other", "Other notice"),
                        ],
                        max_length=15,
                    ),
                ),
                (
                    "subject",
                    models.CharField(
                        help_text="What is wrong, in a sentence.",
                        max_length=300,
                        validators=[franchises.models.franchisee.validate_plain_text],
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        blank=True,
                        help_text="Of the letter.",
                        max_length=100,
                        validators=[franchises.models.franchisee.validate_plain_text],
                    ),
                ),
                ("given_on", models.DateField(verbose_name="given on")),
                (
                    "cure_by",
                    models.DateField(
                        blank=True,
                        help_text="The last day to put it right.",
                        null=True,
                        verbose_name="cure by",
                    ),
                ),
                ("cured_on", models.DateField(blank=True, null=True, verbose_name="cured on")),
                ("note", models.TextField(blank=True, help_text="For staff. Never published.")),
                ("history_change_reason", models.CharField(max_length=300, null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        help_text="Of a default: its place in the life of the franchise.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="franchises.franchiseevent",
                    ),
                ),
                (
                    "franchise",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="franchises.franchise",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "import_run",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="franchises.importrun",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical notice",
                "verbose_name_plural": "historical notices",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPenaltyRule",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "section",
                    models.CharField(
                        help_text="Such as: 67 RCNY 1-07.",
                        max_length=100,
                        validators=[franchises.models.franchisee.validate_plain_text],
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        help_text="What it is a penalty for.",
                        max_length=200,
                        validators=[franchises.models.franchisee.validate_plain_text],
                    ),
                ),
                (
                    "least",
                    franchises.models.fields.CentsField(
                        blank=True,
                        help_text=(
                            "US dollars for each violation; empty while the range is not on record."
                        ),
                        null=True,
                    ),
                ),
                (
                    "most",
                    franchises.models.fields.CentsField(
                        blank=True, help_text="US dollars for each violation.", null=True
                    ),
                ),
                ("effective_on", models.DateField(verbose_name="effective on")),
                ("expires_on", models.DateField(blank=True, null=True, verbose_name="expires on")),
                ("history_change_reason", models.CharField(max_length=300, null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "import_run",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="franchises.importrun",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical penalty rule",
                "verbose_name_plural": "historical penalty rules",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("default", "Notice of default"),
                            ("violation", "Notice of violation"),
                            ("underpayment", "Notice of underpayment"),
                            ("other", "Other notice"),
                        ],
                        max_length=15,
                    ),
                ),
                (
                    "subject",
                    models.CharField(
                        help_text="What is wrong, in a sentence.",
                        max_length=300,
                        validators=[franchises.models.franchisee.validate_plain_text],
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        blank=True,
                        help_text="Of the letter.",
                        max_length=100,
                        validators=[franchises.models.franchisee.validate_plain_text],
                    ),
                ),
                ("given_on", models.DateField(verbose_name="given on")),
                (
                    "cure_by",
                    models.DateField(
                        blank=True,
                        help_text="The last day to put it right.",
                        null=True,
                        verbose_name="cure by",
                    ),
                ),
                ("cured_on", models.DateField(blank=True, null=True, verbose_name="cured on")),
                ("note", models.TextField(blank=True, help_text="For staff. Never published.")),
                (
                    "event",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        help_text="Of a default: its place in the life of the franchise.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notice",
                        to="franchises.franchiseevent",
                    ),
                ),
                (
                    "franchise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="franchises.franchise",
                    ),
                ),
            ],
            options={
                "ordering": ["-given_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="PenaltyRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "section",
                    models.CharField(
                        help_text="Such as: 67 RCNY 1-07.",
                        max_length=100,
                        validators=[franchises.models.franchisee.validate_plain_text],
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        help_text="What it is a penalty for.",
                        max_length=200,
                        validators=[franchises.models.franchisee.validate_plain_text],
                    ),
                ),
                (
                    "least",
                    franchises.models.fields.CentsField(
                        blank=True,
                        help_text=(
                            "US dollars for each violation; empty while the range is not on record."
                        ),
                        null=True,
                    ),
                ),
                (
                    "most",
                    franchises.models.fields.CentsField(
                        blank=True, help_text="US dollars for each violation.", null=True
                    ),
                ),
                ("effective_on", models.DateField(verbose_name="effective on")),
                ("expires_on", models.DateField(blank=True, null=True, verbose_name="expires on")),
            ],
            options={
                "ordering": ["section", "effective_on"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("least", None), ("most", None)),
                            models.Q(
                                ("least__gte", 0),
                                ("least__isnull", False),
                                ("least__lte", models.F("most")),
                                ("most__isnull", False),
                                ("most__lte", Decimal("100000000000.00")),
                            ),
                            _connector="OR",
                        ),
                        name="penaltyrule_least_is_within_most",
                        violation_error_message=(
                            "Give the least and the most, in this order, or neither."
                        ),
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("expires_on", None),
                            ("expires_on__gte", models.F("effective_on")),
                            _connector="OR",
                        ),
                        name="penaltyrule_ends_after_it_begins",
                        violation_error_message="This ends before it begins.",
                    ),
                    models.UniqueConstraint(
                        fields=("section", "effective_on"),
                        name="penaltyrule_is_said_once",
                        violation_error_message="This section has a range from that day already.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Penalty",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        help_text="What was done, or left undone.",
                        max_length=300,
                        validators=[franchises.models.franchisee.validate_plain_text],
                    ),
                ),
                ("violated_on", models.DateField(verbose_name="day of the violation")),
                (
                    "violations",
                    models.PositiveSmallIntegerField(
                        default=1,
                        help_text="How many: the range is for each of them.",
                        validators=[django.core.validators.MinValueValidator(1)],
                    ),
                ),
                ("imposed_on", models.DateField(verbose_name="imposed on")),
                (
                    "assessment",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="penalty",
                        to="franchises.feeassessment",
                    ),
                ),
                (
                    "franchise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="penalties",
                        to="franchises.franchise",
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="penalties",
                        to="franchises.notice",
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="penalties",
                        to="franchises.penaltyrule",
                        verbose_name="section",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "penalties",
                "ordering": ["-imposed_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalPenalty",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        help_text="What was done, or left undone.",
                        max_length=300,
                        validators=[franchises.models.franchisee.validate_plain_text],
                    ),
                ),
                ("violated_on", models.DateField(verbose_name="day of the violation")),
                (
                    "violations",
                    models.PositiveSmallIntegerField(
                        default=1,
                        help_text="How many: the range is for each of them.",
                        validators=[django.core.validators.MinValueValidator(1)],
                    ),
                ),
                ("imposed_on", models.DateField(verbose_name="imposed on")),
                ("history_change_reason", models.CharField(max_length=300, null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "assessment",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="franchises.feeassessment",
                    ),
                ),
                (
                    "franchise",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="franchises.franchise",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "import_run",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="franchises.importrun",
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="franchises.notice",
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="franchises.penaltyrule",
                        verbose_name="section",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical penalty",
                "verbose_name_plural": "historical penalties",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddConstraint(
            model_name="audit",
            constraint=models.CheckConstraint(
                condition=models.Q(("first_year__lte", models.F("last_year"))),
                name="audit_years_are_in_order",
                violation_error_message="The first year comes before the last.",
            ),
        ),
        migrations.AddConstraint(
            model_name="audit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("paid__range", (0, Decimal("100000000000.00"))),
                    models.Q(
                        ("cost", None),
                        models.Q(
                            ("cost__isnull", False),
                            ("cost__range", (0, Decimal("100000000000.00"))),
                        ),
                        _connector="OR",
                    ),
                ),
                name="audit_amounts_in_range",
                violation_error_message="An amount is between $0.00 and $100,000,000,000.00.",
            ),
        ),
        migrations.AddConstraint(
            model_name="auditfinding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("not_reported__range", (Decimal("0.01"), Decimal("100000000000.00")))
                ),
                name="auditfinding_revenue_is_positive",
                violation_error_message="A finding is of more than $0.00.",
            ),
        ),
        migrations.AddConstraint(
            model_name="auditfinding",
            constraint=models.CheckConstraint(
                condition=models.Q(("percent__range", (0, 100))),
                name="auditfinding_percent_is_a_per_cent",
                violation_error_message="A per cent is from 0 to 100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="auditfinding",
            constraint=models.CheckConstraint(
                condition=models.Q(("fiscal_year__range", (1900, 2200))),
                name="auditfinding_fiscal_year_is_a_year",
                violation_error_message=(
                    "A fiscal year is named by the year it ends in, 1900 to 2200."
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="auditfinding",
            constraint=models.CheckConstraint(
                condition=models.Q(("period__in", ["", "Q1", "Q2", "Q3", "Q4"])),
                name="auditfinding_period_is_a_quarter_or_year",
                violation_error_message="A period is Q1, Q2, Q3, Q4 or empty for the year.",
            ),
        ),
        migrations.AddConstraint(
            model_name="auditterms",
            constraint=models.CheckConstraint(
                condition=models.Q(("threshold__range", (0, 100))),
                name="auditterms_threshold_is_a_per_cent",
                violation_error_message="A per cent is from 0 to 100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="auditterms",
            constraint=models.UniqueConstraint(
                fields=("franchise", "effective_on"),
                name="auditterms_day_is_unique",
                violation_error_message="There are terms from that day already: change those.",
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["cure_by"], name="notice_by_cure"),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("cure_by", None), ("cure_by__gte", models.F("given_on")), _connector="OR"
                    ),
                    models.Q(
                        ("cured_on", None), ("cured_on__gte", models.F("given_on")), _connector="OR"
                    ),
                ),
                name="notice_is_cured_after_it",
                violation_error_message="What a notice is of is cured after it is given.",
            ),
        ),
        migrations.AddConstraint(
            model_name="penalty",
            constraint=models.CheckConstraint(
                condition=models.Q(("violations__gte", 1)),
                name="penalty_is_for_a_violation",
                violation_error_message="A penalty is for one violation at least.",
            ),
        ),
        migrations.AddConstraint(
            model_name="penalty",
            constraint=models.CheckConstraint(
                condition=models.Q(("imposed_on__gte", models.F("violated_on"))),
                name="penalty_is_imposed_after_the_violation",
                violation_error_message="A penalty is imposed after the violation.",
            ),
        ),
        migrations.RunPython(enter_ranges, migrations.RunPython.noop),
    ]
