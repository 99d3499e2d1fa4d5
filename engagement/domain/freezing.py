"""Versions people rely on: a digest over everything in them, a second person's signature, and no way back (EN-1)."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.domain import audit
from engagement.enums import VERSION_MOVES, VersionState
from engagement.models import CodebookVersion, PaperVersion, QuestionnaireVersion
from kernel.canonical import digest
from kernel.errors import DomainError, NotPermitted
from kernel.moves import step

Version = PaperVersion | QuestionnaireVersion | CodebookVersion


class Fixed(DomainError):
    """The version is frozen or in review; only a draft can be edited."""

    code = "version_fixed"


def columns(row: Any, names: str) -> dict[str, Any]:
    """Return the named columns of a row as plain values, for a digest."""
    return {name: getattr(row, name) for name in names.split()}


def require_other(first_id: int | None, actor: Actor, message: Any) -> None:
    """Refuse when the one who acts is the one who acted before (EN-12).

    Raises:
        NotPermitted: code `same_person`.
    """
    if first_id is not None and actor.user_id == first_id:
        raise NotPermitted(message, code="same_person")


def require_person(actor: Actor) -> None:
    """Refuse a signature that no person gives.

    Raises:
        NotPermitted: code `person_needed`.
    """
    if actor.user_id is None:
        raise NotPermitted(_("Only a person can sign this."), code="person_needed")


def require_draft(version: Version) -> None:
    """Refuse an edit of anything but a draft.

    Raises:
        Fixed: the version is in review, frozen or superseded.
    """
    if version.state != VersionState.DRAFT:
        raise Fixed(_("This version can no longer be edited. Start a new version, or ask for it to be sent back."))


def move(version: Version, there: VersionState, *, actor: Actor, verb: str) -> None:
    """Move a locked version between draft and review, with its audit entry."""
    version.state = VersionState(step(VERSION_MOVES, version.state, there))
    version.save(update_fields=("state",))
    audit.record(actor, verb, version)


def seal(version: Version, content: object, *, actor: Actor, verb: str) -> None:
    """Freeze a locked version in review; the one in force until now is superseded.

    Raises:
        NotPermitted: the author cannot be the one who freezes.
        IllegalMove: it is not in review.
    """
    require_other(
        version.author_id, actor, _("A version is frozen by someone other than its author. Ask a second person.")
    )
    there = VersionState(step(VERSION_MOVES, version.state, VersionState.FROZEN))
    _supersede(version)
    version.state, version.sha256 = there, digest(content)
    version.frozen_at, version.frozen_by_id = timezone.now(), actor.user_id
    version.save(update_fields=("state", "sha256", "frozen_at", "frozen_by"))
    audit.record(actor, verb, version, sha256=version.sha256)


def _supersede(version: Version) -> None:
    owner = {PaperVersion: "paper", QuestionnaireVersion: "questionnaire", CodebookVersion: "codebook"}[type(version)]
    same = {f"{owner}_id": getattr(version, f"{owner}_id"), "state": VersionState.FROZEN}
    for old in type(version).objects.lock_all(**same):  # type: ignore[attr-defined]
        old.state = step(VERSION_MOVES, old.state, VersionState.SUPERSEDED)
        old.save(update_fields=("state",))
