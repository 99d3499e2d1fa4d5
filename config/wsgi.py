"""The WSGI application that gunicorn serves."""

import os

import django
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


class Request(WSGIRequest):
    """A request that is read in UTF-8 whatever it says of itself.

    `charset=hex` names a codec of Python that is no text, and breaks a request before any middleware sees it.
    """

    @property
    def encoding(self) -> None:
        """None, which means UTF-8."""

    @encoding.setter
    def encoding(self, _named: object) -> None:
        """Take no other."""


class Application(WSGIHandler):
    """Django's application, with our request."""

    request_class = Request


django.setup(set_prefix=False)
application = Application()
