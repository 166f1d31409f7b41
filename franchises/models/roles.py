"""Who may do what: the roles of a city's staff, as one table to read.

A role is a group of the same name; a person may have several. A line of the table is a model, and
in each role's column stands what the role may do with it: v view, a add, c change, d delete, - none
of these. The second table is of what is more than a row: `x` where the role may.

No role both posts late charges and closes years: who made a year's figures does not make them
final. Groups and permissions are edited by superusers alone.
"""

ROLES = (
    "Viewer",
    "Fee clerk",
    "Franchise manager",
    "Importer",
    "Closer",
    "Auditor",
    "Administrator",
)

RECORDS = """
                               viewer  clerk  manager  importer  closer  auditor  administrator
franchises.franchisee          v       v      vacd     vacd      v       v        v
franchises.franchiseealias     v       v      vacd     vacd      v       v        v
franchises.contact             v       vac    vacd     v         v       v        v
franchises.franchise           v       v      vacd     vacd      v       v        v
franchises.franchiseevent      v       v      vacd     v         v       v        v
franchises.installation        v       v      vacd     vacd      v       v        v
franchises.complaint           v       v      vacd     vacd      v       v        v
franchises.complaintmatch      v       v      v        v         v       v        v
franchises.document            v       vac    vacd     v         v       v        v
franchises.zonechange          v       v      vacd     vacd      v       v        v
franchises.feeschedule         v       v      vacd     v         v       v        v
franchises.feecomponent        v       v      vacd     v         v       v        v
franchises.revenuestatement    v       vacd   v        vacd      v       v        v
franchises.feeassessment       v       vacd   v        vacd      v       v        v
franchises.feecollection       v       vacd   v        vacd      v       v        v
franchises.audit               v       vac    vac    v         v       v        v
franchises.auditfinding        v       vacd   vacd   v         v       v        v
franchises.auditterms          v       v      vacd   v         v       v        v
franchises.notice              v       vac    vacd   v         v       v        v
franchises.penaltyrule         v       v      v      v         v       v        vacd
franchises.penalty             v       vac    v      v         v       v        v
franchises.obligationrule      v       v      vacd     v         v       v        v
franchises.obligation          v       vc     vacd     v         v       v        v
franchises.securityrequirement v       v      vacd     v         v       v        v
franchises.security            v       v      vacd     v         v       v        v
franchises.securitydraw        v       vac    vc       v         v       v        v
franchises.insurancerequirement v      v      vacd     v         v       v        v
franchises.insurancecertificate v      v      vacd     v         v       v        v
franchises.publishedfigure     v       vacd   v        v         vacd    v        v
franchises.fiscalyear          v       v      v        v         v       v        v
franchises.yearrevision        v       v      v        v         v       v        v
franchises.yearexplanation     v       v      v        v         v       v        v
franchises.importrun           v       v      v        v         v       v        v
franchises.importprofile       -       -      -        vacd      -       v        vacd
franchises.franchisetype       v       v      v        v         v       v        vacd
franchises.borough             v       v      v        v         v       v        vacd
franchises.holiday             v       v      v        v         v       v        vacd
auth.user                      -       -      -        -         -       v        vac
auth.group                     -       -      -        -         -       v        v
axes.accessattempt             -       -      -        -         -       v        vd
axes.accessfailurelog          -       -      -        -         -       v        v
axes.accesslog                 -       -      -        -         -       v        v
"""

ACTIONS = """
                               viewer  clerk  manager  importer  closer  auditor  administrator
franchises.assess_fees         -       x      -        -         -       -        -
franchises.post_late_charges   -       x      -        -         -       -        -
franchises.close_fiscalyear    -       -      -        -         x       -        -
franchises.restate_fiscalyear  -       -      -        -         x       -        -
franchises.transfer_franchise  -       -      x        -         -       -        -
franchises.import_data         -       -      -        x         -       -        -
franchises.undo_importrun      -       -      -        x         -       -        -
franchises.view_all_history    -       -      -        -         -       x        x
"""

VERBS = {"v": "view", "a": "add", "c": "change", "d": "delete"}


def permissions_by_role() -> dict[str, frozenset[str]]:
    """Return the permissions of each role, such as ``franchises.view_franchise``."""
    given: dict[str, set[str]] = {role: set() for role in ROLES}
    for model, cells in _rows(RECORDS):
        app_label, _, model_name = model.partition(".")
        for role, cell in zip(ROLES, cells, strict=True):
            given[role] |= {f"{app_label}.{VERBS[x]}_{model_name}" for x in cell if cell != "-"}
    for permission, cells in _rows(ACTIONS):
        for role, cell in zip(ROLES, cells, strict=True):
            given[role] |= {permission} if cell == "x" else set()
    return {role: frozenset(permissions) for role, permissions in given.items()}


def _rows(table: str) -> list[tuple[str, list[str]]]:
    """Return what each line of *table* begins with, and its cells; the first line is headings."""
    _, *lines = table.strip().splitlines()
    return [(name, cells) for name, *cells in map(str.split, lines)]
