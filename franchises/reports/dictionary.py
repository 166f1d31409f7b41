"""What each column of a fee report means, in a sentence: for downloads and the open data."""

from django.utils.translation import gettext_lazy as _

MEANINGS = {
    "basis": _(
        "Which fiscal year a collection counts in: accrual, the one that it is for; cash, the one"
        " that it was received in."
    ),
    "fiscal_year": _("The fiscal year, by the year it ends in."),
    "franchise_type": _("The type of the franchises, in words."),
    "franchisee": _("The company or body that holds the franchise."),
    "franchise": _("The number of the franchise."),
    "assessed": _("What was due for the year, in US dollars. Not known on the cash basis."),
    "collected": _("What was received, in US dollars: fees, interest and penalties, less refunds."),
    "refunds": _("What was given back, in US dollars: zero or less. Part of collected."),
    "interest_and_penalties": _(
        "Interest and penalties received, in US dollars. Part of collected."
    ),
    "outstanding": _(
        "Assessed less collected, in US dollars, for franchises with an assessment. Not known on"
        " the cash basis."
    ),
    "share": _("Collected, in per cent of all that was collected in the year, to a tenth."),
    "previous": _("What was collected in the fiscal year before, in US dollars."),
    "change": _("Collected less what was collected in the fiscal year before, in US dollars."),
    "change_percent": _("The change, in per cent of the fiscal year before, to a tenth."),
    "line": _("What the amount is: due, received, outstanding, and what these are made of."),
    "amount": _("The amount, in US dollars."),
    "accounts": _(
        "How many accounts the amount is the sum of: an account is a franchise in a fiscal year."
    ),
    "borough": _("The borough."),
    "proposed": _("Installations that are asked for."),
    "approved": _("Installations that may be built and are not known to stand."),
    "installed": _("Installations that stand."),
    "suspended": _("Installations that stand and are out of use."),
    "removed": _("Installations that are gone."),
    "installations": _("All installations on record, whatever became of them."),
    "installation": _("The id of the installation that it is about."),
    "place": _("Its address, or the street it is on."),
    "complaint_type": _("What it is about, as the agency that takes complaints words it."),
    "community_board": _("The community board, by its borough and its own number, such as 104."),
    "complaints": _("How many were made."),
    "open": _("How many of them are not closed."),
    "closed": _("How many of them are closed."),
    "median_days": _(
        "Of those that are closed, the days from the day it was made to the day it was closed of"
        " the one in the middle, or half-way between the two."
    ),
    "mean_days": _("The same days, on average, to a tenth."),
    "franchisees": _("How many franchisees a collection is recorded from."),
}
