"""One decorator for acts at events that the database may ask to be done again (reliability 3.3)."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.utils.translation import gettext_lazy as _

from kernel.retrying import until_done

P = ParamSpec("P")
T = TypeVar("T")
BUSY = _("Many people are registering at this moment. Nothing was lost: send it once more.")


def retried(act: Callable[P, T]) -> Callable[P, T]:
    """Run `act` again when the database rolled it back to let somebody else pass.

    Inside an open transaction the act runs once: only the outermost can be repeated.

    Raises:
        Busy: it was rolled back again and again.
    """

    @wraps(act)
    def again(*args: P.args, **kwargs: P.kwargs) -> T:
        return until_done(lambda: act(*args, **kwargs), busy=BUSY)

    return again
