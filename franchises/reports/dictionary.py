"""What each column of a fee report means, in a sentence: for downloads and the open data."""

MEANINGS = {
    "basis": "Which fiscal year a collection counts in: accrual, the one that it is for; cash, the"
    " one that it was received in.",
    "fiscal_year": "The fiscal year, by the year it ends in.",
    "franchise_type": "The type of the franchises, in words.",
    "franchisee": "The company or body that holds the franchise.",
    "franchise": "The number of the franchise.",
    "assessed": "What was due for the year, in US dollars. Not known on the cash basis.",
    "collected": "What was received, in US dollars: fees, interest and penalties, less refunds.",
    "refunds": "What was given back, in US dollars: zero or less. Part of collected.",
    "interest_and_penalties": "Interest and penalties received, in US dollars. Part of collected.",
    "outstanding": "Assessed less collected, in US dollars, for franchises with an assessment. Not"
    " known on the cash basis.",
    "share": "Collected, in per cent of all that was collected in the year, to a tenth.",
    "previous": "What was collected in the fiscal year before, in US dollars.",
    "change": "Collected less what was collected in the fiscal year before, in US dollars.",
    "change_percent": "The change, in per cent of the fiscal year before, to a tenth.",
    "line": "What the amount is: due, received, outstanding, and what these are made of.",
    "amount": "The amount, in US dollars.",
    "accounts": "How many accounts the amount is the sum of: an account is a franchise in a fiscal"
    " year.",
    "borough": "The borough.",
    "proposed": "Installations that are asked for.",
    "approved": "Installations that may be built and are not known to stand.",
    "installed": "Installations that stand.",
    "suspended": "Installations that stand and are out of use.",
    "removed": "Installations that are gone.",
    "installations": "All installations on record, whatever became of them.",
    "installation": "The id of the installation that it is about.",
    "place": "Its address, or the street it is on.",
    "complaint_type": "What it is about, as the agency that takes complaints words it.",
    "community_board": "The community board, by its borough and its own number, such as 104.",
    "complaints": "How many were made.",
    "open": "How many of them are not closed.",
    "closed": "How many of them are closed.",
    "median_days": "Of those that are closed, the days from the day it was made to the day it was"
    " closed of the one in the middle, or half-way between the two.",
    "mean_days": "The same days, on average, to a tenth.",
    "franchisees": "How many franchisees a collection is recorded from.",
}
