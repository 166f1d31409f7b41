"""What contracts require by when: the rules of what recurs, and each obligation."""

import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import franchises.models.franchisee


class Migration(migrations.Migration):
    dependencies = [
        ("franchises", "0013_record_what_secures_a_franchise"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalObligationRule",
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
                            ("fee_report", "Fee report"),
                            ("duct_report", "Duct report"),
                            ("repair_report", "Repair report"),
                            ("certificate", "Certificate renewal"),
                            ("audit", "Audit"),
                            ("other", "Other"),
                        ],
                        max_length=15,
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        help_text="What is to be done, such as: Quarterly report of gross revenue.",
                        max_length=200,
                        validators=[franchises.models.franchisee.validate_plain_text],
                    ),
                ),
                (
                    "every",
                    models.CharField(
                        choices=[
                            ("fiscal_quarter", "Every fiscal quarter"),
                            ("calendar_quarter", "Every quarter of the calendar"),
                            ("fiscal_year", "Every fiscal year"),
                            ("calendar_year", "Every calendar year"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "interval",
                    models.PositiveSmallIntegerField(
                        default=1,
                        help_text="1 for every such period, 3 for every third, from the first.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(50),
                        ],
                    ),
                ),
                (
                    "days",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Due so many days after the last day of the period.",
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(3650)],
                        verbose_name="days after it",
                    ),
                ),
                (
                    "in_business_days",
                    models.BooleanField(
                        default=False,
                        help_text="Monday to Friday, without the city's holidays.",
                        verbose_name="of business",
                    ),
                ),
                (
                    "due_month",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="1 to 12: due on a day of the year.",
                        null=True,
                        verbose_name="or in month",
                    ),
                ),
                (
                    "due_day",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="The first such day after the period.",
                        null=True,
                        verbose_name="on day",
                    ),
                ),
                (
                    "effective_on",
                    models.DateField(
                        help_text="The first period is the one that ends on this day or after it.",
                        verbose_name="from",
                    ),
                ),
                (
                    "expires_on",
                    models.DateField(
                        blank=True,
                        help_text=(
                            "No period begins after it; empty for as long as the franchise lasts."
                        ),
                        null=True,
                        verbose_name="until",
                    ),
                ),
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
                (
                    "responsible",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        help_text="Who of the staff sees to it.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical recurring obligation",
                "verbose_name_plural": "historical recurring obligations",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="ObligationRule",
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
                            ("fee_report", "Fee report"),
                            ("duct_report", "Duct report"),
                            ("repair_report", "Repair report"),
                            ("certificate", "Certificate renewal"),
                            ("audit", "Audit"),
                            ("other", "Other"),
                        ],
                        max_length=15,
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        help_text="What is to be done, such as: Quarterly report of gross revenue.",
                        max_length=200,
                        validators=[franchises.models.franchisee.validate_plain_text],
                    ),
                ),
                (
                    "every",
                    models.CharField(
                        choices=[
                            ("fiscal_quarter", "Every fiscal quarter"),
                            ("calendar_quarter", "Every quarter of the calendar"),
                            ("fiscal_year", "Every fiscal year"),
                            ("calendar_year", "Every calendar year"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "interval",
                    models.PositiveSmallIntegerField(
                        default=1,
                        help_text="1 for every such period, 3 for every third, from the first.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(50),
                        ],
                    ),
                ),
                (
                    "days",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Due so many days after the last day of the period.",
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(3650)],
                        verbose_name="days after it",
                    ),
                ),
                (
                    "in_business_days",
                    models.BooleanField(
                        default=False,
                        help_text="Monday to Friday, without the city's holidays.",
                        verbose_name="of business",
                    ),
                ),
                (
                    "due_month",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="1 to 12: due on a day of the year.",
                        null=True,
                        verbose_name="or in month",
                    ),
                ),
                (
                    "due_day",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="The first such day after the period.",
                        null=True,
                        verbose_name="on day",
                    ),
                ),
                (
                    "effective_on",
                    models.DateField(
                        help_text="The first period is the one that ends on this day or after it.",
                        verbose_name="from",
                    ),
                ),
                (
                    "expires_on",
                    models.DateField(
                        blank=True,
                        help_text=(
                            "No period begins after it; empty for as long as the franchise lasts."
                        ),
                        null=True,
                        verbose_name="until",
                    ),
                ),
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
                        related_name="obligation_rules",
                        to="franchises.franchise",
                    ),
                ),
                (
                    "responsible",
                    models.ForeignKey(
                        blank=True,
                        help_text="Who of the staff sees to it.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "recurring obligation",
                "ordering": ["franchise", "kind", "effective_on"],
            },
        ),
        migrations.CreateModel(
            name="Obligation",
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
                            ("fee_report", "Fee report"),
                            ("duct_report", "Duct report"),
                            ("repair_report", "Repair report"),
                            ("certificate", "Certificate renewal"),
                            ("audit", "Audit"),
                            ("other", "Other"),
                        ],
                        max_length=15,
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        help_text="What is to be done.",
                        max_length=200,
                        validators=[franchises.models.franchisee.validate_plain_text],
                    ),
                ),
                (
                    "fiscal_year",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="That it is for, where it is for one.",
                        null=True,
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
                    "period_ends_on",
                    models.DateField(
                        blank=True, editable=False, null=True, verbose_name="period ends on"
                    ),
                ),
                (
                    "due_on",
                    models.DateField(
                        help_text="The last day on which it is not late.", verbose_name="due on"
                    ),
                ),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="done on")),
                (
                    "evidence",
                    models.CharField(
                        blank=True,
                        help_text="What shows that it is done: a letter, a report, its number.",
                        max_length=300,
                        validators=[franchises.models.franchisee.validate_plain_text],
                    ),
                ),
                ("waived_on", models.DateField(blank=True, null=True, verbose_name="waived on")),
                (
                    "waived_because",
                    models.CharField(
                        blank=True,
                        max_length=300,
                        validators=[franchises.models.franchisee.validate_plain_text],
                        verbose_name="because",
                    ),
                ),
                ("note", models.TextField(blank=True, help_text="For staff. Never published.")),
                (
                    "franchise",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="obligations",
                        to="franchises.franchise",
                    ),
                ),
                (
                    "responsible",
                    models.ForeignKey(
                        blank=True,
                        help_text="Who of the staff sees to it.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        editable=False,
                        help_text="What it was generated by; empty where it is due once.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="obligations",
                        to="franchises.obligationrule",
                    ),
                ),
            ],
            options={
                "ordering": ["due_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalObligation",
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
                            ("fee_report", "Fee report"),
                            ("duct_report", "Duct report"),
                            ("repair_report", "Repair report"),
                            ("certificate", "Certificate renewal"),
                            ("audit", "Audit"),
                            ("other", "Other"),
                        ],
                        max_length=15,
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        help_text="What is to be done.",
                        max_length=200,
                        validators=[franchises.models.franchisee.validate_plain_text],
                    ),
                ),
                (
                    "fiscal_year",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="That it is for, where it is for one.",
                        null=True,
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
                    "period_ends_on",
                    models.DateField(
                        blank=True, editable=False, null=True, verbose_name="period ends on"
                    ),
                ),
                (
                    "due_on",
                    models.DateField(
                        help_text="The last day on which it is not late.", verbose_name="due on"
                    ),
                ),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="done on")),
                (
                    "evidence",
                    models.CharField(
                        blank=True,
                        help_text="What shows that it is done: a letter, a report, its number.",
                        max_length=300,
                        validators=[franchises.models.franchisee.validate_plain_text],
                    ),
                ),
                ("waived_on", models.DateField(blank=True, null=True, verbose_name="waived on")),
                (
                    "waived_because",
                    models.CharField(
                        blank=True,
                        max_length=300,
                        validators=[franchises.models.franchisee.validate_plain_text],
                        verbose_name="because",
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
                    "responsible",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        help_text="Who of the staff sees to it.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        help_text="What it was generated by; empty where it is due once.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="franchises.obligationrule",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical obligation",
                "verbose_name_plural": "historical obligations",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddConstraint(
            model_name="obligationrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("days__isnull", False), ("due_day", None), ("due_month", None)),
                    models.Q(
                        ("days", None),
                        ("due_day__isnull", False),
                        ("due_month__isnull", False),
                        ("in_business_days", False),
                    ),
                    _connector="OR",
                ),
                name="obligationrule_says_when",
                violation_error_message=(
                    "Give the days after the period, or the month and day; not both."
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="obligationrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("due_month", None),
                    models.Q(
                        ("due_day__range", (1, 31)), ("due_month__in", (1, 3, 5, 7, 8, 10, 12))
                    ),
                    models.Q(("due_day__range", (1, 30)), ("due_month__in", (4, 6, 9, 11))),
                    models.Q(("due_day__range", (1, 29)), ("due_month", 2)),
                    _connector="OR",
                ),
                name="obligationrule_day_is_of_the_year",
                violation_error_message="There is no such day in any year.",
            ),
        ),
        migrations.AddConstraint(
            model_name="obligationrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("interval__gte", 1)),
                name="obligationrule_interval_is_positive",
                violation_error_message="The interval is 1 or more.",
            ),
        ),
        migrations.AddConstraint(
            model_name="obligationrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("expires_on", None),
                    ("expires_on__gte", models.F("effective_on")),
                    _connector="OR",
                ),
                name="obligationrule_ends_after_it_begins",
                violation_error_message="This ends before it begins.",
            ),
        ),
        migrations.AddIndex(
            model_name="obligation",
            index=models.Index(fields=["due_on"], name="obligation_by_due_day"),
        ),
        migrations.AddIndex(
            model_name="obligation",
            index=models.Index(fields=["franchise", "due_on"], name="obligation_by_franchise"),
        ),
        migrations.AddConstraint(
            model_name="obligation",
            constraint=models.UniqueConstraint(
                fields=("rule", "period_ends_on"),
                name="obligation_is_generated_once",
                violation_error_message="This period's is generated already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="obligation",
            constraint=models.CheckConstraint(
                condition=models.Q(("done_on", None), ("waived_on", None), _connector="OR"),
                name="obligation_is_done_or_waived",
                violation_error_message="An obligation is done or waived, not both.",
            ),
        ),
        migrations.AddConstraint(
            model_name="obligation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("done_on", None), models.Q(("evidence", ""), _negated=True), _connector="OR"
                ),
                name="obligation_done_has_evidence",
                violation_error_message="What is done says what shows it.",
            ),
        ),
        migrations.AddConstraint(
            model_name="obligation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("waived_because", ""), ("waived_on", None)),
                    models.Q(
                        ("waived_on__isnull", False),
                        models.Q(("waived_because", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="obligation_waived_says_why",
                violation_error_message="What is waived says why, and nothing else does.",
            ),
        ),
        migrations.AddConstraint(
            model_name="obligation",
            constraint=models.CheckConstraint(
                condition=models.Q(("period__in", ["", "Q1", "Q2", "Q3", "Q4"])),
                name="obligation_period_is_a_quarter_or_year",
                violation_error_message="A period is Q1, Q2, Q3, Q4 or empty for the year.",
            ),
        ),
        migrations.AddConstraint(
            model_name="obligation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("fiscal_year", None), ("period", "")),
                    models.Q(("fiscal_year__isnull", False), ("fiscal_year__range", (1900, 2200))),
                    _connector="OR",
                ),
                name="obligation_fiscal_year_is_a_year",
                violation_error_message=(
                    "A fiscal year is from 1900 to 2200, and a quarter is of one."
                ),
            ),
        ),
    ]
