"""Building a list of people to invite."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.queries import orders
from kernel.bilingual import by_words, current
from kernel.forms import Form
from kernel.orders import OrderField
from kernel.searching import SearchForm
from partners.models import Jurisdiction, Organization, Sector
from partners.queries.segments import Segment


class SegmentForm(Form):
    """Sectors, regions and organizations; within one list any one matches, between lists all must."""

    sectors = forms.MultipleChoiceField(label=_("Sectors"), required=False, widget=forms.CheckboxSelectMultiple)
    jurisdictions = forms.MultipleChoiceField(label=_("Regions"), required=False, widget=forms.CheckboxSelectMultiple)
    organizations = forms.MultipleChoiceField(
        label=_("Organizations"), required=False, widget=forms.SelectMultiple(attrs={"size": 8})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = f"name_{current()}"
        choices: dict[str, Any] = {
            "sectors": Sector.objects.filter(directory_never=False).order_by("position").values_list("key", name),
            "jurisdictions": Jurisdiction.objects.order_by("position").values_list("code", name),
            "organizations": Organization.objects.order_by(by_words(), "pk").values_list("public_id", name),
        }
        for field, pairs in choices.items():
            self.fields[field].choices = [(str(key), label) for key, label in pairs]  # type: ignore[attr-defined]

    def segment(self) -> Segment:
        """Return the segment that was chosen."""
        given = self.cleaned_data
        return Segment(
            sectors=frozenset(given["sectors"]),
            jurisdictions=frozenset(given["jurisdictions"]),
            organizations=frozenset(UUID(ref) for ref in given["organizations"]),
        )


class RevokeForm(Form):
    """Why an invitation is withdrawn."""

    reason = forms.CharField(label=_("Why"), max_length=300)


class RemoveForm(Form):
    """Why somebody is taken off the roster."""

    reason = forms.CharField(label=_("Why"), max_length=300)


class FunnelFilter(SearchForm):
    """What part of the invitations is listed."""

    purpose = "events.invitations"
    state = forms.ChoiceField(
        label=_("Step"),
        required=False,
        choices=[
            ("", pgettext_lazy("invitations", "all")),
            ("prepared", _("prepared")),
            ("sent", pgettext_lazy("invitations", "sent")),
            ("delivered", pgettext_lazy("invitations", "delivered")),
            ("bounced", pgettext_lazy("invitations", "came back")),
            ("opened", _("opened")),
            ("accepted", _("accepted")),
            ("waiting", _("waiting list")),
            ("declined", _("declined")),
            ("no_answer", _("no answer yet")),
            ("ended", _("ended")),
        ],
    )
    q = forms.CharField(label=_("Name"), required=False, max_length=100)
    order = OrderField(orders.INVITATIONS)
