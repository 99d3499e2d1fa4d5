"""Views that a person saves of a list: shown above it, saved and removed by a post to the address of the list.

The list makes the query from what its own form of filters understood, so nothing that is typed into an address is kept,
and it leads nowhere but back to itself:

    views = saved_views.of(request, "partners.people", form.lasting_query)
    if (there := views.leads_to(form.query)) is not None:
        return there
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.domain import saved_views as domain
from accounts.forms.mine import SaveViewForm
from accounts.models import SavedView
from accounts.policies import SignedIn
from kernel.errors import DomainError
from kernel.forms import put_refusal
from kernel.searching import BESIDE

SAVE, REMOVE = "save_view", "remove_view"


class SavedViews:
    """The views a person has of one list, beside the form that saves the one shown.

    Attributes:
        query: the filters and the order shown, without the words of a search.
        posted: whether one is to be saved or removed.
    """

    def __init__(self, request: SignedIn, page: str, query: str) -> None:
        self._request, self._page, self.query = request, page, query
        act = request.POST.get(BESIDE, "") if request.method == "POST" else ""
        self.posted = act in (SAVE, REMOVE)
        self.form = SaveViewForm(request.POST if act == SAVE else None)

    @cached_property
    def rows(self) -> Sequence[SavedView]:
        """The views saved so far. One statement."""
        return list(domain.of(self._request.user, self._page))

    @property
    def is_new(self) -> bool:
        """Whether there is something to save that has no name yet."""
        return bool(self.query) and self.query not in [row.query for row in self.rows]

    @property
    def status(self) -> int:
        """422 when what was posted is refused."""
        return 422 if self.form.errors else 200

    def leads_to(self, address: str) -> HttpResponseRedirect | None:
        """Save or remove what was posted and return the way back to the list; nothing when there is a list to show.

        Args:
            address: the query string of the list as it is shown.
        """
        if not self.posted:
            return None
        done = self._remove() if self._request.POST[BESIDE] == REMOVE else self._save()
        if done is None:
            return None
        messages.success(self._request, done)
        path = self._request.path
        return HttpResponseRedirect(f"{path}?{address}" if address else path, status=303)

    def _save(self) -> Any:
        if not self.form.is_valid():
            return None
        user, name = self._request.user, self.form.cleaned_data["view_name"]
        try:
            domain.save(user, page=self._page, name=name, query=self.query, actor=Actor.of(user))
        except DomainError as refusal:
            put_refusal(self.form, refusal)
            return None
        return _("The view is saved.")

    def _remove(self) -> Any:
        user = self._request.user
        try:
            which = UUID(self._request.POST.get("which", ""))
        except ValueError:
            which = UUID(int=0)
        domain.remove(user, page=self._page, which=which, actor=Actor.of(user))
        return _("The view is removed.")


def of(request: SignedIn, page: str, query: str) -> SavedViews:
    """Return the views a person has of a list.

    Args:
        page: name of the list, the same for every event; it is kept.
        query: the filters and the order shown, as the form of the list understood them.
    """
    return SavedViews(request, page, query)
