"""What every endpoint for staff shares: a scope for each act, and idempotency keys for every write."""

from collections.abc import Mapping
from typing import Any, ClassVar, TypeVar, cast

from django.db.models import Model
from rest_framework.request import Request
from rest_framework.viewsets import GenericViewSet

from accounts.actors import Actor, Via
from accounts.api.authentication import HoldsScope
from accounts.models import User
from accounts.scopes import Scope
from kernel.endpoints import Asking
from kernel.idempotency import Idempotent

_Row = TypeVar("_Row", bound=Model)


class StaffEndpoint(Asking, Idempotent, GenericViewSet[_Row]):
    """Read what your roles show you; change it only by naming the act.

    Attributes:
        scopes: the scope that each action needs, by the action's name: `{"list": Scope.EVENTS_READ, …}`.
    """

    permission_classes = (HoldsScope,)
    scopes: ClassVar[Mapping[str, Scope]] = {}
    filter_backends = ()
    lookup_field = "public_id"
    lookup_value_converter = "uuid"

    @staticmethod
    def actor(request: Request) -> Actor:
        """Return who acts, as the audit trail keeps it."""
        return Actor.of(cast(User, request.user), Via.API)

    def idempotency_owner(self, request: Request) -> str:
        return f"token:{cast(Any, request.auth).public_id}"
