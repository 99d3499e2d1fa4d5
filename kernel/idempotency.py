"""`Idempotency-Key`: an act that is sent twice happens once and answers the same.

Key, act and answer commit together, so a client that lost the connection may repeat without fear.
"""

import hashlib
import json
import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from kernel import problem
from kernel.errors import DomainError, Invalid
from kernel.models import IdempotentAnswer
from kernel.retrying import until_done

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
KEPT = timedelta(hours=24)
_KEY = re.compile(r"[A-Za-z0-9_.:-]{1,100}")
BUSY = _("Many requests arrived at once. Nothing was done: send it once more.")
_REFUSED = 409  # a refusal of the domain is an answer too: repeating it says the same


class Idempotent:
    """Mixin of endpoints whose writes accept the header. A write without it simply runs."""

    def idempotency_owner(self, request: Request) -> str:
        """Return whose keys these are; two owners never share one."""
        raise NotImplementedError

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)  # type: ignore[misc]
        if request.method == "POST" and HEADER in request.headers and getattr(self, "action", None):
            act = getattr(self, self.action)  # type: ignore[attr-defined]
            self.post = partial(self._once, act)  # the dispatcher looks its handler up after this

    def _once(self, act: Callable[..., Response], request: Request, *args: Any, **kwargs: Any) -> Response:
        return once(self.idempotency_owner(request), request, partial(act, request, *args, **kwargs))


def once(owner: str, request: Request, act: Callable[[], Response]) -> Response:
    """Run `act` unless its key has been used, and keep what it answered for 24 hours.

    Two requests with one key at the same moment queue at the unique constraint; the second reads the first's answer.

    Raises:
        Invalid: the key is malformed (400), or was used for another request (422).
        Busy: the database rolled it back again and again.
    """
    key = request.headers[HEADER]
    if not _KEY.fullmatch(key):
        raise Invalid(
            _("An idempotency key has 1 to 100 letters, digits or the signs “_ . : -”."),
            code="idempotency_key_malformed",
            status=400,
        )
    # the transaction is opened here, so what the act would do again after a deadlock has to be done again here
    return until_done(partial(_act_once, owner, key, _fingerprint(request), act), busy=BUSY)


def _act_once(owner: str, key: str, fingerprint: str, act: Callable[[], Response]) -> Response:
    with transaction.atomic():
        row = _claim(owner, key, fingerprint)
        if row is None:
            return _replay(IdempotentAnswer.objects.get(owner=owner, key=key), fingerprint)
        try:
            with transaction.atomic():
                answer = act()
        except DomainError as refusal:
            if refusal.status != _REFUSED:
                raise
            answer = problem.of(refusal)
        row.status = answer.status_code
        row.body = json.loads(JSONRenderer().render(answer.data) or b"null")
        row.save(update_fields=("status", "body"))
    return answer


def forget_old() -> int:
    """Delete answers older than a day and return how many."""
    return IdempotentAnswer.objects.filter(created_at__lt=timezone.now() - KEPT).delete()[0]


def _claim(owner: str, key: str, fingerprint: str) -> IdempotentAnswer | None:
    try:
        with transaction.atomic():
            return IdempotentAnswer.objects.create(owner=owner, key=key, request_digest=fingerprint)
    except IntegrityError:
        return None


def _replay(row: IdempotentAnswer, fingerprint: str) -> Response:
    if row.request_digest != fingerprint:
        raise Invalid(
            _("This idempotency key was used for another request. Make a new key for each new act."),
            code="idempotency_key_reused",
        )
    refused = row.status >= 400
    answer = Response(row.body, status=row.status, content_type=problem.CONTENT_TYPE if refused else None)
    answer.headers[REPLAYED] = "true"
    return answer


def _fingerprint(request: Request) -> str:
    whole = b"\n".join((str(request.method).encode(), request.get_full_path().encode(), request._request.body))
    return hashlib.sha256(whole).hexdigest()
