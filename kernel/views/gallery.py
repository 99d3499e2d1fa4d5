"""The gallery: every component with sample options, for those who build pages and for the browser tests."""

from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template, render_to_string
from django.views.decorators.http import require_safe

from kernel.gallery import SAMPLES, Sample


def _described(sample: Sample) -> str:
    """Return the header comment of a component: what it is and its options."""
    origin = get_template(sample.template).origin  # type: ignore[attr-defined]
    source = Path(str(origin)).read_text(encoding="utf-8")
    return " ".join(source.split("{% endcomment %}")[0].removeprefix("{% comment %}").split())


@login_not_required
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Show each component once or more; only in demonstration mode and in tests."""
    if not (settings.DEMO or settings.TESTING):
        raise Http404
    shown: dict[str, dict[str, object]] = {}
    for sample in SAMPLES:
        entry = shown.setdefault(sample.component, {"name": sample.component, "words": _described(sample), "html": []})
        html = render_to_string(sample.template, sample.options(), request=request)
        entry["html"].append(html)  # type: ignore[attr-defined]
    return render(request, "kernel/gallery.html", {"shown": list(shown.values())})
