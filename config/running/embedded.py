"""The whole platform on one machine: what `./run` starts, and what a person reads while it starts."""

import os
import sys

from config import env as environment
from config.running.runner import Refused, Runner, folder_is_writable


def main() -> int:
    """Start everything and run until a signal; return the exit status.

    Django is not loaded before: the web server loads it in a process of its own at the same time.

    Raises:
        ImproperlyConfigured: the environment names something that cannot be.
    """
    env = environment.read()
    if env.mode is environment.Mode.PRODUCTION:
        return _refuse("In production start web, worker and beat apart, as docker-compose.yml does.")
    if not folder_is_writable(env.var):
        return _refuse(f"The data folder {env.var} cannot be written to. Choose another: VAR=/path ./run")
    os.chdir(environment.BASE_DIR)
    try:
        return Runner(env, say=_say).run(ready=lambda: _ready(env))
    except Refused as refusal:
        return _refuse(str(refusal))


def _say(words: str) -> None:
    sys.stderr.write(f"{words}\n")
    sys.stderr.flush()


def _refuse(words: str) -> int:
    _say(words)
    return 1


def _ready(env: environment.Environment) -> None:
    """Print the one line that says where, and how to sign in."""
    first = "create the first person with ./run manage create_staff, then enter by mailed code"
    how = "choose a role in the head of any page (demonstration mode)" if env.demo else first
    sys.stdout.write(f"Ready: {env.base_url}/en/\nSign in: {how}.\n")
    sys.stdout.flush()
