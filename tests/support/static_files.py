"""The list of static files is made once a run: every test client loads the middleware, which looks at each file anew."""

from collections.abc import Iterator
from typing import Any

import pytest
from whitenoise.middleware import WhiteNoiseMiddleware


@pytest.fixture(autouse=True, scope="session")
def list_static_files_once() -> Iterator[None]:
    """Give a middleware that is loaded again what was found for the same address and age."""
    listed = WhiteNoiseMiddleware.add_files_from_finders
    found: dict[Any, dict[str, Any]] = {}

    def once(middleware: Any) -> None:
        key = (middleware.static_prefix, middleware.max_age)
        if key not in found:
            before = dict(middleware.files)
            listed(middleware)
            found[key] = {address: file for address, file in middleware.files.items() if address not in before}
        middleware.files.update(found[key])

    WhiteNoiseMiddleware.add_files_from_finders = once
    yield
    WhiteNoiseMiddleware.add_files_from_finders = listed
