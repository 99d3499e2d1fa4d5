"""Public pages as documents to keep or print: the paper and what was heard, with the words of their pages (STD-13)."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from engagement.enums import REPORTED, Exit
from engagement.models import Erratum
from engagement.queries import public, reporting
from kernel import addresses, elements, formats
from kernel.bilingual import Language, current, text
from kernel.elements import Node, element
from kernel.page_cache import is_for_everybody
from publishing.domain import documents
from publishing.domain.documents import Order


@login_not_required
@require_safe
def paper(request: HttpRequest, ref: str, number: int | None = None) -> HttpResponseBase:
    """The discussion paper in sections, with the questions beside the section they belong to."""
    consultation = get_object_or_404(public.consultations(), ref=ref)
    found = public.paper(consultation, number)
    if found is None or found.version.frozen_on is None:
        raise Http404
    version, day = found.version, found.version.frozen_on
    title = formats.typographic(text(version, "title"))
    line = _("Discussion paper, version %(number)s of %(day)s")
    page = reverse("engagement:paper_version", args=[ref, version.number])
    facts = {
        "heading": title,
        "short": title,
        "under": [
            _marked(line % {"number": version.number, "day": formats.long_date(day)}, version),
            formats.typographic(text(consultation, "title")),
        ],
        "notes": list(_of_version(request, found, ref)),
        "sections": [_section(request, section, revised=version.number > 1) for section in found.sections],
    }
    order = Order("paper", title, current(), day, addresses.absolute(request, page), facts)
    return _answer(request, order, f"{ref}-{_('discussion-paper')}-{version.number}")


@login_not_required
@require_safe
def heard(request: HttpRequest, ref: str) -> HttpResponseBase:
    """What we heard: findings by theme with their replies, recommendations, and the commitments they led to."""
    consultation = get_object_or_404(public.consultations(), ref=ref)
    day = consultation.modified_on
    if consultation.state not in REPORTED or day is None:
        raise Http404
    found = reporting.report(consultation, Exit.PDF)
    subject = formats.typographic(text(consultation, "title"))
    page = reverse("engagement:heard", args=[ref])
    facts = {
        "heading": _("What we heard"),
        "short": _("What we heard"),
        "under": [subject],
        "notes": list(_corrected(found.rows)),
        "intro": _part("heard_intro", consultation=consultation),
        "parts": list(_parts(request, found)),
    }
    title = f"{_('What we heard')} – {subject}"
    order = Order("heard", title, current(), day, addresses.absolute(request, page), facts)
    return _answer(request, order, f"{ref}-{_('what-we-heard')}")


def _answer(request: HttpRequest, order: Order, name: str) -> HttpResponseBase:
    """Return the document, or that it is the one the reader has; only what is the same for everybody may be kept."""
    etag = quote_etag(order.digest[:32])
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(documents.kept(order), content_type="application/pdf")
        response.headers["Content-Disposition"] = f'attachment; filename="{name}-{order.language}.pdf"'
        response.headers["Content-Language"] = f"{order.language}-CA"
        response.headers["Link"] = ", ".join(_alternates(request, order))
    if is_for_everybody(request):
        response.headers["ETag"] = etag
        patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    patch_vary_headers(response, ["Cookie", "HX-Request"])
    return response


def _alternates(request: HttpRequest, order: Order) -> Iterable[str]:
    """Say where the same stands as a page, and where in the other language."""
    yield f'<{order.address}>; rel="canonical"; type="text/html"; hreflang="{order.language}-CA"'
    for language in Language:
        address = addresses.absolute(request, addresses.in_language(request, language))
        yield f'<{address}>; rel="alternate"; type="application/pdf"; hreflang="{language}-CA"'


# ---- what both documents say ------------------------------------------------------------------------------------------


def _part(name: str, **context: Any) -> list[Node]:
    """Return a part of the pages of this app, as it reads there."""
    return elements.of_html(render_to_string(f"engagement/parts/{name}.html", context))


def _rich(request: HttpRequest, markdown: str, *, under: int) -> list[Node]:
    return _linked(request, elements.headed(elements.of_markdown(markdown), under=under))


def _linked(request: HttpRequest, nodes: list[Node]) -> list[Node]:
    """Return elements whose links lead somewhere from paper too; those within their page become plain words."""
    found: list[Node] = []
    for node in nodes:
        if isinstance(node, str):
            found.append(node)
            continue
        href = node["href"]
        if href.startswith("/"):
            href = addresses.absolute(request, href)
        elif not href.startswith(("https:", "mailto:", "tel:")):
            href = ""
        found.append({**node, "href": href, "inside": _linked(request, node["inside"])})
    return found


def _marked(words: str, row: Any) -> str:
    """Return words with the note that what they name is of the demonstration."""
    return f"{words} ({_('demonstration')})" if row.is_demonstration else words


def _strong(words: str) -> Node:
    return element("strong", [words])


# ---- the paper --------------------------------------------------------------------------------------------------------


def _of_version(request: HttpRequest, found: public.Paper, ref: str) -> Iterable[list[Node]]:
    if found.newer:
        newer = addresses.absolute(request, reverse("engagement:paper", args=[ref]))
        link = element("a", [_("Read the version in force")], href=newer)
        yield [element("p", [_("This is an earlier version."), " ", link])]
    if change := text(found.version, "change_note"):
        flat = (  # a heading before the title would be none of the document's
            element("p", [_strong(elements.words([node]))]) if elements.is_heading(node) else node
            for node in _rich(request, change, under=1)
        )
        yield [element("p", [_strong(_("What changed in this version"))]), *flat]


def _section(request: HttpRequest, section: public.Section, *, revised: bool) -> dict[str, Any]:
    row, count = section.row, len(section.questions)
    return {
        "heading": formats.typographic(text(row, "heading")),
        "change": str(row.get_change_status_display()) if revised and row.change_status != "same" else "",
        "body": _rich(request, text(row, "body"), under=1),
        "asked": ngettext("A question on this section", "Questions on this section", count),
        "questions": [formats.typographic(text(question, "prompt")) for question in section.questions],
    }


# ---- what we heard ----------------------------------------------------------------------------------------------------


def _parts(request: HttpRequest, found: reporting.Report) -> Iterable[dict[str, Any]]:
    """Yield the parts of the report: themes, where views differed, what came of it, how it was made."""
    for theme, rows in reporting.by_theme(found.rows):
        definition = formats.typographic(text(theme, "definition"))
        lead: list[Node] = [element("p", [definition], look="soft")] if definition else []
        entries = [_finding(request, row) for row in rows]
        yield {"heading": formats.typographic(text(theme, "label")), "lead": lead, "entries": entries}
    if differed := [_finding(request, row) for row in found.rows if row.finding.is_minority]:
        yield {"heading": _("Where views differed"), "lead": [], "entries": differed}
    if not found.rows:
        yield {"heading": _("Findings"), "lead": [element("p", [_("No finding is published yet.")])], "entries": []}
    if found.led:
        entries = [_recommendation(request, led, found.rests_on.get(led.recommendation.pk, [])) for led in found.led]
        yield {"heading": _("Recommendations and what they led to"), "lead": [], "entries": entries}
    yield {"heading": _("How this was made"), "lead": _part("how_made"), "entries": []}


def _corrected(rows: Iterable[reporting.Heard]) -> Iterable[list[Node]]:
    """Yield the note that names what was corrected since it was published."""
    lines = [
        element("p", [f"{_('Finding %(number)s') % {'number': row.finding.number}}, {_day_of(erratum)}"])
        for row in rows
        for erratum in row.errata
    ]
    if lines:
        yield [element("p", [_strong(_("Corrected since it was published"))]), *lines]


def _errata(errata: Iterable[Erratum]) -> list[Node]:
    """Return corrections as they stand beside what they correct."""
    return [
        element(
            "p",
            [
                _strong(f"{_('Correction of %(day)s') % {'day': _day_of(one)}}{formats.colon()}"),
                f" {formats.typographic(text(one, 'text'))}",
            ],
        )
        for one in errata
    ]


def _day_of(erratum: Erratum) -> str:
    return formats.long_date(erratum.published_on) if erratum.published_on else ""


def _finding(request: HttpRequest, row: reporting.Heard) -> dict[str, Any]:
    finding = row.finding
    body = _rich(request, text(finding, "statement"), under=2) + _errata(row.errata)
    body += _part("shares", shares=row.shares) + _part("sayings", quotes=row.quotes)
    if limits := text(finding, "limits"):
        words = f" {formats.typographic(limits)}"
        body.append(element("p", [_strong(f"{_('Limits')}{formats.colon()}"), words], look="soft"))
    if row.reply:
        body += [element("p", [_("The government’s reply")], look="lead"), *_reply(request, row.reply)]
    else:
        body.append(element("p", [_("The government has not replied to this finding yet.")]))
    return {"heading": _marked(_("Finding %(number)s") % {"number": finding.number}, finding), "body": body}


def _reply(request: HttpRequest, reply: Any) -> list[Node]:
    return _linked(request, elements.headed(_part("reply", reply=reply), under=2))


def _recommendation(request: HttpRequest, led: reporting.Led, rests_on: list[int]) -> dict[str, Any]:
    row = led.recommendation
    body = _rich(request, text(row, "statement"), under=2) + _errata(led.errata)
    if rests_on:
        words = ngettext("It follows from finding %(numbers)s.", "It follows from findings %(numbers)s.", len(rests_on))
        body.append(element("p", [words % {"numbers": formats.listing(rests_on)}], look="soft"))
    if led.reply:
        body += [element("p", [_("The government’s reply")], look="lead"), *_reply(request, led.reply)]
    for origin in led.origins:
        commitment = _linked(request, _part("commitment_link", commitment=origin.commitment))
        relation = f"{_('Commitment')} – {origin.get_relation_display()}{formats.colon()} "
        body.append(element("p", [_strong(relation), *commitment]))
        body.append(element("p", [formats.typographic(text(origin, "reason"))]))
    return {
        "heading": _marked(_("Recommendation %(number)s") % {"number": row.number}, row),
        "body": body,
    }
