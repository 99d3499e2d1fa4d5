"""What led to a commitment, as a panel on its page: the way down from a promise to what people said (EN-A12)."""

from uuid import UUID

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from engagement.queries import origins
from engagement.views.thread import drawn
from partners import periods


class FindingsPanel:
    """The panel that `partners` shows on the public and on the staff page of a commitment."""

    name = "findings"

    def version(self, commitment: UUID) -> str:
        """Return what the panel is made of, in one statement."""
        return origins.version_of(commitment)

    def render(self, request: HttpRequest, commitment: UUID) -> SafeString | str:
        """Return the panel in the language of the page; empty when nothing led to the commitment here."""
        rows = origins.behind(commitment)
        if not rows:
            return ""
        context = {"rows": rows, "thread": drawn(rows, origins.ahead(rows), periods.today())}
        return render_to_string("engagement/parts/origins.html", context, request)
