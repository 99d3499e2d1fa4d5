"""The life of a commitment: drafted, proposed, agreed, under way, complete; and made public (partners 4)."""

import datetime
from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.domain import audit
from kernel.errors import DomainError, Invalid
from kernel.moves import step
from kernel.seen import require_unchanged
from partners import periods
from partners.commitment_states import LIFECYCLE_MOVES, EventKind, Lifecycle
from partners.domain import commitment_facts, commitment_guards, commitment_history, commitment_revisions
from partners.enums import Basis, Provenance
from partners.models import Commitment, CommitmentPillar, CommitmentSeries, Framework, Pillar, SdgReference
from partners.queries import commitment_gaps
from partners.queries.commitment_versions import version_of

WORDS = ("title_en", "title_fr", "description_en", "description_fr", "no_measure_en", "no_measure_fr")
PLAIN = (*WORDS, "starts_on", "ends_on", "reporting_months", "framework", "parent")
LINKS = ("pillars", "sdg_references", "instruments", "forums")


def number_in(year: int) -> int:
    """Give out the next number of a year, in the caller's transaction; two callers never get the same."""
    CommitmentSeries.objects.get_or_create(year=year)
    CommitmentSeries.objects.filter(year=year).update(last=F("last") + 1)
    return int(CommitmentSeries.objects.values_list("last", flat=True).get(year=year))


def reference(year: int, number: int) -> str:
    """Return the reference that faces people: `C-2018-014`."""
    return f"C-{year}-{number:03}"


@transaction.atomic
def create(
    *,
    actor: Actor,
    framework: Framework,
    umbrella: bool = False,
    parent: Commitment | None = None,
    pillars: Iterable[Pillar] = (),
    sdg_references: Iterable[SdgReference] = (),
    once: UUID | None = None,
    **words: Any,
) -> Commitment:
    """Start a draft, owned by whoever starts it. In a demonstration the draft is a demonstration too (PA-26).

    Args:
        once: the key of the form; sent twice, it starts one draft.
        words: the texts and dates named in `PLAIN`.

    Raises:
        Invalid: the parent does not group commitments, or a group is put into a group.
    """
    _check_parent(parent, umbrella=umbrella)
    _check_days(words.get("starts_on"), words.get("ends_on"))
    year = periods.today().year
    if once is not None:
        CommitmentSeries.objects.get_or_create(year=year)
        CommitmentSeries.objects.select_for_update(no_key=True).get(year=year)  # a second press waits here
        if made := commitment_guards.made_once(Commitment, once, owner_id=actor.user_id):
            return made  # type: ignore[no-any-return]
    number = number_in(year)
    commitment = Commitment.objects.create(
        public_id=once or uuid4(),
        year=year,
        number=number,
        ref=reference(year, number),
        framework=framework,
        parent=parent,
        umbrella=umbrella,
        lifecycle=None if umbrella else Lifecycle.DRAFT,
        owner_id=actor.user_id,
        provenance=Provenance.DEMO if settings.DEMO else Provenance.STAFF,
        **{name: value for name, value in words.items() if name in PLAIN},
    )
    _set_pillars(commitment, pillars)
    commitment.sdg_references.set(sdg_references)
    audit.record(actor, "commitment.drafted", commitment, framework=framework.public_id)
    return commitment


@transaction.atomic
def edit(
    commitment: Commitment,
    *,
    actor: Actor,
    reason_en: str = "",
    reason_fr: str = "",
    same_meaning: Iterable[str] = (),
    seen: str = "",
    **changes: Any,
) -> Commitment:
    """Change the shared text, dates or classification. Once proposed, a change makes a revision and says why.

    Args:
        same_meaning: stems of which one side was edited and both still say the same, such as a spelling fix.
        seen: the version that the form showed.
        changes: any of `PLAIN` and `LINKS`.

    Raises:
        Stale: somebody else has changed the text since.
        NotReady: the change would leave a language, the lead or a measure missing.
        DomainError: `reason_needed`, `commitment_closed`.
    """
    commitment = Commitment.objects.lock(pk=commitment.pk)
    commitment_guards.begin_change(commitment, reason_en, reason_fr)
    changes |= {name: list(changes[name]) for name in LINKS if name in changes}
    plain = {name: value for name, value in changes.items() if name in PLAIN and getattr(commitment, name) != value}
    if plain or any(_differs(commitment, name, changes[name]) for name in LINKS if name in changes):
        require_unchanged(seen, version_of(commitment))
    if "parent" in plain:
        _check_parent(plain["parent"], umbrella=commitment.umbrella)
    for name, value in plain.items():
        setattr(commitment, name, value)
    _check_days(commitment.starts_on, commitment.ends_on)
    if plain:
        commitment.save(update_fields=tuple(plain))
    changed = list(plain) + [name for name in LINKS if name in changes and _relink(commitment, name, changes[name])]
    if changed:
        commitment_guards.settle_change(
            commitment,
            actor=actor,
            verb="commitment.edited",
            row=commitment,
            changed=changed,
            reason_en=reason_en,
            reason_fr=reason_fr,
            same_meaning=same_meaning,
        )
        commitment_facts.recount(commitment)
    return commitment


