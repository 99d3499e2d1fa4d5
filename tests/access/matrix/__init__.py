"""The access table: one module for each app, one line for each address. Reviewed by a second person when it changes."""

from importlib import import_module
from pkgutil import iter_modules

from tests.access.vocabulary import Line

BY_APP: dict[str, list[Line]] = {
    module.name: import_module(f"{__name__}.{module.name}").LINES
    for module in sorted(iter_modules(__path__), key=lambda one: one.name)
}
LINES: list[Line] = [line for lines in BY_APP.values() for line in lines]
BY_NAME = {line.name: line for line in LINES}
