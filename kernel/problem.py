"""Refusals of the API as `application/problem+json` (RFC 9457) with stable types."""

from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import exception_handler

from kernel.errors import DomainError

CONTENT_TYPE = "application/problem+json"
PREFIX = "/api/"
_KEPT_HEADERS = ("Retry-After", "WWW-Authenticate", "Allow")


class TooLarge(exceptions.APIException):
    """The body is longer than any act of the API needs."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = _("The document is too large. Send at most one megabyte, and a long list in several parts.")
    default_code = "too_large"


def problem(code: str, title: str, http_status: int, **members: Any) -> Response:
    """Return one problem document; `type` is a stable urn of the code."""
    return Response(_document(code, title, http_status, **members), status=http_status, content_type=CONTENT_TYPE)


def is_expected(request: HttpRequest) -> bool:
    """Tell whether the request is one of the API, whose refusals are problems and never pages."""
    return request.path.startswith(PREFIX)


def outside_of_endpoints(code: str, title: str, http_status: int) -> JsonResponse:
    """Return one problem document where no endpoint was reached, or where it broke."""
    return JsonResponse(_document(code, title, http_status), status=http_status, content_type=CONTENT_TYPE)


def _document(code: str, title: str, http_status: int, **members: Any) -> dict[str, Any]:
    return {"type": f"urn:problem:{code}", "title": title, "status": http_status, "code": code, **members}


def of(refusal: DomainError) -> Response:
    """Return the problem document of a refusal of the domain."""
    members: dict[str, Any] = {
        key: value for key, value in refusal.facts.items() if isinstance(value, str | int | list)
    }
    if refusal.field:
        members["errors"] = {refusal.field: [str(refusal.message)]}  # type: ignore[assignment]
    answer = problem(refusal.code, str(refusal.message), refusal.status, **members)
    if wait := refusal.facts.get("retry_after", 1 if refusal.status == status.HTTP_503_SERVICE_UNAVAILABLE else None):
        answer.headers["Retry-After"] = str(int(wait))
    return answer


def handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn refusals of the domain and of the framework into one shape; anything else stays an error."""
    if isinstance(error, DomainError):
        return of(error)
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    elif isinstance(error, RequestDataTooBig):
        error = TooLarge()
    if not isinstance(error, exceptions.APIException):
        return None
    answer = exception_handler(error, context)
    assert answer is not None  # the framework answers every exception of its own
    if isinstance(error, exceptions.ValidationError):
        errors = answer.data if isinstance(answer.data, dict) else {"non_field_errors": answer.data}
        document = problem("invalid", str(error.default_detail), answer.status_code, errors=errors)
    else:
        document = problem(str(error.get_codes()), str(error.detail), answer.status_code)
    for name in _KEPT_HEADERS:
        if name in answer.headers:
            document.headers[name] = answer.headers[name]
    return document
