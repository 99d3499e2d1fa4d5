"""Hide from a server of the bench what a deployment does not install: libraries load what they happen to find."""

import os
import sys
from typing import Any

HIDDEN = frozenset(os.environ.get("HIDDEN_PACKAGES", "").split(","))


class Hidden:
    """Finds nothing, and says so for the packages that are hidden."""

    @staticmethod
    def find_spec(name: str, *_more: Any) -> None:
        """Refuse a hidden package as if it were not installed."""
        if name in HIDDEN:
            raise ModuleNotFoundError(f"No module named {name!r}: a deployment does not install it", name=name)


sys.meta_path.insert(0, Hidden)  # type: ignore[arg-type]
