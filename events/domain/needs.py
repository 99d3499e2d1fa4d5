"""What people need: asked for by them, settled by logistics, never critical and forgotten (EV-A25)."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.domain import audit
from accounts.models import User
from events.enums import CRITICAL_NEEDS, NEED_MOVES, NeedState
from events.models import NeedRequest, Registration
from kernel.errors import Invalid
from kernel.moves import step

_OVER = frozenset({NeedState.WITHDRAWN, NeedState.MET, NeedState.NOT_MET})


def replace(registration: Registration, wanted: list[tuple[str, str]]) -> list[str]:
    """Make the open needs of a registration exactly these; return the names of kinds that changed.

    A need whose detail changes after it was arranged is asked for again, so that somebody looks at it.
    """
    rows = NeedRequest.objects.lock_all(registration=registration)
    now = {row.kind: row for row in rows if row.state not in _OVER}
    ordinals: dict[str, int] = {}
    for row in rows:
        ordinals[row.kind] = max(row.ordinal, ordinals.get(row.kind, 0))
    changed, asked = [], dict(wanted)
    for kind, row in now.items():
        if kind in asked and asked[kind] == row.detail:
            continue
        row.state = step(NEED_MOVES, row.state, NeedState.WITHDRAWN)
        row.save(update_fields=("state",))
        changed.append(kind)
    new = [(kind, detail) for kind, detail in wanted if kind not in now or now[kind].detail != detail]
    NeedRequest.objects.bulk_create(
        [
            NeedRequest(
                registration=registration,
                kind=kind,
                ordinal=ordinals.get(kind, 0) + 1,
                detail=detail,
                critical=kind in CRITICAL_NEEDS,
                due_on=registration.event.start_day,
            )
            for kind, detail in new
        ]
    )
    return sorted({*changed, *(kind for kind, _detail in new)})


def drop_all(registration: Registration) -> None:
    """Withdraw every open need of a registration that ends; those of a handle are deleted (safety 10)."""
    if registration.handle_id is not None:
        NeedRequest.objects.filter(registration=registration).delete()
        return
    for row in NeedRequest.objects.lock_all(registration=registration):
        if row.state not in _OVER:
            row.state = step(NEED_MOVES, row.state, NeedState.WITHDRAWN)
            row.save(update_fields=("state",))


@transaction.atomic
def assign(need: NeedRequest, *, actor: Actor, owner: User) -> NeedRequest:
    """Say who sees to a need."""
    need = NeedRequest.objects.lock(pk=need.pk)
    need.state = step(NEED_MOVES, need.state, NeedState.ASSIGNED)
    need.owner = owner
    need.save(update_fields=("state", "owner"))
    audit.record(actor, "need.assigned", need, kind=need.kind, owner=owner.public_id)
    return need


@transaction.atomic
def confirm(need: NeedRequest, *, actor: Actor) -> NeedRequest:
    """Say that a need is arranged; the one who says so owns it when nobody does.

    Raises:
        Invalid: nobody is signed in to own it.
    """
    need = NeedRequest.objects.lock(pk=need.pk)
    need.state = step(NEED_MOVES, need.state, NeedState.CONFIRMED)
    if need.owner_id is None:
        if actor.user_id is None:
            raise Invalid(_("Say who sees to this need first."), code="owner_missing", field="owner")
        need.owner_id = actor.user_id
    need.save(update_fields=("state", "owner"))
    audit.record(actor, "need.confirmed", need, kind=need.kind)
    return need


@transaction.atomic
def close(need: NeedRequest, *, actor: Actor, met: bool) -> NeedRequest:
    """Say after the event whether a need was met."""
    need = NeedRequest.objects.lock(pk=need.pk)
    need.state = step(NEED_MOVES, need.state, NeedState.MET if met else NeedState.NOT_MET)
    need.save(update_fields=("state",))
    audit.record(actor, f"need.{need.state}", need, kind=need.kind)
    return need
