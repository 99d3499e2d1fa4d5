"""No test reaches beyond this machine."""

import sys
from typing import Any

LOOPBACK = ("127.", "::1", "localhost", "0.0.0.0")


def _refuse_strangers(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect" and isinstance(address := arguments[1], tuple):
        if not str(address[0]).startswith(LOOPBACK):
            raise AssertionError(f"A test tried to reach {address[0]}; tests stay on this machine")


sys.addaudithook(_refuse_strangers)
