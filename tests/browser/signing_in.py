"""A member of staff at the admin's door, whose pages note what the content policy blocks."""

NOTE_VIOLATIONS = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.violations.push(event.violatedDirective + " " + event.sample);
});
"""


def signed_in(open_page, **options):
    """Return a page of the admin, opened with *options* and signed in as the user admin."""
    page = open_page("/admin/login/", **options)
    page.context.add_init_script(NOTE_VIOLATIONS)
    page.fill("#id_username", "admin")
    page.fill("#id_password", "a long password")
    page.click("[type=submit]")
    return page
