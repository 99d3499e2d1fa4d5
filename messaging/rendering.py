"""Writing a message: three small templates a kind, rendered at send time in one language or in both.

How an app writes a kind::

    # events/messages, imported by the app's `ready()`
    @kinds.register("event.confirmation")
    class Confirmation(MessageKind):
        purpose = "service"

        def compose(self, about: UUID, to: UUID, language: str) -> Composed | Suppressed:
            registration = Registration.objects.select_related("event", "person").get(public_id=about)
            if not registration.is_confirmed:
                return Suppressed("no_longer_confirmed")
            return rendering.render(
                "event_confirmation",
                {"event": registration.event, "name": written(registration.person.name)},
                address=..., language=language, calendar=calendar.part_of(...),
            )

    {# templates/mail/event_confirmation.subject.txt: one line; the recipient sees it before anything else #}
    {% blocktranslate with title=event|tr:"title" %}Confirmed: {{ title }}{% endblocktranslate %}

    {# templates/mail/event_confirmation.txt #}
    {% extends "mail/base.txt" %}{% load mail %}
    {% block words %}{% blocktranslate %}Dear {{ name }},{% endblocktranslate %}

    {% translate "Your seat is confirmed." %}

    {% mail_button "Open my page" "events:my_page" token %}{% endblock %}
    {% block why %}{% translate "You receive this message because you registered." %}{% endblock %}

    {# templates/mail/event_confirmation.html: the same blocks over "mail/base.html"; may be left out #}

Without an `.html` template the page is made from the text: paragraphs, and our own links as buttons.
The filters of dates, numbers and text pairs work in all three and follow the language of the part. `both` renders
everything twice into one message, the service's own language first (STD-10).

Rules that hold by construction: absolute links come from `BASE_URL`, never from a request (RE-23); what a person has
written goes in as `written(...)`, which caps it, takes the life out of anything a mail program would make a link, and
refuses to stand in a subject (lesson 5); each message ends with who sends it, a postal address, how to answer, and
how to stop it where it can be stopped (STD-29).
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template import Context
from django.template.exceptions import TemplateDoesNotExist
from django.template.loader import get_template
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString

from kernel.bilingual import Language, PreferredLanguage, other
from messaging import unsubscribing
from messaging.kinds import CalendarPart, Composed

if TYPE_CHECKING:
    from css_inline import CSSInliner

Facts = Mapping[str, Any] | Callable[[str], Mapping[str, Any]]
CAP = 80  # characters of somebody's own words in a greeting
LONGEST_SUBJECT = 150
RULE = "\n\n" + "-" * 40 + "\n\n"
_in_subject: ContextVar[bool] = ContextVar("in_subject", default=False)
_MARKUP = str.maketrans("", "", '<>[]{}`|\\*_#^~"')
_FORMAT_TAGS = re.compile(r"</?(?:time|sup)\b[^<>]*>")


class WrittenInSubject(RuntimeError):
    """Words of a person were about to enter a subject line."""


class Written:
    """Words of a person, fit for a message: capped, one line, and dead to every program that makes links."""

    def __init__(self, words: str, cap: int = CAP) -> None:
        self._words = words
        self._cap = cap

    def __str__(self) -> str:
        if _in_subject.get():
            raise WrittenInSubject("Words of a person never enter a subject line")
        return defused(self._words, self._cap)

    def __bool__(self) -> bool:
        return bool(self._words.strip())


def written(words: str, cap: int = CAP) -> Written:
    """Mark `words` as written by a person; templates then show them safely (lesson 5)."""
    return Written(words, cap)


def defused(words: str, cap: int = CAP) -> str:
    """Return `words` in one line of at most `cap` characters, without markup and without anything clickable.

    A word joiner behind each full stop, colon and at sign inside a word leaves names as they look, and leaves no
    address for a mail program to find.
    """
    plain = "".join(" " if unicodedata.category(char)[0] in "CZ" else char for char in words)
    plain = " ".join(unicodedata.normalize("NFC", plain).translate(_MARKUP).split())
    if len(plain) > cap:
        plain = plain[: cap - 1].rstrip() + "…"
    return re.sub(r"([.:@/])(?=\S)", "\\1\u2060", plain).replace("((", "(")


def link(view_name: str, *args: Any, language: str | None = None, **kwargs: Any) -> str:
    """Return the absolute address of a page, in `language` or the language being rendered (RE-23)."""
    with translation.override(language or translation.get_language()):
        return settings.BASE_URL + reverse(view_name, args=args or None, kwargs=kwargs or None)


def languages_of(language: str) -> list[str]:
    """Return the languages of a message in their order: for `both`, the service's own first."""
    if language != PreferredLanguage.BOTH:
        return [Language(language).value]
    return [settings.LANGUAGE_CODE, other(settings.LANGUAGE_CODE).value]


