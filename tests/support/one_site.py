"""All test clients ask one site: its middleware is built once, and of a page the outermost template is noted.

Django builds the chain anew for each `Client()`, and WhiteNoise then walks every static file. Production builds it
once for a process. A test that changes a setting gets a chain of its own, since middleware reads settings while it
is built; so does whoever comes after it.

Django also keeps a copy of the context of every template of a page, each widget's too. `response.context` and
`response.templates` know the outermost ones, which hold what the view gave.
"""

from collections.abc import Iterator
from threading import local
from typing import Any

import pytest
from django.core.signals import setting_changed
from django.template import Context
from django.template.base import Template
from django.test.client import ClientHandler
from django.test.signals import template_rendered

CHAIN = ("_middleware_chain", "_view_middleware", "_template_response_middleware", "_exception_middleware")
_built: dict[str, Any] = {}
_rendering = local()


def _load_once(build: Any) -> Any:
    def load_middleware(handler: ClientHandler, is_async: bool = False) -> None:
        if not _built:
            build(handler, is_async)
            _built.update({part: getattr(handler, part) for part in CHAIN})
        handler.__dict__.update(_built)

    return load_middleware


def _forget(**_changed: Any) -> None:
    _built.clear()


def _note_the_outermost(template: Template, context: Context) -> Any:
    if getattr(_rendering, "inside", False):
        return template.nodelist.render(context)
    template_rendered.send(sender=template, template=template, context=context)
    _rendering.inside = True
    try:
        return template.nodelist.render(context)
    finally:
        _rendering.inside = False


@pytest.fixture(autouse=True, scope="session")
def one_site(django_test_environment: None) -> Iterator[None]:
    """Let every client share the chain, and note outermost templates only."""
    plain_load, plain_render = ClientHandler.load_middleware, Template._render  # type: ignore[attr-defined]
    ClientHandler.load_middleware = _load_once(plain_load)  # type: ignore[method-assign]
    Template._render = _note_the_outermost  # type: ignore[attr-defined]
    setting_changed.connect(_forget)
    yield
    setting_changed.disconnect(_forget)
    ClientHandler.load_middleware = plain_load  # type: ignore[method-assign]
    Template._render = plain_render  # type: ignore[attr-defined]
    _forget()
