"""The process that sets one document: facts from standard input, a PDF/UA-1 file to standard output.

Run as `python -m publishing.typesetting.child TEMPLATE`. It knows no settings, no database and no secrets, and ends
with the document, so that the memory of the typesetter never stays in a web process (PF-14).
"""

import json
import resource
import sys
from datetime import datetime
from pathlib import Path

from publishing.typesetting.limits import CPU, MEMORY, MOST_FACTS

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates/documents"
FONTS = ROOT / "publishing/fonts"
FAILED = 3


def limit() -> None:
    """Give up all but some memory and processor time, and every means to write."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def compose(template: str, order: dict[str, object]) -> bytes:
    """Return the PDF of a template with its facts; typst refuses whatever would not be PDF/UA-1."""
    import typst  # here, because importing it is most of what this process costs

    return bytes(
        typst.compile(
            TEMPLATES / f"{template}.typ",
            root=TEMPLATES,
            font_paths=[FONTS],
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
            sys_inputs={"facts": json.dumps(order["facts"], ensure_ascii=False)},
            timestamp=datetime.fromisoformat(str(order["dated"])),
            format="pdf",
        )
    )


def main() -> int:
    """Read an order and answer with the document; what typst refuses is told on standard error."""
    limit()
    content = sys.stdin.buffer.read(MOST_FACTS + 1)
    try:
        document = compose(sys.argv[1], json.loads(content))
    except Exception as error:  # noqa: BLE001 - whatever it is, the parent must learn that there is no document
        sys.stderr.write(str(error)[:2000])
        return FAILED
    sys.stdout.buffer.write(document)
    return 0


if __name__ == "__main__":
    sys.exit(main())
