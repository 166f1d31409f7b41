"""The documents of the sample city, kept as an upload would keep them."""

import tomllib
from pathlib import Path
from typing import Any

from django.db import transaction

from franchises.management.sample_staff import sample_person
from franchises.models import (
    Document,
    Franchise,
    Franchisee,
    FranchiseEvent,
    InsuranceCertificate,
)
from franchises.models.document_files import store


def has_sample_documents() -> bool:
    """Return whether the documents were made: all of them, since they are made at once."""
    return Document.history.exists()


@transaction.atomic
def make_sample_documents(listed: Path) -> int:
    """Keep the documents that the TOML file *listed* names; return how many."""
    documents = tomllib.loads(listed.read_text(encoding="utf-8"))["document"]
    manager = sample_person("franchise-manager")
    for each in documents:
        path = listed.with_suffix("") / each.pop("file")
        with path.open("rb") as file:
            content = store(file, path.name)
        holder = _holder(each)
        document = Document(holder=holder, file_name=path.name, **vars(content), **each)
        document.full_clean()
        document._history_user = manager  # type: ignore[attr-defined]
        document.save()
    return len(documents)


def _holder(
    written: dict[str, Any],
) -> Franchise | Franchisee | FranchiseEvent | InsuranceCertificate:
    if "event" in written:
        return FranchiseEvent.objects.get(**written.pop("event"))
    if "policy_number" in written:
        return InsuranceCertificate.objects.get(policy_number=written.pop("policy_number"))
    if "franchise" in written:
        return Franchise.objects.get(number=written.pop("franchise"))
    return Franchisee.objects.get(name=written.pop("franchisee"))
