"""Build the fictional commitments of the demonstration."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.actors import Actor, Via
from kernel.errors import DomainError
from partners import reference
from partners.domain import commitments_demo


class Command(BaseCommand):
    """`manage load_demo_commitments`: one fictional commitment for each label of the public pages."""

    help = "Build the fictional commitments of the demonstration. Running it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            built = commitments_demo.load(reference.load(), actor=Actor.system("load_demo_commitments", Via.COMMAND))
        except DomainError as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(f"Demonstration commitments: {built}")
