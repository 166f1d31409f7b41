"""A rule about a figure that is not there: SQL takes a condition that it cannot decide as kept.

A minimum that grows says from which day, as a rate that grows does.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("franchises", "0007_deductions_off_the_fee"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="feeassessment",
            name="feeassessment_late_charge_says_for_what",
        ),
        migrations.RemoveConstraint(
            model_name="feecomponent",
            name="feecomponent_percentage_has_its_per_cent",
        ),
        migrations.RemoveConstraint(
            model_name="feecomponent",
            name="feecomponent_flat_has_its_amount",
        ),
        migrations.AddConstraint(
            model_name="feeassessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind__in", ("interest", "penalty")),
                        ("late_for__isnull", False),
                        ("late_from__isnull", False),
                        ("late_through__gte", models.F("late_from")),
                        ("late_through__isnull", False),
                        ("origin", "lateness"),
                    ),
                    models.Q(
                        models.Q(("origin", "lateness"), _negated=True),
                        ("late_for", None),
                        ("late_from", None),
                        ("late_through", None),
                    ),
                    _connector="OR",
                ),
                name="feeassessment_late_charge_says_for_what",
                violation_error_message=(
                    "A late charge, and nothing else, names the assessment and the days."
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="feecomponent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("charge", "percentage"), _negated=True),
                    models.Q(("percent__isnull", False), ("percent__range", (0, 100))),
                    _connector="OR",
                ),
                name="feecomponent_percentage_has_its_per_cent",
                violation_error_message="Per cent of revenue needs a per cent, from 0 to 100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="feecomponent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("charge", "flat"), _negated=True),
                    models.Q(("amount__gte", 0), ("amount__isnull", False)),
                    _connector="OR",
                ),
                name="feecomponent_flat_has_its_amount",
                violation_error_message="A flat charge needs an amount, zero or more.",
            ),
        ),
        migrations.AddConstraint(
            model_name="feeschedule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("minimum_escalates_on", None), ("minimum_escalator", None)),
                    models.Q(
                        ("minimum_escalates_on__isnull", False),
                        ("minimum_escalator__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="feeschedule_minimum_escalator_says_when",
                violation_error_message="Give by how much the minimum grows and from which day.",
            ),
        ),
    ]
