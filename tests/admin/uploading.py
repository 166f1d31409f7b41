"""Uploads as a clerk makes them: a form with a file, and the buttons of its page."""

import re
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from franchises.models import ImportUpload

ADD = "/admin/franchises/importupload/add/"
HEADINGS = "source,asset_id,franchise,kind,status,latitude,longitude\n"
GOOD = HEADINGS + "poles,1,F-1,pole_top,installed,40.7,-73.9\npoles,2,F-1,kiosk,installed,,\n"
DIRTY = HEADINGS + "poles,1,F-1,mast,installed,40.7,-73.9\npoles,2,F-9,kiosk,installed,,\n"
EVERYTHING = ("import_data", "view_importrun", "add_installation", "change_installation")


def file_of(content, name="poles.csv"):
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def upload(client, content=GOOD, name="poles.csv", **fields):
    form = {"token": uuid4(), "dataset": "installations", "encoding": "utf-8-sig"}
    return client.post(ADD, form | fields | {"file": file_of(content, name)})


def uploaded(client, *args, **fields):
    response = upload(client, *args, **fields)
    assert response.status_code == 302, re.findall(r"errorlist.*", response.text)
    return ImportUpload.objects.get(pk=response["Location"].split("/")[-3])


def address(one, name="change"):
    return reverse(f"admin:franchises_importupload_{name}", args=[one.pk])


def confirm(client, one, **fields):
    return client.post(address(one, "confirm"), {"checks": one.checks} | fields)


def kept_files(settings):
    return sorted(path.name for path in settings.UPLOAD_DIR.iterdir())
