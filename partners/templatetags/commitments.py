"""Words and tints of commitments that only pages need."""

from django import template

from partners.commitment_states import UpdateState

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
