"""What contracts require in security and insurance, what the city holds of it, and draws on it."""

from decimal import Decimal

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import franchises.models.fields
import franchises.models.franchisee


class Migration(migrations.Migration):
    dependencies = [
        ("franchises", "0012_find_installations_by_place"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalInsuranceCertificate",
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
                            ("liability", "Commercial general liability"),
                            ("automobile", "Business automobile liability"),
                            ("compensation", "Workers' compensation"),
                            ("umbrella", "Umbrella or excess liability"),
                            ("professional", "Professional liability"),
                            ("property", "Property"),
                        ],
                        max_length=15,
                    ),
                ),
                (
                    "insurer",
                    models.CharField(
                        max_length=200,
                        validators=[franchises.models.franchisee.validate_plain_text],
                    ),
                ),
                (
                    "policy_number",
                    models.CharField(
                        max_length=100,
                        validators=[franchises.models.franchisee.validate_plain_text],
                        verbose_name="policy number",
                    ),
                ),
                (
                    "per_occurrence",
                    franchises.models.fields.CentsField(
                        default=0, help_text="US dollars for each occurrence."
                    ),
                ),
                (
                    "aggregate",
                    franchises.models.fields.CentsField(default=0, help_text="US dollars in all."),
                ),
                (
                    "names_city",
                    models.BooleanField(
                        default=False,
                        help_text="It names the City as additional insured.",
                        verbose_name="additional insured",
                    ),
                ),
                (
                    "effective_on",
                    models.DateField(
                        help_text="The first day of the policy.", verbose_name="effective on"
                    ),
                ),
                (
                    "expires_on",
                    models.DateField(help_text="Its last day, in it.", verbose_name="expires on"),
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
            ],
            options={
                "verbose_name": "historical insurance certificate",
                "verbose_name_plural": "historical insurance certificates",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalInsuranceRequirement",
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
                            ("liability", "Commercial general liability"),
                            ("automobile", "Business automobile liability"),
                            ("compensation", "Workers' compensation"),
                            ("umbrella", "Umbrella or excess liability"),
                            ("professional", "Professional liability"),
                            ("property", "Property"),
                        ],
                        max_length=15,
                    ),
                ),
                (
                    "per_occurrence",
                    franchises.models.fields.CentsField(
                        default=0, help_text="US dollars at least for each occurrence."
                    ),
                ),
                (
                    "aggregate",
                    franchises.models.fields.CentsField(
                        default=0, help_text="US dollars at least in all."
                    ),
                ),
                (
                    "names_city",
                    models.BooleanField(
                        default=True,
                        help_text="The City is to be an additional insured.",
                        verbose_name="additional insured",
                    ),
                ),
                ("required_from", models.DateField(verbose_name="required from")),
                (
                    "required_until",
                    models.DateField(
                        blank=True,
                        help_text="The last day; empty while it lasts.",
                        null=True,
                        verbose_name="required until",
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
            ],
            options={
                "verbose_name": "historical insurance required",
                "verbose_name_plural": "historical insurance required",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalSecurity",
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
                            ("fund", "Security fund"),
                            ("letter", "Letter of credit"),
                            ("bond", "Surety bond"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "issuer",
                    models.CharField(
                        help_text="The bank or surety; of a fund, where it is deposited.",
                        max_length=200,
                        validators=[franchises.models.franchisee.validate_plain_text],
                    ),
                ),
                (
                    "number",
                    models.CharField(
                        help_text="Of the bond, letter or account.",
                        max_length=100,
                        validators=[franchises.models.franchisee.validate_plain_text],
                    ),
                ),
                (
                    "amount",
                    franchises.models.fields.CentsField(
                        help_text="US dollars, before anything is drawn."
                    ),
                ),
                ("held_from", models.DateField(verbose_name="held from")),
                (
                    "expires_on",
                    models.DateField(
                        blank=True,
                        help_text="Its last day; empty where it has none.",
                        null=True,
                        verbose_name="expires on",
                    ),
                ),
                (
                    "released_on",
                    models.DateField(
                        blank=True,
                        help_text="The last day before it was given back.",
                        null=True,
                        verbose_name="released on",
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
            ],
            options={
                "verbose_name": "historical security",
                "verbose_name_plural": "historical securities",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalSecurityRequirement",
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
                            ("fund", "Security fund"),
                            ("letter", "Letter of credit"),
                            ("bond", "Surety bond"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "amount",
                    franchises.models.fields.CentsField(
                        help_text="US dollars that are to be held at all times."
                    ),
                ),
                ("required_from", models.DateField(verbose_name="required from")),
                (
                    "required_until",
                    models.DateField(
                        blank=True,
                        help_text="The last day; empty while it lasts.",
                        null=True,
                        verbose_name="required until",
                    ),
                ),
                (
                    "days_to_replenish",
                    models.PositiveSmallIntegerField(
                        default=30,
                        help_text="After a draw, within which it is to be whole again.",
                        verbose_name="days to replenish",
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
            ],
            options={
                "verbose_name": "historical security required",
                "verbose_name_plural": "historical securities required",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Security",
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
                            ("fund", "Security fund"),
                            ("letter", "Letter of credit"),
                            ("bond", "Surety bond"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "issuer",
                    models.CharField(
                        help_text="The bank or surety; of a fund, where it is deposited.",
                        max_length=200,
                        validators=[franchises.models.franchisee.validate_plain_text],
                    ),
                ),
                (
                    "number",
                    models.CharField(
                        help_text="Of the bond, letter or account.",
                        max_length=100,
                        validators=[franchises.models.franchisee.validate_plain_text],
                    ),
                ),
                (
                    "amount",
                    franchises.models.fields.CentsField(
                        help_text="US dollars, before anything is drawn."
                    ),
                ),
                ("held_from", models.DateField(verbose_name="held from")),
                (
                    "expires_on",
                    models.DateField(
                        blank=True,
                        help_text="Its last day; empty where it has none.",
                        null=True,
                        verbose_name="expires on",
                    ),
                ),
                (
                    "released_on",
                    models.DateField(
                        blank=True,
                        help_text="The last day before it was given back.",
                        null=True,
                        verbose_name="released on",
                    ),
                ),
                ("note", models.TextField(blank=True, help_text="For staff. Never published.")),
                (
                    "franchise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="securities",
                        to="franchises.franchise",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "securities",
                "ordering": ["franchise", "kind", "held_from"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalSecurityDraw",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("drawn_on", models.DateField(verbose_name="drawn on")),
                (
                    "because",
                    models.CharField(
                        help_text=(
                            "What the franchisee had not done, as the notice to the issuer says it."
                        ),
                        max_length=300,
                        validators=[franchises.models.franchisee.validate_plain_text],
                    ),
                ),
                (
                    "replenish_by",
                    models.DateField(
                        blank=True,
                        help_text=(
                            "The last day that the contract gives to make it whole; worked out if"
                            " empty."
                        ),
                        null=True,
                        verbose_name="replenish by",
                    ),
                ),
                (
                    "replenished_on",
                    models.DateField(
                        blank=True,
                        help_text="From that day on it was whole again.",
                        null=True,
                        verbose_name="replenished on",
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
                    "collection",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="franchises.feecollection",
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
                    "security",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="franchises.security",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical draw on a security",
                "verbose_name_plural": "historical draws on securities",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="SecurityDraw",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("drawn_on", models.DateField(verbose_name="drawn on")),
                (
                    "because",
                    models.CharField(
                        help_text=(
                            "What the franchisee had not done, as the notice to the issuer says it."
                        ),
                        max_length=300,
                        validators=[franchises.models.franchisee.validate_plain_text],
                    ),
                ),
                (
                    "replenish_by",
                    models.DateField(
                        blank=True,
                        help_text=(
                            "The last day that the contract gives to make it whole; worked out if"
                            " empty."
                        ),
                        null=True,
                        verbose_name="replenish by",
                    ),
                ),
                (
                    "replenished_on",
                    models.DateField(
                        blank=True,
                        help_text="From that day on it was whole again.",
                        null=True,
                        verbose_name="replenished on",
                    ),
                ),
                (
                    "collection",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="draw",
                        to="franchises.feecollection",
                    ),
                ),
                (
                    "security",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="draws",
                        to="franchises.security",
                    ),
                ),
            ],
            options={
                "verbose_name": "draw on a security",
                "verbose_name_plural": "draws on securities",
                "ordering": ["-drawn_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="SecurityRequirement",
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
                            ("fund", "Security fund"),
                            ("letter", "Letter of credit"),
                            ("bond", "Surety bond"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "amount",
                    franchises.models.fields.CentsField(
                        help_text="US dollars that are to be held at all times."
                    ),
                ),
                ("required_from", models.DateField(verbose_name="required from")),
                (
                    "required_until",
                    models.DateField(
                        blank=True,
                        help_text="The last day; empty while it lasts.",
                        null=True,
                        verbose_name="required until",
                    ),
                ),
                (
                    "days_to_replenish",
                    models.PositiveSmallIntegerField(
                        default=30,
                        help_text="After a draw, within which it is to be whole again.",
                        verbose_name="days to replenish",
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
                        related_name="security_requirements",
                        to="franchises.franchise",
                    ),
                ),
            ],
            options={
                "verbose_name": "security required",
                "verbose_name_plural": "securities required",
                "ordering": ["franchise", "kind", "required_from"],
            },
        ),
        migrations.CreateModel(
            name="InsuranceCertificate",
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
                            ("liability", "Commercial general liability"),
                            ("automobile", "Business automobile liability"),
                            ("compensation", "Workers' compensation"),
                            ("umbrella", "Umbrella or excess liability"),
                            ("professional", "Professional liability"),
                            ("property", "Property"),
                        ],
                        max_length=15,
                    ),
                ),
                (
                    "insurer",
                    models.CharField(
                        max_length=200,
                        validators=[franchises.models.franchisee.validate_plain_text],
                    ),
                ),
                (
                    "policy_number",
                    models.CharField(
                        max_length=100,
                        validators=[franchises.models.franchisee.validate_plain_text],
                        verbose_name="policy number",
                    ),
                ),
                (
                    "per_occurrence",
                    franchises.models.fields.CentsField(
                        default=0, help_text="US dollars for each occurrence."
                    ),
                ),
                (
                    "aggregate",
                    franchises.models.fields.CentsField(default=0, help_text="US dollars in all."),
                ),
                (
                    "names_city",
                    models.BooleanField(
                        default=False,
                        help_text="It names the City as additional insured.",
                        verbose_name="additional insured",
                    ),
                ),
                (
                    "effective_on",
                    models.DateField(
                        help_text="The first day of the policy.", verbose_name="effective on"
                    ),
                ),
                (
                    "expires_on",
                    models.DateField(help_text="Its last day, in it.", verbose_name="expires on"),
                ),
                ("note", models.TextField(blank=True, help_text="For staff. Never published.")),
                (
                    "franchise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="insurance_certificates",
                        to="franchises.franchise",
                    ),
                ),
            ],
            options={
                "ordering": ["franchise", "kind", "-expires_on"],
                "indexes": [models.Index(fields=["expires_on"], name="certificate_by_expiry")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("aggregate__range", (0, Decimal("100000000000.00"))),
                            ("per_occurrence__range", (0, Decimal("100000000000.00"))),
                        ),
                        name="insurancecertificate_limits_in_range",
                        violation_error_message="A limit is between $0.00 and $100,000,000,000.00.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expires_on__gte", models.F("effective_on"))),
                        name="insurancecertificate_ends_after_it_begins",
                        violation_error_message="This ends before it begins.",
                    ),
                    models.UniqueConstraint(
                        fields=("franchise", "kind", "insurer", "policy_number", "effective_on"),
                        name="insurancecertificate_is_recorded_once",
                        violation_error_message="This certificate is already recorded.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InsuranceRequirement",
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
                            ("liability", "Commercial general liability"),
                            ("automobile", "Business automobile liability"),
                            ("compensation", "Workers' compensation"),
                            ("umbrella", "Umbrella or excess liability"),
                            ("professional", "Professional liability"),
                            ("property", "Property"),
                        ],
                        max_length=15,
                    ),
                ),
                (
                    "per_occurrence",
                    franchises.models.fields.CentsField(
                        default=0, help_text="US dollars at least for each occurrence."
                    ),
                ),
                (
                    "aggregate",
                    franchises.models.fields.CentsField(
                        default=0, help_text="US dollars at least in all."
                    ),
                ),
                (
                    "names_city",
                    models.BooleanField(
                        default=True,
                        help_text="The City is to be an additional insured.",
                        verbose_name="additional insured",
                    ),
                ),
                ("required_from", models.DateField(verbose_name="required from")),
                (
                    "required_until",
                    models.DateField(
                        blank=True,
                        help_text="The last day; empty while it lasts.",
                        null=True,
                        verbose_name="required until",
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
                        related_name="insurance_requirements",
                        to="franchises.franchise",
                    ),
                ),
            ],
            options={
                "verbose_name": "insurance required",
                "verbose_name_plural": "insurance required",
                "ordering": ["franchise", "kind", "required_from"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("aggregate__range", (0, Decimal("100000000000.00"))),
                            ("per_occurrence__range", (0, Decimal("100000000000.00"))),
                        ),
                        name="insurancerequirement_limits_in_range",
                        violation_error_message="A limit is between $0.00 and $100,000,000,000.00.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("required_until", None),
                            ("required_until__gte", models.F("required_from")),
                            _connector="OR",
                        ),
                        name="insurancerequirement_ends_after_it_begins",
                        violation_error_message="This ends before it begins.",
                    ),
                    models.UniqueConstraint(
                        fields=("franchise", "kind", "required_from"),
                        name="insurancerequirement_is_said_once",
                        violation_error_message=(
                            "This is required from that day already: change that one."
                        ),
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="security",
            index=models.Index(fields=["expires_on"], name="security_by_expiry"),
        ),
        migrations.AddConstraint(
            model_name="security",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("amount__range", (Decimal("0.01"), Decimal("100000000000.00")))
                ),
                name="security_amount_is_positive",
                violation_error_message="A security is of more than $0.00.",
            ),
        ),
        migrations.AddConstraint(
            model_name="security",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("expires_on", None),
                        ("expires_on__gte", models.F("held_from")),
                        _connector="OR",
                    ),
                    models.Q(
                        ("released_on", None),
                        ("released_on__gte", models.F("held_from")),
                        _connector="OR",
                    ),
                ),
                name="security_ends_after_it_begins",
                violation_error_message="This ends before it begins.",
            ),
        ),
        migrations.AddConstraint(
            model_name="security",
            constraint=models.UniqueConstraint(
                fields=("issuer", "number", "held_from"),
                name="security_is_recorded_once",
                violation_error_message="This security is already recorded.",
            ),
        ),
        migrations.AddIndex(
            model_name="securitydraw",
            index=models.Index(fields=["replenish_by"], name="securitydraw_by_replenish"),
        ),
        migrations.AddConstraint(
            model_name="securitydraw",
            constraint=models.CheckConstraint(
                condition=models.Q(("because", ""), _negated=True),
                name="securitydraw_says_why",
                violation_error_message="A draw says why it was made.",
            ),
        ),
        migrations.AddConstraint(
            model_name="securitydraw",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("replenish_by", None),
                        ("replenish_by__gte", models.F("drawn_on")),
                        _connector="OR",
                    ),
                    models.Q(
                        ("replenished_on", None),
                        ("replenished_on__gte", models.F("drawn_on")),
                        _connector="OR",
                    ),
                ),
                name="securitydraw_is_replenished_after_it",
                violation_error_message="A security is replenished after it is drawn on.",
            ),
        ),
        migrations.AddConstraint(
            model_name="securityrequirement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("amount__range", (Decimal("0.01"), Decimal("100000000000.00")))
                ),
                name="securityrequirement_amount_is_positive",
                violation_error_message="What is required is more than $0.00.",
            ),
        ),
        migrations.AddConstraint(
            model_name="securityrequirement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("required_until", None),
                    ("required_until__gte", models.F("required_from")),
                    _connector="OR",
                ),
                name="securityrequirement_ends_after_it_begins",
                violation_error_message="This ends before it begins.",
            ),
        ),
        migrations.AddConstraint(
            model_name="securityrequirement",
            constraint=models.UniqueConstraint(
                fields=("franchise", "kind", "required_from"),
                name="securityrequirement_is_said_once",
                violation_error_message="This is required from that day already: change that one.",
            ),
        ),
    ]
