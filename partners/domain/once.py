"""Forms that make a row: the key of the form becomes the row's public id, so that sent twice it makes one."""

from typing import Any, TypeVar, cast
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kernel.errors import Invalid
from kernel.records import Record

_Row = TypeVar("_Row", bound=Record)


def made_with(model: type[_Row], once: UUID | None, **owner: Any) -> _Row | None:
    """Return the row that the key of a form has made already; the caller holds the owner, so no other is under way.

    Args:
        owner: columns the row must have, such as whose it is.

    Raises:
        Invalid: the key is the name of something else.
    """
    made = None if once is None else cast("_Row | None", model.objects.filter(public_id=once).first())
    if made is not None and any(getattr(made, name) != value for name, value in owner.items()):
        raise Invalid(_("This page cannot be used again. Open it anew and send the form once more."), code="form_used")
    return made
