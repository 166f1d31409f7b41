"""The staff of the sample city, each in a role: nobody can log in as them."""

from django.contrib.auth.models import Group, User

# The one who proposes a closing never confirms it.
ROLES = {
    "fee-clerk": "Fee clerk",
    "deputy-controller": "Closer",
    "controller": "Closer",
    "franchise-manager": "Franchise manager",
}


def sample_person(name: str) -> User:
    """Return the member of staff of this login name, who is made when first asked for."""
    user, is_new = User.objects.get_or_create(username=name, defaults={"is_staff": True})
    if is_new:
        user.set_unusable_password()
        user.save()
        user.groups.add(Group.objects.get(name=ROLES[name]))
    return user
