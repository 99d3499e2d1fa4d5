"""Forgetting what messages no longer need."""

from datetime import timedelta

from django.utils import timezone

from messaging.enums import FINISHED
from messaging.models import Message

ADDRESS_DIGESTS = timedelta(days=30)  # bounces and complaints have come by then
BATCH = 1000


def forget_addresses() -> int:
    """Blank the digest of the address in messages settled a month ago; return how many."""
    old = Message.objects.filter(state__in=FINISHED, settled_at__lt=timezone.now() - ADDRESS_DIGESTS)
    forgotten = 0
    while ids := list(old.exclude(address_digest="").order_by("pk").values_list("pk", flat=True)[:BATCH]):
        forgotten += Message.objects.filter(pk__in=ids).update(address_digest="")
    return forgotten
