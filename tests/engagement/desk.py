"""A member of staff at a browser: what they see, press and are told, in one language."""

import re

from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import translation


class Desk:
    """One signed-in person; pages are named as in the code, so that every address is met in the person's language."""

    def __init__(self, user, language="en"):
        self.user, self.language, self.client = user, language, Client()
        self.client.force_login(user)

    def path(self, name, *args):
        with translation.override(self.language):
            return reverse(f"engagement:{name}", args=args)

    def get(self, name, *args):
        return self.client.get(self.path(name, *args))

    def see(self, name, *args):
        """Return the words of a page that opens."""
        response = self.get(name, *args)
        assert response.status_code == 200, (name, response.status_code)
        return response.content.decode()

    def post(self, name, *args, **fields):
        return self.client.post(self.path(name, *args), fields)

    def do(self, name, *args, **fields):
        """Send a form that is accepted, and return what the person was told."""
        response = self.post(name, *args, **fields)
        assert response.status_code == 302, (name, response.status_code, errors_of(response))
        told = [message for message in get_messages(response.wsgi_request)]
        assert told, (name, "said nothing")
        self.client.get(response["Location"])  # the person reads it
        return told[-1]

    def done(self, name, *args, **fields):
        """Press a button that works."""
        told = self.do(name, *args, **fields)
        assert told.level_tag == "success", (name, str(told))
        return str(told)

    def refused(self, name, *args, **fields):
        """Press a button that does not, and return why."""
        told = self.do(name, *args, **fields)
        assert told.level_tag == "error", (name, str(told))
        return str(told)


def errors_of(response):
    """Return the words under fields and above the form."""
    context = response.context
    return context["form"].errors if context and "form" in context else ""


def shown_value(body, name):
    """Return what a text field of the page holds."""
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', body)
    return found[1] if found else re.search(rf'name="{name}"[^>]*>\s*([^<]*)</textarea>', body)[1]
