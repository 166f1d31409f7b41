"""The ranges of 67 RCNY 6-02, and what 67 RCNY 1-07 is about, as the Rules of the City have them.

A section that somebody has changed since, or imposed a penalty by, is left as it is.
"""

import datetime

from django.db import migrations

# As amended in the City Record of 9 July 2015: what of, and US dollars at most for each violation.
EFFECTIVE_ON = datetime.date(2015, 8, 8)
PAY_TELEPHONES = [
    ("67 RCNY 6-02(b)(1)", "Pay telephone without telephone or 911 service", 2_500),
    ("67 RCNY 6-02(b)(2)", "Pay telephone that is not kept clean", 1_000),
    ("67 RCNY 6-02(c)", "Other violation of the rules of public pay telephones", 1_000),
]
MICROTRENCHING = "67 RCNY 1-07"
AS_ENTERED = "Violation of the rules of franchises"
AS_WRITTEN = "Violation of the rules of microtrenching"


def enter_what_is_written(apps, schema_editor):
    rules = apps.get_model("franchises", "PenaltyRule").objects
    rules.filter(section="67 RCNY 6-02", least=None, penalties=None).delete()
    rules.filter(section=MICROTRENCHING, what=AS_ENTERED).update(what=AS_WRITTEN)
    for section, what, most in PAY_TELEPHONES:
        rules.get_or_create(
            section=section,
            effective_on=EFFECTIVE_ON,
            defaults={"what": what, "least": 0, "most": most},
        )


class Migration(migrations.Migration):
    dependencies = [("franchises", "0019_count_the_mayors_days_from_the_presentation")]

    operations = [migrations.RunPython(enter_what_is_written, migrations.RunPython.noop)]
