"""Undoing as a clerk does it: the rights it takes, and the addresses of its pages."""

RIGHTS = ("view_importrun", "undo_importrun", "delete_installation", "change_installation")


def page(run):
    return f"/admin/franchises/importrun/{run.pk}/change/"


def undo_page(run):
    return f"/admin/franchises/importrun/{run.pk}/undo/"
