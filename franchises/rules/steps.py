"""The steps in the life of a franchise: what they are called, and which comes after which.

A step that cannot have come before another is refused; what is possible and yet unusual is warned
of. When a step is due is said by the clocks.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from franchises.rules.marking import gettext_noop
from franchises.rules.term import is_approved

# Steps of one proceeding are not further apart: older ones are of another, whose records may be
# incomplete.
ONE_PROCEEDING = timedelta(days=730)


class Step(StrEnum):
    """What happened to a franchise on a day, in the order in which it happens first."""

    RESOLUTION_SUBMITTED = "resolution_submitted"
    RESOLUTION_HEARING = "resolution_hearing"
    AUTHORIZING_RESOLUTION = "authorizing_resolution"
    SOLICITATION = "solicitation"
    SELECTION = "selection"
    COMMITTEE_FILING = "committee_filing"
    HEARING_NOTICE = "hearing_notice"
    COMMITTEE_HEARING = "committee_hearing"
    COMMITTEE_VOTE = "committee_vote"
    MAYORAL_PRESENTATION = "mayoral_presentation"
    MAYORAL_APPROVAL = "mayoral_approval"
    COMPTROLLER_FILING = "comptroller_filing"
    REGISTRATION = "registration"
    WITHDRAWAL = "withdrawal"
    AMENDMENT = "amendment"
    ASSIGNMENT = "assignment"
    CHANGE_OF_CONTROL = "change_of_control"
    RENEWAL = "renewal"
    NOTICE_OF_DEFAULT = "notice_of_default"
    FORBEARANCE = "forbearance"
    CURE = "cure"
    TERMINATION = "termination"
    REMOVAL = "removal"


STEP_LABELS = {
    Step.RESOLUTION_SUBMITTED: gettext_noop("Proposed resolution received by the Council"),
    Step.RESOLUTION_HEARING: gettext_noop("Council hearing on the resolution"),
    Step.AUTHORIZING_RESOLUTION: gettext_noop("Authorizing resolution"),
    Step.SOLICITATION: gettext_noop("Solicitation"),
    Step.SELECTION: gettext_noop("Selection"),
    Step.COMMITTEE_FILING: gettext_noop("Agreement filed with the review committee"),
    Step.HEARING_NOTICE: gettext_noop("Notice of the review committee's hearing"),
    Step.COMMITTEE_HEARING: gettext_noop("Review committee hearing"),
    Step.COMMITTEE_VOTE: gettext_noop("Review committee vote"),
    Step.MAYORAL_PRESENTATION: gettext_noop("Agreement presented to the Mayor"),
    Step.MAYORAL_APPROVAL: gettext_noop("Mayoral approval"),
    Step.COMPTROLLER_FILING: gettext_noop("Contract filed with the Comptroller"),
    Step.REGISTRATION: gettext_noop("Comptroller registration"),
    Step.WITHDRAWAL: gettext_noop("Proposal withdrawn or disapproved"),
    Step.AMENDMENT: gettext_noop("Amendment"),
    Step.ASSIGNMENT: gettext_noop("Assignment"),
    Step.CHANGE_OF_CONTROL: gettext_noop("Change of control"),
    Step.RENEWAL: gettext_noop("Renewal"),
    Step.NOTICE_OF_DEFAULT: gettext_noop("Notice of default"),
    Step.FORBEARANCE: gettext_noop("Forbearance"),
    Step.CURE: gettext_noop("Cure"),
    Step.TERMINATION: gettext_noop("Termination"),
    Step.REMOVAL: gettext_noop("Removal of facilities"),
}

# What the law puts before a step, in order.
COMES_AFTER = {
    Step.RESOLUTION_HEARING: (Step.RESOLUTION_SUBMITTED,),
    Step.AUTHORIZING_RESOLUTION: (Step.RESOLUTION_HEARING,),
    Step.SOLICITATION: (Step.AUTHORIZING_RESOLUTION,),
    Step.SELECTION: (Step.SOLICITATION,),
    Step.HEARING_NOTICE: (Step.COMMITTEE_FILING,),
    Step.COMMITTEE_HEARING: (Step.COMMITTEE_FILING,),
    Step.COMMITTEE_VOTE: (Step.COMMITTEE_HEARING,),
    Step.MAYORAL_APPROVAL: (Step.COMMITTEE_VOTE, Step.MAYORAL_PRESENTATION),
    Step.COMPTROLLER_FILING: (Step.MAYORAL_APPROVAL,),
    Step.REGISTRATION: (Step.MAYORAL_APPROVAL,),
}
# What answers a notice of default, and may name it.
ANSWERS = frozenset({Step.CURE, Step.FORBEARANCE, Step.TERMINATION})
# What says from when to when it changes the last day of the term.
CHANGES_TERM = frozenset({Step.AMENDMENT, Step.RENEWAL})


@dataclass(frozen=True)
class Happened:
    """A step on record. *key* names it; *answers* is the key of the default that it answers.

    *votes_for* is of a vote, *cure_by* of a notice of default.
    """

    step: Step
    on: date
    votes_for: int | None = None
    cure_by: date | None = None
    key: int = 0
    answers: int | None = None

    def __str__(self) -> str:
        return f"{STEP_LABELS[self.step]}, {self.on}"


def impossible(new: Happened, others: Sequence[Happened]) -> Iterator[str]:
    """Yield why *new* cannot have happened when it says, given the *others* on record.

    A step is before the one that the law puts first where that one is on record for a later day of
    the same proceeding, and for no earlier one. Steps of one day are taken in any order.
    """
    yield from _out_of_order(new, others)
    for later in others:
        if new.step in COMES_AFTER.get(later.step, ()) and later.on < new.on:
            without_new = list(_out_of_order(later, others))
            if not without_new and list(_out_of_order(later, [*others, new])):
                yield f"{later} is on record, and comes after it."
    yield from _not_approved(new, others)


def unusual(new: Happened, others: Sequence[Happened]) -> Iterator[str]:
    """Yield what is possible and yet seldom so about *new*, given the *others* on record."""
    for before in COMES_AFTER.get(new.step, ()):
        if not _before(new, before, others):
            yield f"No step before it is on record: {STEP_LABELS[before]}."
    if new.step is Step.COMMITTEE_VOTE and not is_approved(new.votes_for or 0):
        yield f"The vote does not approve. {rule_of(is_approved)}"
    if new.step is Step.NOTICE_OF_DEFAULT and new.cure_by is None:
        yield "It names no day to cure the default by, so that no clock runs."


def rule_of(rule: Callable[..., object]) -> str:
    """Return the sentence of a rule of law that its function opens with: its source is in it."""
    return (rule.__doc__ or "").partition("\n")[0]


def _out_of_order(new: Happened, others: Sequence[Happened]) -> Iterator[str]:
    missing = [x for x in COMES_AFTER.get(new.step, ()) if not _before(new, x, others)]
    for other in others:
        if other.step in missing and new.on < other.on <= new.on + ONE_PROCEEDING:
            yield f"It comes after a step that is on record for a later day: {other}."
            return


def _before(new: Happened, step: Step, others: Sequence[Happened]) -> list[Happened]:
    """Return those of *step* on the day of *new* or before it, in the same proceeding."""
    return [
        other
        for other in others
        if other.step is step and new.on - ONE_PROCEEDING <= other.on <= new.on
    ]


def _not_approved(new: Happened, others: Sequence[Happened]) -> Iterator[str]:
    if new.step is not Step.MAYORAL_APPROVAL:
        return
    votes = _before(new, Step.COMMITTEE_VOTE, others)
    if votes and not any(is_approved(each.votes_for or 0) for each in votes):
        yield f"The committee did not approve it. {rule_of(is_approved)}"