@transaction.atomic
def propose(commitment: Commitment, *, actor: Actor) -> Commitment:
    """Send the draft's text to the parties: it is frozen as revision 1 and the first dates become immutable (PA-8).

    Raises:
        NotReady: lists everything that is still missing.
    """
    commitment = Commitment.objects.lock(pk=commitment.pk)
    commitment_guards.require_own_status(commitment)
    was = commitment.lifecycle or ""
    commitment.lifecycle = step(LIFECYCLE_MOVES, was, Lifecycle.PROPOSED)
    commitment_guards.require_honest(commitment)
    commitment_guards.require(commitment_gaps.before_proposing(commitment))
    commitment.save(update_fields=("lifecycle",))
    commitment.milestones.filter(fixed_at=None).update(fixed_at=timezone.now())
    revision = commitment_revisions.freeze(commitment, actor.user_id)
    commitment_history.append(
        commitment, EventKind.PROPOSED, was=was, revision=revision.number, core_hash=revision.core_hash
    )
    commitment_facts.recount(commitment)
    audit.record(actor, "commitment.proposed", commitment, revision=revision.number)
    return commitment


@transaction.atomic
def discard(commitment: Commitment, *, actor: Actor) -> Commitment:
    """Take a draft that nobody has proposed off every list; its number stays given out. Twice changes nothing.

    Raises:
        DomainError: `not_a_draft`: the parties or the public have it, or it came from a source;
            `group_not_empty`: commitments are still part of it.
    """
    commitment = Commitment.objects.lock(pk=commitment.pk)
    commitment_guards.require_honest(commitment)
    if commitment.discarded_at is not None:
        return commitment
    never_seen = commitment.current_revision_id is None and commitment.published_at is None
    if not never_seen or commitment.lifecycle not in (None, Lifecycle.DRAFT) or commitment.key is not None:
        raise DomainError(
            _("Only a draft that was never proposed can be discarded. Ask for this commitment to be withdrawn."),
            code="not_a_draft",
        )
    if commitment.parts.filter(discarded_at=None).exists():
        raise DomainError(
            _("Commitments are still part of this one. Take them out of it first."), code="group_not_empty"
        )
    commitment.discarded_at, commitment.publish_at = timezone.now(), None
    commitment.save(update_fields=("discarded_at", "publish_at"))
    audit.record(actor, "commitment.discarded", commitment)
    return commitment


def start_locked(commitment: Commitment, *, actor: Actor, cause: str) -> bool:
    """Move an agreed commitment that the caller holds locked to in progress; say whether it moved.

    Args:
        cause: `start_date` or `first_update`.
    """
    if commitment.lifecycle != Lifecycle.AGREED:
        return False
    commitment.lifecycle = step(LIFECYCLE_MOVES, commitment.lifecycle, Lifecycle.IN_PROGRESS)
    commitment.started_on = periods.today()
    commitment.save(update_fields=("lifecycle", "started_on"))
    commitment_history.append(commitment, EventKind.STARTED, was=Lifecycle.AGREED, cause=cause)
    commitment_facts.recount(commitment)
    commitment_guards.mark_modified(commitment)
    audit.record(actor, "commitment.started", commitment, cause=cause)
    return True


@transaction.atomic
def start_if_due(commitment: Commitment, *, actor: Actor, today: datetime.date) -> bool:
    """Start an agreed commitment whose start date is reached; automatic (partners 4)."""
    commitment = Commitment.objects.lock(pk=commitment.pk)
    if commitment.starts_on is None or commitment.starts_on > today:
        return False
    return start_locked(commitment, actor=actor, cause="start_date")


