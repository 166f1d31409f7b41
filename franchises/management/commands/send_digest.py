from argparse import ArgumentParser
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from franchises.management.arguments import add_today, day_from
from franchises.workbench.digest import due_subscriptions, send_digest


class Command(BaseCommand):
    help = (
        "E-mail people what is overdue, due and waiting, each as often as they chose in the admin."
        " Run it every morning: nobody is written to twice on a day."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_today(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        today = day_from(options["today"])
        sent, failed = 0, []
        for subscription in due_subscriptions(today):
            try:
                sent += send_digest(
                    subscription,
                    today,
                    settings.FISCAL_YEAR_START_MONTH,
                    f"{settings.CITY_NAME} franchise tracker",
                    f"{settings.SITE_ADDRESS}/admin/",
                )
            except (SMTPException, OSError) as error:
                failed.append(f"{subscription.user}: {error}")
        self.stdout.write(f"{sent:,} sent.")
        if failed:
            raise CommandError("Not sent, and tried again by the next run: " + "; ".join(failed))
