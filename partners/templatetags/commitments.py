"""Words and tints of commitments that only pages need."""

from datetime import datetime

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kernel import formats
from partners.commitment_states import UpdateState
from partners.days import HOUSE_ZONE

register = template.Library()

# what still waits for somebody must not look settled (kernel.tones)
TONES = {
    UpdateState.DRAFT: "quiet",
    UpdateState.SUBMITTED: "busy",
    UpdateState.RETURNED: "warn",
    UpdateState.ACCEPTED: "busy",
    UpdateState.PUBLISHED: "good",
}


@register.filter
def update_tone(state: str) -> str:
    """Return the tint of a progress update's state."""
    return TONES[UpdateState(state)]


@register.filter
def house_moment(instant: datetime) -> SafeString:
    """`December 1, 2026, 9:00 am, Ottawa time`: a planned moment as it was typed."""
    local = instant.astimezone(HOUSE_ZONE)
    words = _("%(day)s, %(time)s, Ottawa time") % {"day": formats.long_date(local), "time": formats.clock(local)}
    return format_html('<time datetime="{}">{}</time>', instant.isoformat(), words)
