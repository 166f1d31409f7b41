"""A notice is kept, and a default and its cure with it in the life of the franchise."""

from datetime import date

from django.contrib.auth.models import User
from django.db import transaction

from franchises.contracts.recording import record
from franchises.models import FranchiseEvent, Notice
from franchises.rules.steps import Step


def keep_notice(notice: Notice, today: date, by: User) -> None:
    """Save *notice*; where it is of a default, record the event, and its cure once it is cured.

    An event of the same day that was recorded before is taken for it. Raises `ValidationError`,
    as `contracts.recording` does.
    """
    with transaction.atomic():
        if notice.kind == Notice.Kind.DEFAULT:
            if notice.event is None:
                notice.event = _default_on_record(notice) or _record_default(notice, today, by)
            if notice.cured_on is not None and not _is_cured(notice.event):
                _record_cure(notice, notice.cured_on, today, by)
        notice._history_user = by  # type: ignore[attr-defined]
        notice.save()


def _default_on_record(notice: Notice) -> FranchiseEvent | None:
    return FranchiseEvent.objects.filter(
        franchise=notice.franchise_id,
        kind=Step.NOTICE_OF_DEFAULT,
        happened_on=notice.given_on,
        notice=None,
    ).first()


def _record_default(notice: Notice, today: date, by: User) -> FranchiseEvent:
    event = FranchiseEvent(
        franchise=notice.franchise,
        kind=Step.NOTICE_OF_DEFAULT.value,
        happened_on=notice.given_on,
        cure_by=notice.cure_by,
        reference=notice.reference,
        summary=notice.subject,
    )
    return record(event, by, today, why="A notice of default was given")


def _is_cured(event: FranchiseEvent) -> bool:
    return event.answered_by.filter(kind=Step.CURE).exists()


def _record_cure(notice: Notice, cured_on: date, today: date, by: User) -> None:
    cure = FranchiseEvent(
        franchise=notice.franchise,
        kind=Step.CURE.value,
        happened_on=cured_on,
        answers=notice.event,
        summary=f"Cured: {notice.subject}"[:300],
    )
    record(cure, by, today, why="The notice of default was cured")
