"""Tags of the page frame: language, title, places, where an error link leads."""

from typing import Any

from django import template
from django.conf import settings
from django.forms import BaseForm, BoundField
from django.http import HttpRequest
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from kernel import addresses, charts, places, rich_text, tones
from kernel.bilingual import current, other

register = template.Library()


@register.simple_tag
def page_language() -> str:
    """`en-CA` or `fr-CA`, for the `lang` attribute."""
    return f"{current()}-CA"


@register.simple_tag
def platform_name() -> str:
    """The name of the platform in the language of the page."""
    return gettext("National consultations")


@register.simple_tag
def privacy_facts() -> dict[str, str]:
    """What the institution says of itself in every privacy notice: law, bank, where to write (STD-15)."""
    return {
        "authority": settings.PRIVACY_AUTHORITY[current()],
        "bank": settings.PRIVACY_BANK,
        "email": settings.MAIL_REPLY_TO,
    }


@register.simple_tag(takes_context=True)
def error_prefix(context: Context) -> str:
    """`Error: ` when a form on the page was refused, so that the title says it first."""
    values = [value for layer in context.dicts for value in layer.values()]  # type: ignore[attr-defined]
    # `type`, because `isinstance` would wake the lazy form token and user, and give every public page a cookie
    forms = [value for value in values if issubclass(type(value), BaseForm)]
    refused = any(form.is_bound and form.errors for form in forms)
    return gettext("Error:") + " " if refused else ""


@register.simple_tag(takes_context=True)
def language_switch(context: Context) -> SafeString:
    """A link to the same page in the other language, with the same object and query (STD-06).

    `switch_url` in the context overrides the address, for pages whose address alone cannot tell.
    """
    request: HttpRequest | None = context.get("request")
    if request is None:
        return SafeString("")
    there = other(current())
    return format_html(
        '<a class="switch" href="{}" lang="{}-CA" hreflang="{}-CA">{}</a>',
        context.get("switch_url") or addresses.in_language(request, there),
        there,
        there,
        there.own_name,
    )


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> SafeString:
    """`link` elements that name both languages of the page for search engines (STD-11)."""
    request: HttpRequest | None = context.get("request")
    if request is None or request.method not in ("GET", "HEAD") or context.get("switch_url"):
        return SafeString("")
    return format_html_join(
        "",
        '<link rel="alternate" hreflang="{}-CA" href="{}">',
        (
            (language, addresses.absolute(request, addresses.in_language(request, language)))
            for language in addresses.LANGUAGES
        ),
    )


def _rows(entries: list[places.Place], request: HttpRequest) -> list[dict[str, Any]]:
    here = request.resolver_match.view_name if request.resolver_match else ""
    rows = []
    for place in entries:
        if url := addresses.named(place.url_name):
            current_one = here == place.url_name or bool(place.prefix and here.startswith(place.prefix))
            rows.append({"url": url, "label": place.label, "current": current_one})
    home = addresses.named("home")  # every address stands under it: only its own page is the current one
    under = [row for row in rows if row["url"] != home and request.path.startswith(row["url"])]
    if under and not any(row["current"] for row in rows):
        max(under, key=lambda row: len(row["url"]))["current"] = True
    return rows


@register.simple_tag(takes_context=True)
def public_places(context: Context) -> SafeString:
    """The menu across public pages."""
    request: HttpRequest | None = context.get("request")
    rows = _rows(places.public(), request) if request else []
    return SafeString(render_to_string("components/menu.html", {"places": rows}))


@register.simple_tag(takes_context=True)
def own_places(context: Context) -> SafeString:
    """The tabs of the page of an invited person."""
    request: HttpRequest | None = context.get("request")
    rows = _rows(places.own(), request) if request else []
    return SafeString(render_to_string("components/tabs.html", {"tabs": rows, "label": gettext("My page")}))


@register.simple_tag(takes_context=True)
def staff_places(context: Context) -> SafeString:
    """The left list of staff pages, for the roles of this person."""
    request: HttpRequest | None = context.get("request")
    rows = _rows(places.staff(request.user), request) if request and hasattr(request, "user") else []
    search = {"search_url": search_address(context), "csrf_token": context.get("csrf_token")}
    return SafeString(render_to_string("components/places.html", {"places": rows, **search}))


@register.simple_tag(takes_context=True)
def search_address(context: Context) -> str:
    """The address of the search in the head; empty for whom there is nothing to find, and where there is none."""
    request: HttpRequest | None = context.get("request")
    place = places.search(request.user) if request and hasattr(request, "user") else None
    return addresses.named(place.url_name) if place else ""


@register.filter
def focus_target(field: BoundField) -> str:
    """The id an error link leads to: the field, or the first choice of a group."""
    widget = field.field.widget
    if getattr(widget, "use_fieldset", False):
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id


@register.filter
def attribute(subject: Any, name: str) -> Any:
    """An attribute or key whose name is itself a variable."""
    return subject.get(name, "") if isinstance(subject, dict) else getattr(subject, name, "")


@register.filter
def at(values: Any, index: int) -> Any:
    """The value at a place of a list, or nothing."""
    try:
        return values[index]
    except (IndexError, KeyError, TypeError):
        return ""


@register.filter
def tone(state: Any) -> str:
    """The tone of a state: good, busy, warn, bad or quiet."""
    return tones.tone_of(state)


@register.simple_tag
def seats_bar(cap: int | None = 0, taken: int | None = 0, held: int | None = 0, aside: int | None = 0) -> charts.Seats:
    """The bar of a pool; missing counts are 0."""
    return charts.seats(cap or 0, taken or 0, held or 0, aside or 0)


@register.filter
def in_pairs(form: BaseForm) -> list[tuple[BoundField, BoundField | None]]:
    """The visible fields in order; `x_en` and `x_fr` that follow each other come as one pair."""
    fields: list[BoundField] = form.visible_fields()
    pairs: list[tuple[BoundField, BoundField | None]] = []
    skip = False
    for field, following in zip(fields, [*fields[1:], None], strict=False):
        if skip:
            skip = False
            continue
        stem = field.name.removesuffix("_en")
        skip = following is not None and field.name != stem and following.name == f"{stem}_fr"
        pairs.append((field, following if skip else None))
    return pairs


@register.filter
def rich(markdown: Any) -> SafeString:
    """A stored Markdown text as safe HTML, through the one sanitizer: `{{ section|tr:"body"|rich }}`."""
    return rich_text.render(str(markdown or ""))
