"""Reading the page that keeps a form which could not be taken, and pressing its button."""

import html
import re

HERE = {"Origin": "http://testserver"}
HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')


def kept_by(answer, status=403):
    """Return address and fields of the form that the page keeps; all of them as a browser would send them."""
    assert answer.status_code == status, answer.status_code
    assert answer.headers["Cache-Control"] == "no-store"
    words = answer.content.decode()
    form = words[words.index('<form method="post"') : words.index("Send again</button>")]
    fields = {}
    for name, value in HIDDEN.findall(form):
        fields.setdefault(html.unescape(name), []).append(html.unescape(value))
    return html.unescape(re.search(r'action="([^"]*)"', form)[1]), fields


def send_again(client, answer):
    """Press the button of the page."""
    address, fields = kept_by(answer, answer.status_code)
    return client.post(address, fields, headers=HERE)


def seen_on(answer):
    """Return what a person can read on the page: neither tags nor what stands in them."""
    words = answer.content.decode()
    return html.unescape(re.sub(r"<[^>]*>", " ", words[max(words.find("<body"), 0) :]))
