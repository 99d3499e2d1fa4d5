"""Protected participation: nobody signs in; a code opens."""

from tests.access.vocabulary import EVERYBODY, line

LINES = [
    line("safety:blank", get=EVERYBODY),
    line("safety:exit", get=EVERYBODY),
    line("safety:page", get=EVERYBODY, post=EVERYBODY),
    line("safety:write", get=EVERYBODY, post=EVERYBODY),
]