@transaction.atomic
def reopen(commitment: Commitment, *, actor: Actor, reason_en: str, reason_fr: str) -> Commitment:
    """Put a complete commitment back to in progress, with the reason that the public will read.

    Raises:
        Invalid: the reason is missing in a language.
    """
    commitment = Commitment.objects.lock(pk=commitment.pk)
    commitment_guards.require_own_status(commitment)
    commitment_guards.require_honest(commitment)
    for name, text in (("reason_en", reason_en), ("reason_fr", reason_fr)):
        if not text.strip():
            raise Invalid(_("Give the reason in both languages."), field=name)
    was = commitment.lifecycle or ""
    commitment.lifecycle = step(LIFECYCLE_MOVES, was, Lifecycle.IN_PROGRESS)
    if commitment.started_on is None:
        commitment.started_on = periods.today()
    commitment.save(update_fields=("lifecycle", "started_on"))
    commitment_history.append(
        commitment, EventKind.REOPENED, was=was, reason={"en": reason_en.strip(), "fr": reason_fr.strip()}
    )
    commitment_facts.recount(commitment)
    commitment_guards.mark_modified(commitment)
    audit.record(actor, "commitment.reopened", commitment)
    return commitment


@transaction.atomic
def release(commitment: Commitment, *, actor: Actor) -> Commitment:
    """Make the commitment public, both languages in this one transaction (PA-1). Releasing twice changes nothing.

    Raises:
        NotReady: a public text is missing or stale in a language, or it is still a draft.
    """
    commitment = Commitment.objects.lock(pk=commitment.pk)
    if commitment.published_at is not None:
        return commitment
    commitment_guards.require(commitment_gaps.before_release(commitment))
    # what the parties have is what the public reads; names and regions that moved since come with the next change
    revision = commitment.current_revision or commitment_revisions.freeze(commitment, actor.user_id)
    commitment.published_at, commitment.publish_at = timezone.now(), None
    commitment.modified_on = periods.today()
    commitment.save(update_fields=("published_at", "publish_at", "modified_on"))
    commitment_history.append(commitment, EventKind.RELEASED, revision=revision.number)
    audit.record(actor, "commitment.released", commitment, revision=revision.number)
    return commitment


@transaction.atomic
def schedule_release(commitment: Commitment, *, actor: Actor, at: datetime.datetime) -> Commitment:
    """Plan the release for a moment to come; the gate is asked now and again at that moment.

    Raises:
        NotReady: it could not be released now.
        DomainError: `already_public`; Invalid when the moment lies behind.
    """
    commitment = Commitment.objects.lock(pk=commitment.pk)
    if commitment.published_at is not None:
        raise DomainError(_("This commitment is public already."), code="already_public")
    if at <= timezone.now():
        raise Invalid(_("Choose a moment that lies ahead."), field="at")
    commitment_guards.require(commitment_gaps.before_release(commitment))
    commitment.publish_at = at
    commitment.save(update_fields=("publish_at",))
    audit.record(actor, "commitment.release_planned", commitment)
    return commitment


@transaction.atomic
def cancel_release(commitment: Commitment, *, actor: Actor) -> Commitment:
    """Take back a planned release that has not happened."""
    commitment = Commitment.objects.lock(pk=commitment.pk)
    if commitment.publish_at is not None:
        commitment.publish_at = None
        commitment.save(update_fields=("publish_at",))
        audit.record(actor, "commitment.release_cancelled", commitment)
    return commitment


def _check_parent(parent: Commitment | None, *, umbrella: bool) -> None:
    if parent is None:
        return
    if umbrella or not parent.umbrella:
        raise Invalid(_("Choose a commitment that groups others; groups have one level."), field="parent")
    commitment_guards.require_honest(parent)


def _check_days(starts_on: datetime.date | None, ends_on: datetime.date | None) -> None:
    if starts_on and ends_on and ends_on < starts_on:
        raise Invalid(_("The end lies before the start."), field="ends_on")


def _set_pillars(commitment: Commitment, pillars: Iterable[Pillar]) -> None:
    CommitmentPillar.objects.bulk_create(
        [CommitmentPillar(commitment=commitment, pillar=pillar, basis=Basis.ASSIGNED) for pillar in pillars]
    )


def _differs(commitment: Commitment, name: str, rows: Iterable[Any]) -> bool:
    return {row.pk for row in rows} != set(getattr(commitment, name).values_list("pk", flat=True))


def _relink(commitment: Commitment, name: str, rows: Iterable[Any]) -> bool:
    """Replace one set of links; say whether anything changed. A pillar that stays keeps its basis."""
    wanted, manager = {row.pk for row in rows}, getattr(commitment, name)
    if not _differs(commitment, name, rows):
        return False
    held = set(manager.values_list("pk", flat=True))
    if name == "pillars":
        commitment.pillar_links.exclude(pillar_id__in=wanted).delete()
        _set_pillars(commitment, Pillar.objects.filter(pk__in=wanted - held).order_by("position"))
    else:
        manager.set(wanted)
    return True
