"""Access codes: issued by count to a vouching partner, shown once, used at most once, never tied to a person."""

import random
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.domain import audit
from kernel import canonical
from kernel.errors import DomainError, Invalid
from kernel.moves import step
from kernel.seen import require_unchanged
from partners.domain import vouching
from partners.models import Organization
from safety.domain import secrets
from safety.enums import CODE_MOVES, CodeState, PlanItem
from safety.models import AccessCode, CodePool, PlanStep

PURPOSE = "access-code"
LARGEST_POOL = 200


class CodeRefused(DomainError):
    """Wrong, used, void or of a closed pool: all alike, so that a guess learns nothing (SA 5)."""

    code = "code_refused"
    status = 422

    def __init__(self) -> None:
        super().__init__(
            _(
                "This code did not work. Check each letter and number, or ask the person who gave it to you for a new one."
            ),
            field="code",
        )


@transaction.atomic
def issue(event_ref: UUID, partner: Organization, size: int, *, actor: Actor) -> tuple[CodePool, list[str]]:
    """Make `size` codes for one event and return them for printing; they are never readable again.

    Raises:
        Invalid: the size is not between 1 and 200, or the partner no longer vouches.
        DomainError: `plan_incomplete`, naming each missing item of the safety plan (SA-A22); `no_way_out` in a
            production that has no page to leave to (safety 8).
    """
    if not 1 <= size <= LARGEST_POOL:
        raise Invalid(
            _("Choose between 1 and %(most)s codes.") % {"most": LARGEST_POOL}, field="size", code="pool_size"
        )
    if not vouching.organizations().filter(pk=partner.pk).exists():
        raise Invalid(
            _("This organization does not vouch for participants. Choose another one."),
            field="partner",
            code="not_vouching",
        )
    require_plan(event_ref)
    if settings.PRODUCTION and not settings.EXIT_URL:
        raise DomainError(
            _("The page to which people leave is not set up yet. Ask the operator to name it (EXIT_URL)."),
            code="no_way_out",
        )
    if actor.user_id is None:
        raise Invalid(_("Only a liaison who is signed in issues codes."), code="nobody_signed")
    pool = CodePool.objects.create(event_ref=event_ref, partner=partner, size=size, issued_by_id=actor.user_id)
    plain = [secrets.new_code() for _number in range(size)]
    rows = [AccessCode(pool=pool, code_hash=secrets.code_hash(PURPOSE, code)) for code in plain]
    random.SystemRandom().shuffle(rows)  # the order of the rows is not the order of the printed cards
    AccessCode.objects.bulk_create(rows, batch_size=500)
    audit.record(actor, "code_pool.issued", pool, size=size)
    return pool, plain


@transaction.atomic
def close(pool: CodePool, *, actor: Actor) -> None:
    """Void what is unused; used codes stay used."""
    pool = CodePool.objects.lock(pk=pool.pk)
    if pool.closed_at is not None:
        return
    pool.closed_at, pool.closed_by_id = timezone.now(), actor.user_id
    pool.save(update_fields=("closed_at", "closed_by"))
    voided = AccessCode.objects.filter(pool=pool, state=CodeState.UNUSED).update(state=CodeState.VOID)
    audit.record(actor, "code_pool.closed", pool, voided=voided)


def event_of(typed: str) -> UUID:
    """Return the event a typed code opens, without using it.

    Raises:
        CodeRefused: it opens nothing, whatever the reason.
    """
    found = AccessCode.objects.filter(
        code_hash=secrets.code_hash(PURPOSE, typed), state=CodeState.UNUSED, pool__closed_at=None
    ).values_list("pool__event_ref", flat=True)
    for event_ref in found:
        return UUID(str(event_ref))
    raise CodeRefused


def use(code_hash: str) -> UUID:
    """Use a code in the caller's transaction and return its event; only a count tells that it was used.

    Raises:
        CodeRefused: it was used meanwhile, is void, or never existed.
    """
    code = AccessCode.objects.select_related("pool").filter(code_hash=code_hash).first()
    if code is None or code.pool.closed_at is not None or code.state != CodeState.UNUSED:
        raise CodeRefused
    used = AccessCode.objects.filter(pk=code.pk, state=CodeState.UNUSED).update(
        state=step(CODE_MOVES, code.state, CodeState.USED)
    )
    if not used:
        raise CodeRefused
    CodePool.objects.filter(pk=code.pool_id).update(used=F("used") + 1)
    return code.pool.event_ref


def plan_gaps(event_ref: UUID) -> list[PlanItem]:
    """Return the items of the safety plan that are not settled (SA-A22, STD-35)."""
    settled = set(PlanStep.objects.filter(event_ref=event_ref).values_list("item", flat=True))
    return [item for item in PlanItem if item not in settled]


def require_plan(event_ref: UUID) -> None:
    """Refuse while the safety plan has gaps.

    Raises:
        DomainError: `plan_incomplete`, naming each missing item.
    """
    if missing := plan_gaps(event_ref):
        raise DomainError(
            _("The safety plan is not complete. Still open: %(items)s.")
            % {"items": "; ".join(str(item.label) for item in missing)},
            code="plan_incomplete",
            missing=[str(item) for item in missing],
        )


def seen_of_plan(event_ref: UUID) -> str:
    """Return the word for which items of the plan a page shows as settled; `settle_plan` takes it back."""
    return canonical.digest([item.value for item in plan_gaps(event_ref)])[:16]


@transaction.atomic
def settle_plan(event_ref: UUID, items: set[str], *, actor: Actor, seen: str = "") -> None:
    """Make the settled items of the plan exactly `items`; unknown items are ignored.

    The plan has no row of its own to lock: two people who settle one item at once meet at the constraint, and one row
    and one entry come of it.

    Args:
        seen: `seen_of_plan` when the page was opened.

    Raises:
        Stale: somebody else has settled or reopened an item since.
    """
    if actor.user_id is None:
        raise Invalid(_("Only a liaison who is signed in settles the plan."), code="nobody_signed")
    known = {item.value for item in PlanItem} & items
    present = {row.item: row for row in PlanStep.objects.lock_all(event_ref=event_ref)}
    require_unchanged(seen, seen_of_plan(event_ref))
    for item in sorted(present.keys() - known):
        audit.record(actor, "safety_plan.reopened", present[item], item=item)
        present[item].delete()
    for item in sorted(known - present.keys()):
        row, made = PlanStep.objects.get_or_create(
            event_ref=event_ref, item=item, defaults={"settled_by_id": actor.user_id}
        )
        if made:
            audit.record(actor, "safety_plan.settled", row, item=item)
