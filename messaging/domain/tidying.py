"""Forgetting what messages no longer need, or may no longer know."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from messaging.enums import FINISHED
from messaging.models import LocalMail, Message

ADDRESS_DIGESTS = timedelta(days=30)  # bounces and complaints have come by then
BATCH = 1000


def forget_addresses() -> int:
    """Blank the digest of the address in messages settled a month ago; return how many."""
    old = Message.objects.filter(state__in=FINISHED, settled_at__lt=timezone.now() - ADDRESS_DIGESTS)
    forgotten = 0
    while ids := list(old.exclude(address_digest="").order_by("pk").values_list("pk", flat=True)[:BATCH]):
        forgotten += Message.objects.filter(pk__in=ids).update(address_digest="")
    return forgotten


def forget_recipient(to: UUID) -> None:
    """Forget to which address messages to one recipient went, and what the local mailbox kept of them, at once.

    The rows stay, so that it can be told that something was sent; nothing ties them to an address any more.
    """
    went = Message.objects.filter(to=to)
    LocalMail.objects.filter(pk__in=went.values("pk")).delete()
    went.exclude(address_digest="").update(address_digest="")
