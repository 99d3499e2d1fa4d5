"""Links and codes that open an invitation: 256 random bits, kept as hashes, checked where the right is used (RE-7)."""

import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.domain import audit
from events.domain import notices, terms
from events.enums import USABLE_INVITATION, InvitationState, Task
from events.models import Invitation, InvitationCode, InvitationLink, LinkRequest
from kernel.errors import DomainError
from kernel.queue import nudge
from partners.enums import ContactKind
from partners.models import ContactPoint

TOKEN_BYTES = 32
CODE_DIGITS, CODE_MINUTES, CODE_TRIES = 8, 10, 5
LONGEST_TOKEN = 100
PERIOD = timedelta(minutes=CODE_MINUTES)


class CodeRefused(DomainError):
    """Wrong, used, expired or never asked for: all alike."""

    code = "code_refused"
    status = 422

    def __init__(self) -> None:
        super().__init__(
            _("This code did not work. It is valid for 10 minutes and 5 tries. Ask for a new one."), field="code"
        )


def hashed(token: str) -> str:
    """Return the stored form of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def issue(invitations: Iterable[Invitation]) -> dict[int, str]:
    """Make one link for each invitation and return the tokens by key; only their hashes are kept, in one statement.

    Called while a mail is written, so that no token is ever stored. A mail that is written twice has two live links;
    a resend that somebody asked for kills them all (`inviting.resend`).
    """
    tokens, rows = {}, []
    for invitation in invitations:
        token = secrets.token_urlsafe(TOKEN_BYTES)
        tokens[invitation.pk] = token
        rows.append(InvitationLink(invitation=invitation, token_hash=hashed(token), generation=invitation.generation))
    InvitationLink.objects.bulk_create(rows, batch_size=500)
    return tokens


def find(token: str) -> Invitation | None:
    """Return the invitation of a token; None for an unknown or a replaced one, alike (EV-13). Changes nothing (EV-12)."""
    if not token or len(token) > LONGEST_TOKEN:
        return None
    links = InvitationLink.objects.select_related("invitation")
    link = links.filter(token_hash=hashed(token), generation__gte=F("invitation__generation")).first()
    return link.invitation if link else None


def needs_code(invitation: Invitation) -> bool:
    """Tell whether a link alone no longer proves who one is, because a reply was given already (reliability 3.1)."""
    return invitation.state == InvitationState.ANSWERED


@transaction.atomic
def open_invitation(invitation: Invitation, *, actor: Actor) -> None:
    """Note that the button was pressed, the first time; the funnel counts it.

    Raises:
        DomainError: `invitation_expired`, `invitation_revoked`, `invitation_superseded`, `invitation_closed`.
    """
    terms.require_usable(invitation)
    if invitation.opened_at is None:
        now = timezone.now()
        if Invitation.objects.filter(pk=invitation.pk, opened_at__isnull=True).update(opened_at=now):
            audit.record(actor, "invitation.opened", invitation)
        invitation.opened_at = now


@transaction.atomic
def send_code(invitation: Invitation, *, actor: Actor) -> None:
    """Owe a code to the address of the invitation; an earlier code dies.

    Raises:
        DomainError: `invitation_*`.
    """
    held = Invitation.objects.select_related("person").select_for_update(of=("self",), no_key=True)
    invitation = held.get(pk=invitation.pk)
    terms.require_usable(invitation)
    InvitationCode.objects.filter(invitation=invitation, used_at__isnull=True, dropped=False).update(dropped=True)
    code = InvitationCode.objects.create(invitation=invitation)
    audit.record(actor, "invitation.code_asked", invitation)
    notices.owe_code(code, invitation, invitation.person)


@transaction.atomic
def write_code(code: InvitationCode) -> str | None:
    """Return fresh digits while the mail is written and keep their hash; None when the code is no longer wanted."""
    code = InvitationCode.objects.lock(pk=code.pk)
    if code.used_at is not None or code.dropped:
        return None
    digits = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
    code.code_hash, code.expires_at = _code_hash(code, digits), timezone.now() + PERIOD
    code.save(update_fields=("code_hash", "expires_at"))
    return digits


def use_code(invitation: Invitation, typed: str, *, actor: Actor) -> Invitation:
    """Check a typed code; five tries, ten minutes, one use.

    Raises:
        CodeRefused: it did not match, and the try counts even though this raises.
        DomainError: `invitation_*`.
    """
    terms.require_usable(invitation)
    if not _try_code(invitation, typed, actor):
        raise CodeRefused
    return invitation


@transaction.atomic
def ask_again(address: str) -> None:
    """Note that somebody asked for their link again: one row, whoever they are; the rest happens later (RE-16)."""
    LinkRequest.objects.create(address_digest=address_digest(address))
    nudge(Task.LINKS)


def address_digest(address: str) -> str:
    """Return the keyed digest of an address as typed: case, width and surrounding space do not matter."""
    key = hashlib.sha256(f"link-request:{settings.SECRET_KEY}".encode()).digest()
    normal = unicodedata.normalize("NFKC", address).strip().casefold()[:300]
    return hmac.new(key, normal.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def invitations_asked_for(digests: set[str]) -> dict[str, list[Invitation]]:
    """Return the usable invitations of the people whose address has one of these digests."""
    people: dict[int, str] = {}
    points = ContactPoint.objects.filter(
        kind=ContactKind.EMAIL, person__invitations__state__in=sorted(USABLE_INVITATION)
    )
    for person, value in points.order_by("pk").values_list("person", "value").distinct().iterator(2000):
        digest = address_digest(value)
        if digest in digests:
            people[person] = digest
    found: dict[str, list[Invitation]] = {digest: [] for digest in digests}
    rows = Invitation.objects.filter(person__in=people, state__in=sorted(USABLE_INVITATION)).order_by("pk")
    for invitation in rows:
        found[people[invitation.person_id]].append(invitation)
    return found


@transaction.atomic
def _try_code(invitation: Invitation, typed: str, actor: Actor) -> bool:
    code = (
        InvitationCode.objects.select_for_update(of=("self",), no_key=True)
        .filter(invitation=invitation, used_at__isnull=True, dropped=False)
        .first()
    )
    if code is None or not code.code_hash or code.tries >= CODE_TRIES:
        return False
    if code.expires_at is None or code.expires_at <= timezone.now():
        return False
    code.tries += 1
    digits = "".join(str(unicodedata.digit(c)) for c in typed[:40] if c.isdigit())
    right = hmac.compare_digest(code.code_hash, _code_hash(code, digits))
    if right:
        code.used_at = timezone.now()
        audit.record(actor, "invitation.reopened", invitation)
    code.save(update_fields=("tries", "used_at"))
    return right


def _code_hash(code: InvitationCode, digits: str) -> str:
    """Return a keyed hash: eight digits alone could be guessed from a plain one."""
    key = hashlib.sha256(f"reply-code:{settings.SECRET_KEY}".encode()).digest()
    return hmac.new(key, f"{code.public_id}:{digits}".encode(), hashlib.sha256).hexdigest()
