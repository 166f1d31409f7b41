"""The steps in the life of a franchise: what they are called, and which comes after which.

A step that cannot have come before another is refused; one that seldom does is warned of. When a
step is due is said by the clocks.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

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
    Step.RESOLUTION_SUBMITTED: "Proposed resolution received by the Council",
    Step.RESOLUTION_HEARING: "Council hearing on the resolution",
    Step.AUTHORIZING_RESOLUTION: "Authorizing resolution",
    Step.SOLICITATION: "Solicitation",
    Step.SELECTION: "Selection",
    Step.COMMITTEE_FILING: "Agreement filed with the review committee",
    Step.HEARING_NOTICE: "Notice of the review committee's hearing",
    Step.COMMITTEE_HEARING: "Review committee hearing",
    Step.COMMITTEE_VOTE: "Review committee vote",
    Step.MAYORAL_APPROVAL: "Mayoral approval",
    Step.COMPTROLLER_FILING: "Contract filed with the Comptroller",
    Step.REGISTRATION: "Comptroller registration",
    Step.WITHDRAWAL: "Proposal withdrawn",
    Step.AMENDMENT: "Amendment",
    Step.ASSIGNMENT: "Assignment",
    Step.CHANGE_OF_CONTROL: "Change of control",
    Step.RENEWAL: "Renewal",
    Step.NOTICE_OF_DEFAULT: "Notice of default",
    Step.FORBEARANCE: "Forbearance",
    Step.CURE: "Cure",
    Step.TERMINATION: "Termination",
    Step.REMOVAL: "Removal of facilities",
}

# What a step comes after: what it is of, and what the law puts before it.
COMES_AFTER = {
    Step.RESOLUTION_HEARING: Step.RESOLUTION_SUBMITTED,
    Step.AUTHORIZING_RESOLUTION: Step.RESOLUTION_HEARING,
    Step.SOLICITATION: Step.AUTHORIZING_RESOLUTION,
    Step.SELECTION: Step.SOLICITATION,
    Step.HEARING_NOTICE: Step.COMMITTEE_FILING,
    Step.COMMITTEE_HEARING: Step.COMMITTEE_FILING,
    Step.COMMITTEE_VOTE: Step.COMMITTEE_HEARING,
    Step.MAYORAL_APPROVAL: Step.COMMITTEE_VOTE,
    Step.REGISTRATION: Step.MAYORAL_APPROVAL,
}
# What answers a notice of default, and may name it.
ANSWERS = frozenset({Step.CURE, Step.FORBEARANCE, Step.TERMINATION})
# What says from when to when it changes the last day of the term.
CHANGES_TERM = frozenset({Step.AMENDMENT, Step.RENEWAL})


@dataclass(frozen=True)
class Happened:
    """A step that is on record; *votes_for* is that of a vote."""

    step: Step
    on: date
    votes_for: int | None = None
    cure_by: date | None = None
