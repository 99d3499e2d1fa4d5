"""Handles: who takes part, without a name. A code admits; a phrase brings back; a withdrawal ends it."""

from collections.abc import Mapping
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.domain import audit
from kernel.errors import DomainError, Invalid
from kernel.moves import step
from safety import seats
from safety.domain import codes, secrets
from safety.enums import HANDLE_MOVES, HandleState, Layer
from safety.models import Handle, LayerConsent

PURPOSE = "handle-phrase"
NOTICE_VERSION = "1"
TRIES = 5


class PhraseRefused(DomainError):
    """No such phrase; the answer and the work are the same as for a wrong one."""

    code = "phrase_refused"
    status = 422

    def __init__(self) -> None:
        super().__init__(
            _("These words did not work. Check their order. If you no longer have them, ask for a new code."),
            field="phrase",
        )


@transaction.atomic
def admit(code_hash: str, *, language: str, layers: Mapping[str, bool], comes_back: bool) -> tuple[Handle, str]:
    """Turn a code into a handle with a seat; return the handle and the recovery phrase, shown once.

    Args:
        code_hash: stored form of the typed code.
        language: `en` or `fr`.
        layers: consents by `Layer`; `take_part` must be given.
        comes_back: whether a recovery phrase is wanted; without one the phrase is empty.

    Raises:
        Invalid: the consent to take part is not given.
        codes.CodeRefused: the code no longer opens anything.
        DomainError: the meeting is full or closed; the code stays unused.
    """
    if not layers.get(Layer.TAKE_PART):
        raise Invalid(
            _("To take part, say yes to the first question. You can also leave now; nothing has been kept."),
            field=str(Layer.TAKE_PART),
            code="consent_needed",
        )
    event_ref = codes.use(code_hash)
    phrase = secrets.new_phrase(language) if comes_back else ""
    handle = _new_handle(event_ref, language, phrase)
    actor = Actor.link("handle", handle.pk)
    _consent(handle, layers)
    audit.record(actor, "handle.admitted", handle)
    seats.keeper().seat(handle, actor=actor)
    return handle, phrase


def _new_handle(event_ref: UUID, language: str, phrase: str) -> Handle:
    for _attempt in range(TRIES):
        try:
            with transaction.atomic():
                return Handle.objects.create(
                    handle=secrets.new_handle(),
                    event_ref=event_ref,
                    language=language,
                    phrase_hash=secrets.phrase_hash(phrase) if phrase else "",
                    phrase_lookup=secrets.phrase_lookup(PURPOSE, phrase) if phrase else "",
                )
        except IntegrityError:
            continue  # two people drew the same eight symbols: one chance in a billion, draw again
    raise RuntimeError("no free handle was found")


def _consent(handle: Handle, layers: Mapping[str, bool]) -> None:
    number = handle.consents.count()
    current = consents_of(handle)
    for layer in Layer:
        given = bool(layers.get(layer))
        if given != current[layer]:
            number += 1
            LayerConsent.objects.create(
                handle=handle, layer=layer, number=number, given=given, notice_version=NOTICE_VERSION
            )


def consents_of(handle: Handle) -> dict[str, bool]:
    """Return what stands for each layer: the newest row, or no."""
    standing: dict[str, bool] = {str(layer): False for layer in Layer}
    for layer, given in handle.consents.order_by("number").values_list("layer", "given"):
        standing[layer] = given
    return standing


@transaction.atomic
def change_consents(handle: Handle, layers: Mapping[str, bool]) -> dict[str, bool]:
    """Give or withdraw the consents about results and later meetings; leaving is `withdraw` (safety 10).

    Args:
        layers: consents by `Layer` as they are to stand; a layer left out is withdrawn.

    Returns:
        The layers that changed and what now stands for each; empty when all stood so already.

    Raises:
        DomainError: the bearer has withdrawn, so nothing stands that could change.
    """
    handle = Handle.objects.lock(pk=handle.pk)
    if handle.state != HandleState.ACTIVE:
        raise DomainError(_("You no longer take part, so nothing is agreed to any more."), code="handle_withdrawn")
    before = consents_of(handle)
    _consent(handle, {**layers, Layer.TAKE_PART: True})
    changed = {layer: given for layer, given in consents_of(handle).items() if given != before[layer]}
    if changed:
        # which ones, the append-only rows say; the trail says that it happened and to which opaque handle
        audit.record(Actor.link("handle", handle.pk), "handle.consents_changed", handle)
    return changed


def by_phrase(typed: str) -> Handle:
    """Return the handle whose recovery phrase was typed.

    Raises:
        PhraseRefused: none; the slow work was done all the same.
    """
    candidates = list(Handle.objects.filter(phrase_lookup=secrets.phrase_lookup(PURPOSE, typed)).order_by("pk")[:3])
    if not candidates:
        secrets.phrase_matches(typed, "")
    for handle in candidates:
        if secrets.phrase_matches(typed, handle.phrase_hash):
            return handle
    raise PhraseRefused


@transaction.atomic
def ask_for(handle: Handle, needs: set[str]) -> None:
    """Make the needs of the handle exactly these, from the closed list."""
    handle = Handle.objects.lock(pk=handle.pk)
    actor = Actor.link("handle", handle.pk)
    seats.keeper().ask_for(handle, needs, actor=actor)
    audit.record(actor, "handle.needs_changed", handle, count=len(needs))


@transaction.atomic
def withdraw(handle: Handle) -> None:
    """End taking part: the seat goes back, the consents are withdrawn, the phrase stops working."""
    handle = Handle.objects.lock(pk=handle.pk)
    if handle.state == HandleState.WITHDRAWN:
        return
    actor = Actor.link("handle", handle.pk)
    seats.keeper().give_back(handle, actor=actor)
    handle.state = step(HANDLE_MOVES, handle.state, HandleState.WITHDRAWN)
    handle.phrase_hash = handle.phrase_lookup = ""
    handle.save(update_fields=("state", "phrase_hash", "phrase_lookup"))
    _consent(handle, {})
    audit.record(actor, "handle.withdrawn", handle)


@transaction.atomic
def arrive(handle_symbols: str, event_ref: UUID, *, actor: Actor) -> Handle:
    """Record that the bearer came, with the day only (safety 5.10).

    Raises:
        Invalid: no active handle of this meeting has these symbols.
    """
    symbols = secrets.normal_code(handle_symbols)
    handle = Handle.objects.filter(handle=symbols, event_ref=event_ref, state=HandleState.ACTIVE).first()
    if handle is None:
        raise Invalid(
            _(
                "No participant of this meeting has these eight symbols. Check them, or let the person in by the partner."
            ),
            field="handle",
            code="handle_unknown",
        )
    handle = Handle.objects.lock(pk=handle.pk)
    if handle.came_on is None:
        handle.came_on = timezone.localdate()
        handle.save(update_fields=("came_on",))
        audit.record(actor, "handle.arrived", handle)
    return handle
