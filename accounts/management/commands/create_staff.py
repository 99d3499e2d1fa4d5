"""`manage create_staff`: the first administrator of a new installation, by the operator at the console."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from accounts.actors import Actor, Via
from accounts.domain import people
from accounts.roles import ROLES, SEPARATED
from kernel.bilingual import Language
from kernel.errors import DomainError


class Command(BaseCommand):
    """Make an account with one role and mail its owner where to sign in."""

    help = "Make an account for a member of staff, such as the first administrator."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", required=True)
        parser.add_argument("--name", required=True)
        parser.add_argument("--role", default="administrator", choices=sorted(ROLES.keys() - SEPARATED))
        parser.add_argument("--language", default="en", choices=Language.values)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            validate_email(options["email"])
            user = people.add(
                options["email"],
                options["name"],
                language=options["language"],
                roles=[options["role"]],
                actor=Actor.system("create_staff", Via.COMMAND),
            )
        except ValidationError as error:
            raise CommandError("--email must be an e-mail address") from error
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{user.public_id} {options['role']}")
