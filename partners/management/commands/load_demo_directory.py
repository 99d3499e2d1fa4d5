"""Build the fictional directory of the demonstration."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.actors import Actor, Via
from kernel.errors import DomainError
from partners import reference
from partners.domain import demo


class Command(BaseCommand):
    """`manage load_demo_directory`: 214 fictional people of about 60 organizations, the same at every build."""

    help = "Build the fictional people and organizations of the demonstration. Running it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            built = demo.build(reference.load(), actor=Actor.system("load_demo_directory", Via.COMMAND))
        except DomainError as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(
            f"Demonstration directory: {built.people} people, {built.organizations} organizations, {built.digest[:16]}"
        )
