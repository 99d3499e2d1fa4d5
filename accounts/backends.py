"""Who a session belongs to: asked by every signed-in request, so with a statement that is compiled once (PF-8)."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import BigAutoField, QuerySet

from accounts.models import User
from kernel.prepared import Prepared


def _of_key(pk: int) -> QuerySet[User]:
    return User.objects.filter(pk=pk)


_BY_KEY = Prepared(_of_key, BigAutoField())


class SignedIn(AuthenticationBackend):  # type: ignore[misc] # the library has no types
    """The sign-in library's back end, with a quicker look at the account."""

    def get_user(self, user_id: Any) -> User | None:
        """Return the account while it may sign in; one statement."""
        user = next(iter(_BY_KEY.instances(user_id)), None)
        return user if user is not None and self.user_can_authenticate(user) else None
