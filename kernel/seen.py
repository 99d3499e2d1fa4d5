"""What a page showed of a row when it was opened, so that nobody overwrites unread what a colleague wrote meanwhile."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel import canonical
from kernel.errors import Stale


def shown(row: models.Model, columns: Iterable[str], *more: Any) -> str:
    """Return a short word for what the columns hold now.

    Args:
        more: what else the page shows, such as the keys of linked rows.
    """
    values = {name: getattr(row, row._meta.get_field(name).attname) for name in columns}  # type: ignore[union-attr]
    return canonical.digest([values, *more])[:16]


def require_unchanged(before: str, now: str, *, own: bool = False) -> None:
    """Let nobody overwrite what they have not seen; an empty word asks nothing.

    Args:
        own: it is about the person themselves, who mostly meets their own other window: the words speak of nobody else.

    Raises:
        Stale: the row is no longer what the page showed.
    """
    if before and before != now:
        if own:
            raise Stale(
                _(
                    "This has changed since you opened the page, perhaps in another window. What you chose is kept: "
                    "compare it with what holds now, then save again."
                )
            )
        raise Stale(
            _(
                "Somebody else has changed this since you opened the page. What you typed is kept: "
                "compare it with what stands there now, then save again."
            )
        )
