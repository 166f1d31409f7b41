"""An agreement is presented to the Mayor: a step of its own, from which sixty days are counted."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("franchises", "0018_keep_complaints"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="franchiseevent",
            name="franchiseevent_cure_names_its_default",
        ),
        migrations.AlterField(
            model_name="franchiseevent",
            name="kind",
            field=models.CharField(
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
                    ("mayoral_presentation", "Agreement presented to the Mayor"),
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
        migrations.AlterField(
            model_name="historicalfranchiseevent",
            name="kind",
            field=models.CharField(
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
                    ("mayoral_presentation", "Agreement presented to the Mayor"),
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
                                "mayoral_presentation",
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
                    "A cure names the notice of default it answers; a forbearance or a termination"
                    " may, and nothing else."
                ),
            ),
        ),
    ]
