"""What every endpoint shares: strict JSON in, pages by key out, and how many requests a minute."""

import codecs
import io
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.utils.http import parse_header_parameters
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.parsers import JSONParser
from rest_framework.throttling import BaseThrottle

from kernel.addresses import absolute
from kernel.limits import Limit, client_network

_SMALLEST, _LARGEST = -(2**63), 2**63 - 1
LONGEST_BODY = 1_048_576  # bytes; the longest list that an act takes needs a fiftieth of it


class Pages(CursorPagination):
    """Keyset pages of at most 500 rows, by primary key or by another unique number; a cursor is a key and nothing else.

    An endpoint that is read in another order than that of the keys names its column: `page_order = "number"`.
    """

    page_size = 100
    max_page_size = 500
    page_size_query_param = "page_size"
    ordering = "pk"

    def get_ordering(self, request: Any, queryset: Any, view: Any) -> tuple[str, ...]:
        return (getattr(view, "page_order", self.ordering),)

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> Any:
        """Return the rows of a page; the addresses of its neighbours begin as the platform's do, whatever was asked."""
        rows: Any = super().paginate_queryset(queryset, request, view)
        self.base_url = absolute(request, request.get_full_path())
        return rows

    def decode_cursor(self, request: Any) -> Cursor | None:
        cursor = super().decode_cursor(request)
        if cursor is not None and cursor.position is not None:
            position = str(cursor.position)
            if not (position.isascii() and position.isdigit() and len(position) < 19):
                raise exceptions.NotFound(self.invalid_cursor_message)
        return cursor


class StrictJSON(JSONParser):
    """JSON without what no store can keep: NUL, lone surrogates, numbers beyond 64 bits, endless nesting or length."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        if not _is_utf8(media_type or ""):
            raise exceptions.UnsupportedMediaType(media_type or "", _("Send the document in UTF-8."))
        body = stream.read(LONGEST_BODY + 1)
        if len(body) > LONGEST_BODY:
            raise RequestDataTooBig("more than an act of the API needs")
        try:
            document = super().parse(io.BytesIO(body), media_type, parser_context)
            _refuse_what_cannot_be_kept(document)
        except RecursionError as error:
            raise exceptions.ParseError(_("The document is nested too deeply.")) from error
        return document


def _is_utf8(media_type: str) -> bool:
    """Tell whether a media type names no character set, UTF-8, or ASCII, which is a part of it."""
    charset = parse_header_parameters(media_type)[1].get("charset", "utf-8")
    try:
        return codecs.lookup(charset).name in ("utf-8", "ascii")
    except LookupError:
        return False


def _refuse_what_cannot_be_kept(value: Any) -> None:
    if isinstance(value, str):
        if "\x00" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
            raise exceptions.ParseError(_("The document holds characters that cannot be kept."))
    elif isinstance(value, int | float):
        if not _SMALLEST <= value <= _LARGEST:
            raise exceptions.ParseError(_("The document holds a number that is too large."))
    elif isinstance(value, dict):
        for key, inner in value.items():
            _refuse_what_cannot_be_kept(key)
            _refuse_what_cannot_be_kept(inner)
    elif isinstance(value, list):
        for inner in value:
            _refuse_what_cannot_be_kept(inner)


class Throttle(BaseThrottle):
    """So many requests a minute: for each key, and for each network that asks without one (reliability 3.10)."""

    of_a_key = Limit("api_key", allowed=600, per=60)
    of_a_network = Limit("api_network", allowed=300, per=60)

    def allow_request(self, request: Any, view: Any) -> bool:
        if request.auth is not None:
            return self.of_a_key.count(str(request.auth.public_id)) <= self.of_a_key.allowed
        return self.of_a_network.count(client_network(request)) <= self.of_a_network.allowed

    def wait(self) -> float:
        return self.of_a_key.per
