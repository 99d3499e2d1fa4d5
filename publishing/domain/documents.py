"""PDF documents: tagged, titled, in one language, the same bytes whenever they are made of the same facts (STD-13).

A named template of `templates/documents` gets facts as JSON, never as text put together. It is set by a child process
that ends with the document: typst takes 46 MiB for ten pages and 230 MiB for 125, and would keep them in each
web process (PF-14). A document is kept by what it is made of, so nothing waits for a clock and nothing is made twice:
who asks for one that is being made waits for it a while. Few are made at once over all web processes of a machine.
"""

import hashlib
import json
import os
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache as remembered
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from kernel import elements, formats, gates
from kernel.bilingual import Language
from kernel.errors import Busy, DomainError
from kernel.templatetags.page import platform_name
from publishing.typesetting.child import FONTS, TEMPLATES
from publishing.typesetting.limits import AT_ONCE, MOST_BYTES, MOST_FACTS, PATIENCE, WAITING, WALL

KEEP = 600  # seconds, as pages are kept: words that were withdrawn must not stay
FAILED_LATELY, REST = b"", 60  # what is kept where none could be made, and for how many seconds
LONGEST_WORD, PIECE = 30, 10  # letters; a longer one may be broken after every so many
LONGEST_ADDRESS = 4_000  # letters
ADDRESSES = frozenset({"href", "address"})  # where links lead; never printed
UNSEEN = frozenset({"Cc", "Cf", "Cs"})  # kinds of letters that steer
MAY_BREAK, UNKNOWN = "\u200b", "\ufffd"
log = structlog.get_logger("documents")
_waiting = threading.BoundedSemaphore(WAITING)


class NotMade(DomainError):
    """The document cannot be made; `detail` says to developers why and may hold words of it."""

    code = "document_not_made"
    status = 503

    def __init__(self, detail: str) -> None:
        self.detail = detail
        super().__init__(
            _("This document cannot be made as a PDF at the moment. The web page has the same text: read it there.")
        )


@dataclass(frozen=True)
class Order:
    """A document to be made.

    Args:
        template: name of a file of `templates/documents`, without its ending.
        title: what stands as the title of the document.
        language: of its words.
        dated: the day of what it says; shown as the date modified, and the file carries it as its date.
        address: the whole address of the page with the same words.
        facts: what else the template needs, ready for JSON; texts in the same language.
    """

    template: str
    title: str
    language: Language
    dated: date
    address: str
    facts: Mapping[str, Any]

    @cached_property
    def digest(self) -> str:
        """What the document is made of: the same digest, the same bytes."""
        return hashlib.sha256("\n".join((self.template, self.content, _look())).encode()).hexdigest()

    @cached_property
    def content(self) -> str:
        """What the typesetter is given, as JSON."""
        with translation.override(self.language):
            prepared = _prepared({**self.facts, **_frame(self)})
        lacks = UNKNOWN in json.dumps({**prepared, "words": ""}, ensure_ascii=False)
        moment = datetime.combine(self.dated, time(), UTC)
        given = {"dated": moment.isoformat(), "facts": {**prepared, "lacks_letters": lacks}}
        return json.dumps(given, ensure_ascii=False, sort_keys=True)


def _frame(order: Order) -> dict[str, Any]:
    """Return what every document says, in the language of the page that is active."""
    whose = render_to_string("components/whose_site.html", {"demo": settings.DEMO, "brand": settings.BRAND})
    return {
        "title": order.title,
        "lang": str(order.language),
        "region": "CA",
        "site": platform_name(),
        "whose": elements.of_html(whose),
        "address": order.address,
        "address_shown": order.address.partition("://")[2].replace("/", f"/{MAY_BREAK}"),
        "modified": formats.short_date(order.dated),
        "words": {
            "modified": _("Date modified (year-month-day):"),
            "same_page": _("The same text as a web page:"),
            "contents": _("Contents"),
            "page": _("Page {page} of {pages}"),
            "lacks_letters": _("A letter that this document cannot show stands as �. The web page has it."),
        },
    }


def kept(order: Order) -> bytes:
    """Return the document, made now only when none of its digest is kept, and by one of those who ask for it at once.

    That it could not be made is remembered for a while too, so that asking again costs nothing.

    Raises:
        Busy: it is being made, or others before it, and that takes long.
        NotMade: as in `make`.
    """
    key = f"document:{order.digest}"
    found = _found(key)
    if found is None:
        with _turn(order) as gate:
            found = _found(key)  # made by the one before
            if found is None:
                found = _made(order, key, gate)
    return found


def _found(key: str) -> bytes | None:
    found: bytes | None = cache.get(key)
    if found == FAILED_LATELY:
        raise NotMade("it failed a moment ago")
    return found


def _made(order: Order, key: str, gate: int) -> bytes:
    try:
        found = make(order, gate)
    except NotMade:
        cache.set(key, FAILED_LATELY, REST)
        raise
    cache.set(key, found, KEEP)
    return found


