"""What happened to a franchise, and which franchise it continues after a transfer."""

import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import franchises.models.franchisee


class Migration(migrations.Migration):
    dependencies = [
        ("franchises", "0008_unknown_is_not_within_a_rule"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="franchise",
            name="succeeds",
            field=models.OneToOneField(
                blank=True,
                editable=False,
                help_text=(
                    "The franchise that this one continues, after a transfer to its franchisee."
                ),
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="succeeded_by",
                to="franchises.franchise",
            ),
        ),
        migrations.AddField(
            model_name="historicalfranchise",
            name="succeeds",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                editable=False,
                help_text=(
                    "The franchise that this one continues, after a transfer to its franchisee."
                ),
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="franchises.franchise",
            ),
        ),
        migrations.CreateModel(
            name="FranchiseEvent",
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
                            ("resolution_submitted", "Proposed resolution received by the Council"),
                            ("resolution_hearing", "Council hearing on the resolution"),
                            ("authorizing_resolution", "Authorizing resolution"),
                            ("solicitation", "Solicitation"),
                            ("selection", "Selection"),
                            ("committee_filing", "Agreement filed with the review committee"),
                            ("hearing_notice", "Notice of the review committee's hearing"),
                            ("committee_hearing", "Review committee hearing"),
                            ("committee_vote", "Review committee vote"),
                            ("mayoral_approval", "Mayoral approval"),
                            ("comptroller_filing", "Contract filed with the Comptroller"),
                            ("registration", "Comptroller registration"),
                            ("withdrawal", "Proposal withdrawn or disapproved"),
                            ("amendment", "Amendment"),
                            ("assignment", "Assignment"),
                            ("change_of_control", "Change of control"),
                            ("renewal", "Renewal"),
                            ("notice_of_default", "Notice of default"),
                            ("forbearance", "Forbearance"),
                            ("cure", "Cure"),
                            ("termination", "Termination"),
                            ("removal", "Removal of facilities"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "happened_on",
                    models.DateField(
                        help_text=(
                            "The day it happened; of a termination, the last day in force; of an "
                            "assignment, the first day of the new franchisee."
                        ),
                        verbose_name="day",
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        blank=True,
                        help_text=(
                            "The number of the resolution, the agreement or the letter, where it "
                            "has one."
                        ),
                        max_length=100,
                        validators=[franchises.models.franchisee.validate_plain_text],
                    ),
                ),
                (
                    "summary",
                    models.CharField(
                        blank=True,
                        help_text="What happened, in a sentence. Published with the event.",
                        max_length=300,
                        validators=[franchises.models.franchisee.validate_plain_text],
                    ),
                ),
                (
                    "is_published",
                    models.BooleanField(
                        default=False,
                        help_text=(
                            "The public sees it on the page of a published franchise, and in the "
                            "open data."
                        ),
                        verbose_name="published",
                    ),
                ),
                (
                    "votes_for",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Of a vote: how many of the six members were for it.",
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(6)],
                        verbose_name="votes for",
                    ),
                ),
                (
                    "votes_against",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(6)],
                        verbose_name="votes against",
                    ),
                ),
                (
                    "cure_by",
                    models.DateField(
                        blank=True,
                        help_text=(
                            "Of a notice of default: the last day that the contract gives to cure"
                            " it."
                        ),
                        null=True,
                        verbose_name="to be cured by",
                    ),
                ),
                (
                    "old_expires_on",
                    models.DateField(
                        blank=True,
                        editable=False,
                        help_text="What the franchise said when this was recorded.",
                        null=True,
                        verbose_name="last day of the term before",
                    ),
                ),
                (
                    "new_expires_on",
                    models.DateField(
                        blank=True,
                        help_text="Of an amendment of the term, or a renewal.",
                        null=True,
                        verbose_name="new last day of the term",
                    ),
                ),
                ("note", models.TextField(blank=True, help_text="For staff. Never published.")),
                (
                    "answers",
                    models.ForeignKey(
                        blank=True,
                        help_text=(
                            "Of a cure, a forbearance or a termination: the notice of default it "
                            "answers."
                        ),
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answered_by",
                        to="franchises.franchiseevent",
                    ),
                ),
                (
                    "boroughs_added",
                    models.ManyToManyField(blank=True, related_name="+", to="franchises.borough"),
                ),
                (
                    "boroughs_removed",
                    models.ManyToManyField(blank=True, related_name="+", to="franchises.borough"),
                ),
                (
                    "fee_schedule",
                    models.ForeignKey(
                        blank=True,
                        help_text="Of an amendment or a renewal: the fee schedule that it brings.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="brought_by",
                        to="franchises.feeschedule",
                    ),
                ),
                (
                    "franchise",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="franchises.franchise",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        editable=False,
                        help_text="Who recorded it first; later changes are in the history.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "event",
                "ordering": ["-happened_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalFranchiseEvent",
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
                            ("resolution_submitted", "Proposed resolution received by the Council"),
                            ("resolution_hearing", "Council hearing on the resolution"),
                            ("authorizing_resolution", "Authorizing resolution"),
                            ("solicitation", "Solicitation"),
                            ("selection", "Selection"),
                            ("committee_filing", "Agreement filed with the review committee"),
                            ("hearing_notice", "Notice of the review committee's hearing"),
                            ("committee_hearing", "Review committee hearing"),
                            ("committee_vote", "Review committee vote"),
                            ("mayoral_approval", "Mayoral approval"),
                            ("comptroller_filing", "Contract filed with the Comptroller"),
                            ("registration", "Comptroller registration"),
                            ("withdrawal", "Proposal withdrawn or disapproved"),
                            ("amendment", "Amendment"),
                            ("assignment", "Assignment"),
                            ("change_of_control", "Change of control"),
                            ("renewal", "Renewal"),
                            ("notice_of_default", "Notice of default"),
                            ("forbearance", "Forbearance"),
                            ("cure", "Cure"),
                            ("termination", "Termination"),
                            ("removal", "Removal of facilities"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "happened_on",
                    models.DateField(
                        help_text=(
                            "The day it happened; of a termination, the last day in force; of an "
                            "assignment, the first day of the new franchisee."
                        ),
                        verbose_name="day",
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        blank=True,
                        help_text=(
                            "The number of the resolution, the agreement or the letter, where it "
                            "has one."
                        ),
                        max_length=100,
                        validators=[franchises.models.franchisee.validate_plain_text],
                    ),
                ),
                (
                    "summary",
                    models.CharField(
                        blank=True,
                        help_text="What happened, in a sentence. Published with the event.",
                        max_length=300,
                        validators=[franchises.models.franchisee.validate_plain_text],
                    ),
                ),
                (
                    "is_published",
                    models.BooleanField(
                        default=False,
                        help_text=(
                            "The public sees it on the page of a published franchise, and in the "
                            "open data."
                        ),
                        verbose_name="published",
                    ),
                ),
                (
                    "votes_for",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Of a vote: how many of the six members were for it.",
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(6)],
                        verbose_name="votes for",
                    ),
                ),
                (
                    "votes_against",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(6)],
                        verbose_name="votes against",
                    ),
                ),
                (
                    "cure_by",
                    models.DateField(
                        blank=True,
                        help_text=(
                            "Of a notice of default: the last day that the contract gives to cure"
                            " it."
                        ),
                        null=True,
                        verbose_name="to be cured by",
                    ),
                ),
                (
                    "old_expires_on",
                    models.DateField(
                        blank=True,
                        editable=False,
                        help_text="What the franchise said when this was recorded.",
                        null=True,
                        verbose_name="last day of the term before",
                    ),
                ),
                (
                    "new_expires_on",
                    models.DateField(
                        blank=True,
                        help_text="Of an amendment of the term, or a renewal.",
                        null=True,
                        verbose_name="new last day of the term",
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
                    "answers",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        help_text=(
                            "Of a cure, a forbearance or a termination: the notice of default it "
                            "answers."
                        ),
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="franchises.franchiseevent",
                    ),
                ),
                (
                    "fee_schedule",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        help_text="Of an amendment or a renewal: the fee schedule that it brings.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="franchises.feeschedule",
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
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        help_text="Who recorded it first; later changes are in the history.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical event",
                "verbose_name_plural": "historical events",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalFranchiseEvent_boroughs_added",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "borough",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="franchises.borough",
                    ),
                ),
                (
                    "franchiseevent",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="franchises.franchiseevent",
                    ),
                ),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="franchises.historicalfranchiseevent",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalFranchiseEvent_boroughs_added",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalFranchiseEvent_boroughs_removed",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "borough",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="franchises.borough",
                    ),
                ),
                (
                    "franchiseevent",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="franchises.franchiseevent",
                    ),
                ),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="franchises.historicalfranchiseevent",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalFranchiseEvent_boroughs_removed",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddIndex(
            model_name="franchiseevent",
            index=models.Index(
                fields=["franchise", "happened_on"], name="franchiseevent_by_franchise"
            ),
        ),
        migrations.AddIndex(
            model_name="franchiseevent",
            index=models.Index(fields=["kind", "happened_on"], name="franchiseevent_by_kind"),
        ),
        migrations.AddConstraint(
            model_name="franchiseevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind", "committee_vote"),
                        ("votes_against__isnull", False),
                        ("votes_for__isnull", False),
                    ),
                    models.Q(
                        models.Q(("kind", "committee_vote"), _negated=True),
                        ("votes_against", None),
                        ("votes_for", None),
                    ),
                    _connector="OR",
                ),
                name="franchiseevent_vote_has_a_count",
                violation_error_message="A vote, and nothing else, has votes for and against.",
            ),
        ),
        migrations.AddConstraint(
            model_name="franchiseevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("votes_for", None),
                    (
                        "votes_for__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.Value(6), "-", models.F("votes_against")
                        ),
                    ),
                    _connector="OR",
                ),
                name="franchiseevent_votes_are_of_the_members",
                violation_error_message="The committee has 6 members.",
            ),
        ),
        migrations.AddConstraint(
            model_name="franchiseevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("cure_by", None),
                    models.Q(
                        ("cure_by__gte", models.F("happened_on")), ("kind", "notice_of_default")
                    ),
                    _connector="OR",
                ),
                name="franchiseevent_default_is_cured_after_it",
                violation_error_message=(
                    "A notice of default, and nothing else, names the day to cure it by, which "
                    "comes after it."
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="franchiseevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answers", None),
                        (
                            "kind__in",
                            [
                                "amendment",
                                "assignment",
                                "authorizing_resolution",
                                "change_of_control",
                                "committee_filing",
                                "committee_hearing",
                                "committee_vote",
                                "comptroller_filing",
                                "forbearance",
                                "hearing_notice",
                                "mayoral_approval",
                                "notice_of_default",
                                "registration",
                                "removal",
                                "renewal",
                                "resolution_hearing",
                                "resolution_submitted",
                                "selection",
                                "solicitation",
                                "termination",
                                "withdrawal",
                            ],
                        ),
                    ),
                    models.Q(
                        ("answers__isnull", False),
                        ("kind__in", ["cure", "forbearance", "termination"]),
                    ),
                    _connector="OR",
                ),
                name="franchiseevent_cure_names_its_default",
                violation_error_message=(
                    "A cure names the notice of default it answers; a forbearance or a "
                    "termination may, and nothing else."
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="franchiseevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("new_expires_on", None),
                        ("old_expires_on", None),
                        models.Q(("kind", "renewal"), _negated=True),
                    ),
                    models.Q(
                        ("kind__in", ["amendment", "renewal"]),
                        ("new_expires_on__isnull", False),
                        ("old_expires_on__isnull", False),
                        models.Q(("old_expires_on", models.F("new_expires_on")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="franchiseevent_term_goes_from_day_to_day",
                violation_error_message=(
                    "A renewal says the new last day of the term, an amendment may, and it is not"
                    " the old one."
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="franchiseevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "renewal"), _negated=True),
                    ("new_expires_on__gt", models.F("old_expires_on")),
                    _connector="OR",
                ),
                name="franchiseevent_renewal_is_longer",
                violation_error_message="A renewal ends after the term that it renews.",
            ),
        ),
        migrations.AddConstraint(
            model_name="franchiseevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("fee_schedule", None), ("kind__in", ["amendment", "renewal"]), _connector="OR"
                ),
                name="franchiseevent_amendment_brings_fees",
                violation_error_message="An amendment or a renewal, and nothing else, brings fees.",
            ),
        ),
    ]
