"""A form as a browser would send it, without anything typed."""

from html.parser import HTMLParser

from django.http import QueryDict


class Filled(HTMLParser):
    """What a browser sends when somebody opens a form and presses the button."""

    def __init__(self, html):
        super().__init__()
        self.sent, self.select, self.area = QueryDict(mutable=True), None, None
        self.feed(html)

    @property
    def posted(self):
        """The same as the test client takes it, which would send one value of each name otherwise."""
        return dict(self.sent.lists())

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        name = given.get("name")
        if tag == "input" and name and (given.get("type") not in ("checkbox", "radio") or "checked" in given):
            self.sent.appendlist(name, given.get("value", "on" if given.get("type") == "checkbox" else "") or "")
        elif tag == "select":
            self.select = name
        elif tag == "option" and "selected" in given:
            self.sent.appendlist(self.select, given.get("value") or "")
        elif tag == "textarea":
            self.area = (name, [])

    def handle_data(self, data):
        if self.area:
            self.area[1].append(data)

    def handle_endtag(self, tag):
        if tag == "textarea":
            name, parts = self.area
            self.sent.appendlist(name, "".join(parts).removeprefix("\n").replace("\n", "\r\n"))
            self.area = None