@contextmanager
def _turn(order: Order) -> Iterator[int]:
    """Wait for one of the few places where documents are made; the same document always waits for the same place."""
    busy = Busy(_("Documents are being prepared at the moment, perhaps this one too."), retry_after=30)
    if not _waiting.acquire(blocking=False):
        raise busy
    try:
        gate = gates.enter(_place(int(order.digest, 16) % AT_ONCE), PATIENCE)
        try:
            yield gate
        finally:
            os.close(gate)
    except gates.Shut:
        raise busy from None
    finally:
        _waiting.release()


def _place(number: int) -> Path:
    """Return the gate of a place; all web processes of a machine share the folder."""
    folder = Path(settings.VAR) / "documents"
    folder.mkdir(exist_ok=True)
    return folder / f"{number}.gate"


def make(order: Order, gate: int | None = None) -> bytes:
    """Return the PDF/UA-1 document of an order, within limits of time, memory and size.

    Args:
        gate: of the place where it is made; the child holds it too, so that it is taken until both have ended.

    Raises:
        NotMade: the template is broken, or the facts are too many.
    """
    content = order.content.encode()
    if not (TEMPLATES / f"{order.template}.typ").is_file():
        raise _failed("unknown", f"no template {order.template}")
    if len(content) > MOST_FACTS:
        raise _failed("too_large", f"{len(content)} bytes of facts")
    return _set(order.template, content, gate)


def _set(template: str, content: bytes, gate: int | None) -> bytes:
    """Run the child; whatever ends it, its end is an answer."""
    command = [sys.executable, "-X", "utf8", "-s", "-m", "publishing.typesetting.child", template]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, the name of one of our files as its argument
            command,
            input=content,
            capture_output=True,
            timeout=WALL,
            check=False,
            cwd=settings.BASE_DIR,
            env={"RAYON_NUM_THREADS": "1"},
            pass_fds=() if gate is None else (gate,),
        )
    except subprocess.TimeoutExpired:
        raise _failed("timeout", f"longer than {WALL} s") from None
    if done.returncode or not done.stdout.startswith(b"%PDF"):
        raise _failed(str(done.returncode), done.stderr.decode(errors="replace"))
    if len(done.stdout) > MOST_BYTES:
        raise _failed("too_large", f"{len(done.stdout)} bytes")
    return done.stdout


def _failed(code: str, detail: str) -> NotMade:
    log.error("document_not_made", code=code)
    return NotMade(detail)


@remembered
def _look() -> str:
    """Return a digest of everything but the facts that decides about the bytes."""
    files = sorted([*TEMPLATES.glob("*.typ"), *FONTS.rglob("letters.txt")])
    parts = [version("typst"), *(hashlib.sha256(file.read_bytes()).hexdigest() for file in files)]
    return "\n".join(parts)


@remembered
def _letters() -> frozenset[int]:
    """Return the letters that the fonts of documents have."""
    spans = [line.split("-") for file in FONTS.rglob("letters.txt") for line in file.read_text().split()]
    return frozenset(one for first, last in spans for one in range(int(first, 16), int(last, 16) + 1))


def _prepared(value: Any) -> Any:
    """Return facts whose every text can be set."""
    if isinstance(value, str):
        return settable(value)
    if isinstance(value, Mapping):
        return {str(key): _address(inner) if key in ADDRESSES else _prepared(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_prepared(inner) for inner in value]
    if value is None or isinstance(value, (bool, int)):
        return value
    return settable(str(value))  # lazy words


def _address(address: str) -> str:
    """Return where a link leads; nothing for one so long that no document can hold it, so that its words stay."""
    return address if len(address) <= LONGEST_ADDRESS else ""


def settable(text: str) -> str:
    """Return a text with a sign for each letter that no font of ours has, and with places to break very long words.

    Letters that steer and are not seen, such as those that turn the direction of writing, are left out.
    """
    seen = "".join(map(_shown, unicodedata.normalize("NFC", text)))
    return " ".join(_broken(word) for word in seen.split(" "))


def _shown(letter: str) -> str:
    """Return what stands for a letter: itself, a space for a space of any kind, nothing, or the sign of the unknown."""
    if letter.isspace():
        return letter if ord(letter) in _letters() else " "
    if unicodedata.category(letter) in UNSEEN or "\ufe00" <= letter <= "\ufe0f":  # the last choose among shapes
        return ""
    return letter if ord(letter) in _letters() else UNKNOWN


def _broken(word: str) -> str:
    if len(word) <= LONGEST_WORD:
        return word
    pieces, piece = [], ""
    for letter in word:
        if len(piece) >= PIECE and not unicodedata.combining(letter):
            pieces.append(piece)
            piece = ""
        piece += letter
    return MAY_BREAK.join([*pieces, piece])
