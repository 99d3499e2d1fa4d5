"""Views of lists that staff save for themselves: filters and order under a name (screens 1)."""

from urllib.parse import parse_qsl
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.domain import audit
from accounts.models import SavedView, User
from kernel.errors import DomainError, Invalid
from kernel.searching import FIND

MOST = 20
LONGEST_NAME, LONGEST_QUERY = 60, 1500


def of(owner: User, page: str) -> QuerySet[SavedView]:
    """Return the views that a person has saved of one list, by name."""
    return SavedView.objects.filter(owner=owner, page=page).order_by("name", "pk")


@transaction.atomic
def save(owner: User, *, page: str, name: str, query: str, actor: Actor) -> SavedView:
    """Keep the filters and the order of a list under a name; saving the same again changes nothing.

    Args:
        owner: who alone will see it.
        page: the list.
        name: what the owner calls it.
        query: filters and order as they stand in the address of the list, made from what its form understood.

    Raises:
        Invalid: no name, no filter, one of them too long, another view of that name, or the words of a search.
        DomainError: too many views of this list.
    """
    if not name or len(name) > LONGEST_NAME:
        raise Invalid(_("Give the view a name of at most 60 characters."), code="view_name", field="view_name")
    if not query:
        raise Invalid(_("Choose a filter or an order first, then save the view."), code="view_empty")
    if len(query) > LONGEST_QUERY or FIND in dict(parse_qsl(query)):
        raise Invalid(_("These filters cannot be saved. Choose fewer of them."), code="view_query")
    User.objects.lock(pk=owner.pk)
    mine = SavedView.objects.filter(owner=owner, page=page)
    there = mine.filter(name=name).first()
    if there is not None:
        if there.query == query:
            return there
        raise Invalid(
            _("You have a view of this name. Choose another name, or remove that one first."),
            code="view_name_taken",
            field="view_name",
        )
    if mine.count() >= MOST:
        raise DomainError(
            _("You have 20 views of this list. Remove one that you no longer use."), code="too_many_views"
        )
    view = SavedView.objects.create(owner=owner, page=page, name=name, query=query)
    audit.record(actor, "view.saved", view, page=page)
    return view


@transaction.atomic
def remove(owner: User, *, page: str, which: UUID, actor: Actor) -> bool:
    """Forget a view of the person's own and tell whether it was there; one that is gone already changes nothing."""
    User.objects.lock(pk=owner.pk)
    view = SavedView.objects.filter(owner=owner, page=page, public_id=which).first()
    if view is None:
        return False
    audit.record(actor, "view.removed", view, page=page)
    view.delete()
    return True
