"""Acts that one person asks for and another signs: opening the invitations, cancelling (events 3).

Who may sign at all is a matter of policy; that it is a second person is held here and by the table.
"""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.actors import Actor
from accounts.domain import audit
from events.domain import cancelling, change_notices, program, rescheduling, scheduling
from events.domain.retrying import retried
from events.enums import EVENT_MOVES, SIGNATURE_MOVES, EventState, SignatureState, SignedAct
from events.models import Event, SignatureRequest
from kernel.errors import DomainError, Invalid
from kernel.moves import can_step, step
from publishing.domain import gate
from safety.domain import codes

LONGEST = 500


@transaction.atomic
def ask_to_open(event: Event, *, actor: Actor, allow_stale: bool = False, note: str = "") -> SignatureRequest:
    """Ask a second person to open the invitations of a planned event.

    Args:
        allow_stale: let an out-of-date translation leave, for an urgent message only (EV-A11); needs `note`.

    Raises:
        LanguageGap: a text is missing, or stale without leave.
        DomainError: `program_half_titled`, `plan_incomplete` for a protected event, `already_asked`.
        Invalid: `note_missing`.
    """
    event = Event.objects.lock(pk=event.pk)
    _require_move(event, EventState.INVITING)
    if allow_stale and not note.strip():
        raise Invalid(
            _("Write down why an out-of-date translation may leave this once."), code="note_missing", field="note"
        )
    _require_fit_to_open(event, allow_stale)
    return _ask(event, SignedAct.OPEN_INVITING, actor, stale_allowed=allow_stale, note=note.strip()[:300])


@transaction.atomic
def ask_to_cancel(event: Event, *, actor: Actor, reason_en: str, reason_fr: str) -> SignatureRequest:
    """Ask a second person to cancel; the reason is what everybody will read, in both languages.

    Raises:
        Invalid: a reason is missing or too long.
    """
    event = Event.objects.lock(pk=event.pk)
    _require_move(event, EventState.CANCELLED)
    for name, reason in (("reason_en", reason_en), ("reason_fr", reason_fr)):
        if not reason.strip():
            raise Invalid(_("Give the reason in both languages."), code="reason_missing", field=name)
        if len(reason.strip()) > LONGEST:
            raise Invalid(_("Keep the reason under 500 characters."), code="reason_too_long", field=name)
    return _ask(event, SignedAct.CANCEL, actor, reason_en=reason_en.strip(), reason_fr=reason_fr.strip())


@retried
@transaction.atomic
def sign(request: SignatureRequest, *, actor: Actor) -> Event:
    """Give the second signature and do the act.

    Raises:
        DomainError: `own_request`: the one who asked cannot sign.
        IllegalMove: it was decided already, or the event has moved on.
    """
    event = Event.objects.lock(pk=request.event_id)
    request = _decide(request, SignatureState.SIGNED, actor)
    if request.act == SignedAct.CANCEL:
        cancelling.cancel(event, request, actor=actor)
    else:
        _open(event, request, actor)
    return event


@transaction.atomic
def refuse(request: SignatureRequest, *, actor: Actor, note: str) -> SignatureRequest:
    """Refuse the second signature and say why.

    Raises:
        Invalid: no reason given.
    """
    if not note.strip():
        raise Invalid(_("Say why, so that the person who asked can correct it."), code="note_missing", field="note")
    Event.objects.lock(pk=request.event_id)
    request = _decide(request, SignatureState.REFUSED, actor, note=note.strip()[:300])
    return request


@transaction.atomic
def withdraw(request: SignatureRequest, *, actor: Actor) -> SignatureRequest:
    """Take back an own request that nobody has decided."""
    Event.objects.lock(pk=request.event_id)
    return _decide(request, SignatureState.WITHDRAWN, actor)


def _open(event: Event, request: SignatureRequest, actor: Actor) -> None:
    _require_fit_to_open(event, request.stale_allowed)
    again, was_known = event.change_number > 0, change_notices.known(event)
    was, event.state = event.state, step(EVENT_MOVES, event.state, EventState.INVITING)
    event.modified_at = timezone.now()
    event.save(update_fields=("state", "modified_at"))
    scheduling.open_pools(event)
    audit.record(actor, "event.inviting_opened", event, was=was, request=request.public_id, stale=request.stale_allowed)
    if again:  # it was put off: everybody concerned hears the new date, and has time anew
        rescheduling.renew(event)
        change_notices.owe_change(event, was_known)


def _require_fit_to_open(event: Event, allow_stale: bool) -> None:
    gate.require_both(event, event.filled_texts, allow_stale=allow_stale)
    if half := program.half_titled(event):
        raise DomainError(
            ngettext(
                "%(count)s session of the program lacks its title in one language. Complete the program first.",
                "%(count)s sessions of the program lack their title in one language. Complete the program first.",
                half,
            )
            % {"count": half},
            code="program_half_titled",
            count=half,
        )
    if event.protected:
        codes.require_plan(event.public_id)


def _require_move(event: Event, there: str) -> None:
    if not can_step(EVENT_MOVES, event.state, there):
        step(EVENT_MOVES, event.state, there)


def _ask(event: Event, act: str, actor: Actor, **values: object) -> SignatureRequest:
    if actor.user_id is None:
        raise Invalid(_("Only somebody who is signed in can ask for a signature."), code="nobody_asked")
    try:
        with transaction.atomic():
            request = SignatureRequest.objects.create(event=event, act=act, requested_by_id=actor.user_id, **values)
    except IntegrityError:
        raise DomainError(
            _("The second signature has been asked for already. An approver will decide."), code="already_asked"
        ) from None
    audit.record(actor, f"signature.{act}_requested", request, event=event.public_id)
    return request


def _decide(request: SignatureRequest, there: str, actor: Actor, **values: str) -> SignatureRequest:
    request = SignatureRequest.objects.lock(pk=request.pk)
    request.state = step(SIGNATURE_MOVES, request.state, there)
    own = actor.user_id == request.requested_by_id
    if actor.user_id is None or own != (there == SignatureState.WITHDRAWN):
        raise DomainError(
            _("You asked for this yourself. Somebody else must decide.")
            if own
            else _("Only the person who asked can take the request back."),
            code="own_request" if own else "not_your_request",
            status=403,
        )
    request.decided_by_id, request.decided_at = actor.user_id, timezone.now()
    for name, value in values.items():
        setattr(request, name, value)
    request.save(update_fields=("state", "decided_by", "decided_at", *values))
    audit.record(actor, f"signature.{there}", request, act=request.act)
    return request
