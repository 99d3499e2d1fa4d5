"""What the lists of messages are narrowed by."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.bilingual import PreferredLanguage
from kernel.orders import ORDER, OrderField, OrderForm
from kernel.searching import SearchForm
from messaging import kinds, wording
from messaging.enums import MessageState
from messaging.queries import MESSAGES


class MessageFilter(OrderForm):
    """Narrow the list of messages by kind, state, or what they are about, and order it."""

    kind = forms.ChoiceField(label=_("Kind"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all states")), *MessageState.choices])
    about = forms.UUIDField(required=False, widget=forms.HiddenInput)
    to = forms.UUIDField(required=False, widget=forms.HiddenInput)
    order = OrderField(MESSAGES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(name, wording.kind(name)) for name in kinds.names() if name not in kinds.protected_names()]
        kind: Any = self.fields["kind"]
        kind.choices = [("", _("all kinds")), *sorted(known, key=lambda pair: str(pair[1]).casefold())]

    @property
    def wanted(self) -> dict[str, Any]:
        """What the list is narrowed to; nothing while a filter is refused."""
        if not self.is_valid():
            return {}
        return {name: value for name, value in self.cleaned_data.items() if name != ORDER}


class MailFilter(SearchForm):
    """Narrow the demonstration's mailbox."""

    purpose, typed = "messaging.mailbox", "words"
    words = forms.CharField(label=_("Address or subject"), required=False, max_length=100)
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("all languages")), *PreferredLanguage.choices]
    )
