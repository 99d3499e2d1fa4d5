"""A person at a browser without scripts: opens pages, follows links, fills in forms, presses buttons.

It sees only what a browser would: the HTML of the answer. Every answer of 500 or more fails the test at once.
"""

import datetime
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

import requests

VOID_TYPES = {"submit", "button", "reset", "image", "file"}


@dataclass
class Form:
    """One form of a page: where it goes, what it holds, its buttons by their words."""

    action: str
    method: str
    values: list[tuple[str, str]] = field(default_factory=list)
    boxes: dict[str, set[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms, self.links, self.words = [], [], []
        self._form = self._button = self._textarea = self._select = self._link = None
        self._hidden = 0

    def handle_starttag(self, tag, attributes):
        attrs = {name: value or "" for name, value in attributes}
        if tag in ("script", "style", "title"):
            self._hidden += 1
        elif tag == "form":
            self._form = Form(attrs.get("action", ""), attrs.get("method", "get").lower())
            self.forms.append(self._form)
        elif tag == "a":
            self._link = [attrs.get("href", ""), ""]
        elif self._form is not None:
            self._control(tag, attrs)

    def _control(self, tag, attrs):
        name = attrs.get("name", "")
        if tag == "input" and attrs.get("type") in ("checkbox", "radio"):
            self._form.names.add(name)
            self._form.boxes.setdefault(name, set()).add(attrs.get("value", "on"))
            if "checked" in attrs:
                self._form.values.append((name, attrs.get("value", "on")))
        elif tag == "input" and attrs.get("type") not in VOID_TYPES and name:
            self._form.names.add(name)
            self._form.values.append((name, attrs.get("value", "")))
        elif tag == "textarea":
            self._form.names.add(name)
            self._textarea = [name, ""]
        elif tag == "select":
            self._form.names.add(name)
            self._select = [name, None, "multiple" in attrs]
        elif tag == "option" and self._select:
            self._form.boxes.setdefault(self._select[0], set()).add(attrs.get("value", ""))
            if "selected" in attrs or (self._select[1] is None and not self._select[2]):
                self._select[1] = attrs.get("value", "")
        elif tag == "button" and attrs.get("type", "submit") == "submit":
            self._button = [name, attrs.get("value", ""), ""]

    def handle_endtag(self, tag):
        if tag in ("script", "style", "title"):
            self._hidden = max(0, self._hidden - 1)
        elif tag == "form":
            self._form = None
        elif tag == "a" and self._link:
            self.links.append((" ".join(self._link[1].split()), self._link[0]))
            self._link = None
        elif tag == "textarea" and self._textarea and self._form is not None:
            self._form.values.append((self._textarea[0], self._textarea[1].lstrip("\n")))
            self._textarea = None
        elif tag == "select" and self._select and self._form is not None:
            if self._select[1] is not None:
                self._form.values.append((self._select[0], self._select[1]))
            self._select = None
        elif tag == "button" and self._button and self._form is not None:
            self._form.buttons.append((" ".join(self._button[2].split()), self._button[0], self._button[1]))
            self._button = None

    def handle_data(self, text):
        if self._textarea:
            self._textarea[1] += text
            return
        if self._hidden:
            return
        if self._button:
            self._button[2] += text
        if self._link:
            self._link[1] += text
        self.words.append(text)


def _words_of(html: str) -> str:
    """Return the words of a page's main part, for the message of a failure."""
    page = _Page()
    page.feed(html[max(0, html.find("<main")) :])
    return " ".join(" ".join(page.words).split())


def _spread(answers: dict, names: set[str]) -> dict:
    """Return the answers with each day in the boxes for year, month and day, where the form has those."""
    given = {}
    for name, answer in answers.items():
        if isinstance(answer, datetime.date) and name not in names and f"{name}_day" in names:
            given |= {f"{name}_{part}": getattr(answer, part) for part in ("year", "month", "day")}
        else:
            given[name] = answer
    return given


class Visitor:
    """One person with cookies of their own.

    Args:
        base: address of the server, such as `http://127.0.0.1:8123`.
    """

    def __init__(self, base: str) -> None:
        self.base, self.session, self.response, self.page = base, requests.Session(), None, None
        self.session.trust_env = False  # no proxy stands between us; it would be looked for at every request

    def open(self, address: str, expect: int | None = 200) -> "Visitor":
        """Open an address or the path of one."""
        return self._take(self.session.get(urljoin(self.base, address), timeout=30), expect)

    def follow(self, words: str, expect: int | None = 200) -> "Visitor":
        """Follow the first link whose words contain `words`."""
        for text, href in self.page.links:
            if words in text:
                return self.open(urljoin(self.response.url, href), expect)
        raise AssertionError(f"no link {words!r} on {self.response.url}: {[text for text, _href in self.page.links]}")

    def press(self, words: str, expect: int | None = 200, files=None, **answers) -> "Visitor":
        """Fill in the form that has the button `words` with `answers` and press the button.

        A list answers a group of boxes, True ticks one, False leaves it, a day is typed in its three boxes, anything
        else is typed.
        """
        for exact in (True, False):
            for form in self.page.forms:
                for label, name, value in form.buttons:
                    wanted = words == label if exact else words in label
                    given = _spread(answers, form.names)
                    if wanted and set(given) <= form.names:
                        return self._submit(form, given, (name, value) if name else None, files, expect)
        seen = [(label, sorted(form.names)) for form in self.page.forms for label, _n, _v in form.buttons]
        raise AssertionError(f"no button {words!r} with {sorted(answers)} on {self.response.url}: {seen}")

    def _submit(self, form, answers, button, files, expect):
        sent = [(name, value) for name, value in form.values if name not in answers]
        for name, answer in answers.items():
            if answer is True:
                sent += [(name, value) for value in sorted(form.boxes.get(name, {"on"}))[:1]]
            elif isinstance(answer, list | tuple | set):
                sent += [(name, str(value)) for value in answer]
            elif answer is not False:
                sent.append((name, str(answer)))
        if button:
            sent.append(button)
        target = urljoin(self.response.url, form.action or self.response.url)
        if form.method == "get":
            return self._take(self.session.get(target, params=sent, timeout=30), expect)
        headers = {"Referer": self.response.url}
        return self._take(self.session.post(target, data=sent, files=files, headers=headers, timeout=60), expect)

    def _take(self, response, expect):
        assert response.status_code < 500, f"{response.status_code} on {response.url}\n{response.text[:2000]}"
        if expect not in (None, response.status_code):  # the words are looked for only when they are needed
            told = _words_of(response.text)[:3000] if "html" in response.headers.get("Content-Type", "") else ""
            raise AssertionError(f"{response.status_code} on {response.url}\n{told}")
        self.response, self.page = response, _Page()
        if "html" in response.headers.get("Content-Type", ""):
            self.page.feed(response.text)
        return self

    @property
    def text(self) -> str:
        """The words of the page, in order."""
        return " ".join(" ".join(self.page.words).split())

    def sees(self, words: str) -> bool:
        """Whether the page shows the words."""
        return words in self.text

    def address_of(self, words: str) -> str:
        """The address behind the first link whose words contain `words`."""
        for text, href in self.page.links:
            if words in text:
                return urljoin(self.response.url, href)
        raise AssertionError(f"no link {words!r} on {self.response.url}")
