"""The OpenAPI document: problems that an endpoint may answer with, and the idempotency key of its writes."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from kernel import idempotency, problem

PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string", "description": "stable name of the problem: urn:problem:<code>"},
        "title": {"type": "string", "description": "what is wrong and how to mend it, in the language asked for"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "errors": {"type": "object", "description": "by field, what is wrong with it"},
    },
    "additionalProperties": True,
}
_READ_PROBLEMS = {400: "malformed", 401: "key unknown", 404: "nothing here", 406: "no such format", 429: "too many"}
_STAFF_PROBLEMS = {403: "the key or its owner may not do this"}
_WRITE_PROBLEMS = {
    409: "a rule refused it",
    412: "changed since it was read",
    413: "too large",
    415: "not JSON",
    422: "a value is wrong",
    503: "busy, repeat a moment later",
}
_WAITING = (429, 503)
_REFERENCE = {"$ref": "#/components/schemas/Problem"}
_ABOUT = """What the platform makes public, for programs, and for staff the events they organize.

**Reading** public facts needs no key. Every text stands in both official languages, as `{"en": …, "fr": …}`. Lists come
in pages of 100; `next` is the address of the next page, `page_size` asks for up to 500. An answer carries an entity
tag: send it back as `If-None-Match` and get 304 while nothing changed.

**Keys** are made on the page “Your keys to the API” and sent as `Authorization: Bearer …`. A key opens its scopes, and
never more than what its owner may do at that moment.

**Acts** are one address each. Send an `Idempotency-Key` of your own with an act: repeated within 24 hours it happens
once and answers the same (`Idempotency-Replayed: true`); the same key with another document is refused with 422.

**Refusals** are problem documents (RFC 9457): `code` is stable, for programs; `title` says how to mend it, in the
language of `Accept-Language`; `errors` names the fields. 600 requests a minute with one key, 300 from one network
without, then 429 with `Retry-After`.
"""
_NOUNS = {
    "consultations": "Consultations with paper, questionnaire, findings, recommendations and replies",
    "events": "Public events",
    "commitments": "Public commitments",
    "progress": "Published progress on commitments",
    "reference": "Reference lists: facts with a source",
    "staff": "Events you organize: with a key",
}


def describe(result: dict[str, Any], **_more: Any) -> dict[str, Any]:
    """Say what holds for every address: languages, pages, keys, idempotency, refusals."""
    result["info"]["description"] = _ABOUT
    result["tags"] = [{"name": noun, "description": words} for noun, words in _NOUNS.items()]
    result["components"].setdefault("schemas", {})["Problem"] = PROBLEM
    return result


class Schema(AutoSchema):  # type: ignore[misc]
    """Document what an act does and needs, the problems it may answer with, and the idempotency key of its writes."""

    def get_summary(self) -> str:
        """Return the first line of what the code says of the act."""
        return self._told().split("\n", 1)[0].rstrip(".")

    def get_description(self) -> str:
        """Return what the code says of the act, and which scope it needs."""
        scope = getattr(self.view, "scopes", {}).get(getattr(self.view, "action", None))
        needs = f"Needs a key with the scope `{scope}`." if scope else "Open to everybody, without a key."
        return f"{self._told()}\n\n{needs}"

    def _told(self) -> str:
        return str(super().get_description()).strip()

    def get_override_parameters(self) -> list[Any]:
        parameters = list(super().get_override_parameters())
        if self.method == "POST" and isinstance(self.view, idempotency.Idempotent):
            parameters.append(
                OpenApiParameter(
                    idempotency.HEADER,
                    {"type": "string", "pattern": "^[A-Za-z0-9_.:-]{1,100}$"},
                    OpenApiParameter.HEADER,
                    description="Sent twice with the same key, an act happens once and answers the same for 24 hours.",
                )
            )
        return parameters

    def _get_response_bodies(self, direction: str = "response") -> Any:
        bodies = super()._get_response_bodies(direction)
        statuses = dict(_READ_PROBLEMS)
        if getattr(self.view, "scopes", None):
            statuses |= _STAFF_PROBLEMS
        elif self.method == "GET":
            bodies["304"] = {"description": "as it was under the entity tag you sent as `If-None-Match`"}
        if self.method not in ("GET", "HEAD", "OPTIONS"):
            statuses |= _WRITE_PROBLEMS
        for status, description in statuses.items():
            body = {"description": description, "content": {problem.CONTENT_TYPE: {"schema": _REFERENCE}}}
            if status in _WAITING:
                body["headers"] = {"Retry-After": {"description": "seconds to wait", "schema": {"type": "integer"}}}
            bodies.setdefault(str(status), body)
        return bodies


class Key(OpenApiAuthenticationExtension):  # type: ignore[misc, no-untyped-call]
    """Say in the document how a key is sent."""

    target_class = "accounts.api.authentication.TokenAuthentication"
    name = "key"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "A key made under “Your keys to the API”."}