def render(
    stem: str,
    facts: Facts,
    *,
    address: str,
    language: str,
    calendar: CalendarPart | None = None,
    unsubscribe: str = "",
) -> Composed:
    """Render `mail/<stem>.{subject.txt,txt,html}` for one recipient.

    Args:
        stem: name of the templates: the kind's name with `_` for `.`.
        facts: context of the templates, or a function of the language that returns it.
        address: the one address.
        language: `en`, `fr` or `both`.
        calendar: a calendar file that travels along.
        unsubscribe: token of `messaging.unsubscribing`, for messages that can be stopped.

    Raises:
        WrittenInSubject: a subject template uses a person's words.
        TemplateDoesNotExist: subject or text template is missing.
    """
    subjects, texts, pages = [], [], []
    order = languages_of(language)
    for each in order:
        with translation.override(each):
            context = {**(facts(each) if callable(facts) else facts), **_platform(unsubscribe, each)}
            subjects.append(_subject(stem, context))
            texts.append(_text(stem, context))
            pages.append((each, _page(stem, context, texts[-1])))
    return Composed(
        address=address,
        subject=" / ".join(dict.fromkeys(subjects))[: LONGEST_SUBJECT * 2],
        text=_both_texts(order, texts),
        html=_shell(subjects[0], pages),
        language=language,
        calendar=calendar,
        unsubscribe_url=unsubscribing.url(unsubscribe, order[0]) if unsubscribe else "",
    )


def _platform(unsubscribe: str, language: str) -> dict[str, Any]:
    return {
        "LANGUAGE_CODE": language,
        "base_url": settings.BASE_URL,
        "reply_to": settings.MAIL_REPLY_TO,
        "postal_address": settings.MAIL_POSTAL_ADDRESS,
        "unsubscribe_url": unsubscribing.url(unsubscribe, language) if unsubscribe else "",
    }


@lru_cache(maxsize=256)
def _template(name: str) -> Any:
    return get_template(name).template  # type: ignore[attr-defined]


def _subject(stem: str, context: Mapping[str, Any]) -> str:
    token = _in_subject.set(True)
    try:
        words = _template(f"mail/{stem}.subject.txt").render(Context(dict(context), autoescape=False))
    finally:
        _in_subject.reset(token)
    return " ".join(_FORMAT_TAGS.sub("", words).split())[:LONGEST_SUBJECT]


def _text(stem: str, context: Mapping[str, Any]) -> str:
    words = _template(f"mail/{stem}.txt").render(Context(dict(context), autoescape=False))
    lines = [line.strip() for line in _FORMAT_TAGS.sub("", words).splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def _page(stem: str, context: Mapping[str, Any], text: str) -> str:
    """Return the body of the page in one language: from its own template, else made from the text."""
    try:
        template = _template(f"mail/{stem}.html")
    except TemplateDoesNotExist:
        return _from_text(text)
    return str(template.render(Context(dict(context))))


def _from_text(text: str) -> str:
    """Return paragraphs; a line that is one of our own addresses becomes a link, and nothing else does."""
    paragraphs = []
    for paragraph in text.strip().split("\n\n"):
        lines = [
            format_html('<a href="{0}">{0}</a>', line) if line.startswith(f"{settings.BASE_URL}/") else escape(line)
            for line in paragraph.splitlines()
        ]
        paragraphs.append(
            format_html("<p>{}</p>", format_html_join(SafeString("<br>"), "{}", ((one,) for one in lines)))
        )
    return "\n".join(paragraphs)


def _both_texts(order: list[str], texts: list[str]) -> str:
    if len(order) == 1:
        return texts[0]
    with translation.override(order[1]):
        if order[1] == Language.FR:
            ahead = translation.gettext("(The French text follows the English.)")
        else:
            ahead = translation.gettext("(The English text follows the French.)")
    return f"{ahead}\n\n{RULE.join(text.strip() for text in texts)}\n"


@cache
def _inliner() -> "CSSInliner":
    from css_inline import CSSInliner  # large, and a web worker rarely writes a mail

    return CSSInliner(keep_style_tags=False, keep_at_rules=True, load_remote_stylesheets=False)


def _shell(title: str, pages: list[tuple[str, str]]) -> str:
    """Put the bodies into one page and its style into the elements, because mail programs drop style sheets."""
    fragments = [{"language": language, "page": SafeString(page)} for language, page in pages]
    page = _template("mail/shell.html").render(Context({"title": title, "fragments": fragments}))
    return _inliner().inline(page)
