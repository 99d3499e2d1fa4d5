"""Handles: who takes part, without a name. A code admits; a phrase brings back; a withdrawal ends it.

No act here writes an audit entry: an entry has a moment, and would say when one participant did what. That a seat was
taken or given back, or that needs changed, stands in the trail of the event, without a handle (safety 7).
"""

from collections.abc import Mapping
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from kernel import canonical
from kernel.errors import DomainError, Invalid
from kernel.moves import step
from kernel.seen import require_unchanged
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
def admit(
    code_hash: str, *, language: str, layers: Mapping[str, bool], comes_back: bool, once: UUID | None = None
) -> tuple[Handle, str]:
    """Turn a code into a handle with a seat; return the handle and the recovery phrase, shown once.

    Args:
        code_hash: stored form of the typed code.
        language: `en` or `fr`.
        layers: consents by `Layer`; `take_part` must be given.
        comes_back: whether a recovery phrase is wanted; without one the phrase is empty.
        once: random key of the form; `phrase_again` finds the same phrase by it.

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
    phrase = secrets.phrase_from(PURPOSE, str(once or uuid4()), language) if comes_back else ""
    handle = _new_handle(event_ref, language, phrase)
    _consent(handle, layers)
    seats.keeper().seat(handle, actor=Actor.link("handle", handle.pk))
    return handle, phrase


def phrase_again(handle: Handle, once: UUID) -> str:
    """Return the phrase that the form with this key gave to the handle, or nothing when it gave none."""
    phrase = secrets.phrase_from(PURPOSE, str(once), handle.language)
    return phrase if secrets.phrase_matches(phrase, handle.phrase_hash) else ""


@transaction.atomic
def renew_phrase(handle: Handle, *, once: UUID) -> str:
    """Give the bearer eight new words, shown once; the old ones stop working. The same key gives the same words.

    Raises:
        DomainError: the bearer has withdrawn.
    """
    handle = _active(handle)
    phrase = secrets.phrase_from(PURPOSE, str(once), handle.language)
    if not secrets.phrase_matches(phrase, handle.phrase_hash):
        handle.phrase_hash = secrets.phrase_hash(phrase)
        handle.phrase_lookup = secrets.phrase_lookup(PURPOSE, phrase)
        handle.save(update_fields=("phrase_hash", "phrase_lookup"))
    return phrase


def _active(handle: Handle) -> Handle:
    """Return the handle, held until the transaction ends.

    Raises:
        DomainError: the bearer has withdrawn.
    """
    handle = Handle.objects.lock(pk=handle.pk)
    if handle.state != HandleState.ACTIVE:
        raise DomainError(_("You no longer take part, so nothing is agreed to any more."), code="handle_withdrawn")
    return handle


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


def seen_of_consents(handle: Handle) -> str:
    """Return the word for the consents that a page shows; `change_consents` takes it back."""
    return canonical.digest(consents_of(handle))[:16]


def seen_of_needs(handle: Handle) -> str:
    """Return the word for the needs that a page shows; `ask_for` takes it back."""
    return canonical.digest(sorted(seats.keeper().needs_of(handle)))[:16]


@transaction.atomic
def change_consents(handle: Handle, layers: Mapping[str, bool], *, seen: str = "") -> dict[str, bool]:
    """Give or withdraw the consents about results and later meetings; leaving is `withdraw` (safety 10).

    Args:
        layers: consents by `Layer` as they are to stand; a layer left out is withdrawn.
        seen: `seen_of_consents` when the page was opened, so that an old page gives nothing anew unread.

    Returns:
        The layers that changed and what now stands for each; empty when all stood so already.

    Raises:
        Stale: they were changed since.
        DomainError: the bearer has withdrawn, so nothing stands that could change.
    """
    handle = _active(handle)
    require_unchanged(seen, seen_of_consents(handle), own=True)
    before = consents_of(handle)
    _consent(handle, {**layers, Layer.TAKE_PART: True})
    return {layer: given for layer, given in consents_of(handle).items() if given != before[layer]}


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
def ask_for(handle: Handle, needs: set[str], *, seen: str = "") -> None:
    """Make the needs of the handle exactly these, from the closed list.

    Args:
        seen: `seen_of_needs` when the page was opened.

    Raises:
        Stale: they were changed since.
    """
    handle = Handle.objects.lock(pk=handle.pk)
    require_unchanged(seen, seen_of_needs(handle), own=True)
    seats.keeper().ask_for(handle, needs, actor=Actor.link("handle", handle.pk))


@transaction.atomic
def withdraw(handle: Handle) -> None:
    """End taking part: the seat goes back, needs and the day of coming are deleted, the phrase stops working.

    What remains is what the page says: handle, language and state, the consents with their ends (append-only), and a
    seat that was given back.
    """
    handle = Handle.objects.lock(pk=handle.pk)
    if handle.state == HandleState.WITHDRAWN:
        return
    seats.keeper().give_back(handle, actor=Actor.link("handle", handle.pk))
    handle.state = step(HANDLE_MOVES, handle.state, HandleState.WITHDRAWN)
    handle.phrase_hash = handle.phrase_lookup = ""
    handle.came_on = None
    handle.save(update_fields=("state", "phrase_hash", "phrase_lookup", "came_on"))
    _consent(handle, {})


@transaction.atomic
def arrive(handle_symbols: str, event_ref: UUID) -> Handle:
    """Record that the bearer came, with the day only: neither the moment nor who stood at the door (safety 5.10).

    Raises:
        Invalid: no active handle of this meeting has these symbols.
    """
    symbols = secrets.normal_code(handle_symbols)
    handle = Handle.objects.filter(handle=symbols, event_ref=event_ref, state=HandleState.ACTIVE).first()
    if handle is None:
        raise Invalid(
            _(
                "No participant of this meeting has these eight symbols. Check them, or ask the partner who gave the card."
            ),
            field="handle",
            code="handle_unknown",
        )
    handle = Handle.objects.lock(pk=handle.pk)
    if handle.came_on is None:
        handle.came_on = timezone.localdate()
        handle.save(update_fields=("came_on",))
    return handle
