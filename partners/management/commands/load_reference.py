"""Load the reference consultation's facts; running it again changes nothing."""

from argparse import ArgumentParser
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.actors import Actor, Via
from kernel.errors import DomainError
from partners import reference as files
from partners.domain import reference


class Command(BaseCommand):
    """`manage load_reference [--file FILE] [--reviewed] [--write-lock]` (PA-A1)."""

    help = (
        "Load the reference data of the 2018 consultation. Idempotent; a changed fact of the source needs --reviewed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--file", type=Path, default=files.FILE, help="reference file; the committed one by default"
        )
        parser.add_argument("--reviewed", action="store_true", help="changed facts of the source have been reviewed")
        parser.add_argument("--write-lock", action="store_true", help="write the digests of the reviewed file and stop")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content = files.load(options["file"])
        except (files.MalformedReference, OSError) as error:
            raise CommandError(str(error)) from error
        if options["write_lock"]:
            files.LOCK.write_text(files.lock_text(content), encoding="utf-8")
            return
        actor = Actor.system("load_reference", Via.COMMAND)
        try:
            with transaction.atomic():
                report = reference.load(content, actor=actor, reviewed=options["reviewed"])
                commitments = _load_commitments(content, actor, reviewed=options["reviewed"])
        except DomainError as refusal:
            raise CommandError(refusal.message) from refusal
        unchanged = sum(report.unchanged.values())
        created, changed = sum(report.created.values()), sum(report.changed.values())
        self.stdout.write(f"Reference data: {created} created, {changed} changed, {unchanged} unchanged")
        if commitments is not None:
            self.stdout.write(f"Commitments: {commitments}")


def _load_commitments(content: files.Reference, actor: Actor, *, reviewed: bool) -> Any:
    if find_spec("partners.domain.commitments_reference") is None:
        return None
    from partners.domain import commitments_reference

    return commitments_reference.load(content, actor=actor, reviewed=reviewed)
