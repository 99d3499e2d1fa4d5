"""The WSGI application that gunicorn serves."""

import gc
import os

import django
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.urls import get_resolver

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


gc.disable()  # almost nothing becomes garbage here, and looking for it over and over takes a fifth of the start
django.setup(set_prefix=False)
application = Application()
get_resolver().url_patterns  # noqa: B018 - every view is loaded once here, and not again in each process after a fork
gc.collect()
gc.freeze()  # what stays for good is looked at no more, and its pages stay shared
gc.enable()
