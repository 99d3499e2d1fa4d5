"""PF-1 to PF-3: a public page, as anybody without a session reads it."""

import gzip
import http.client
import re
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

from bench import standing
from bench.figures import Measured, figure
from bench.serving import Server, spent

ADDRESS = "/en/"
CLIENTS, PAGES = 8, 1200
PRETIX_RATE, PRETIX_CPU = 26, 70
_FILES = re.compile(r'(?:href|src)="(/static/[^"]+)"')
_FONTS = (".woff2", ".woff")


def _get(connection: http.client.HTTPConnection, path: str) -> tuple[bytes, dict[str, str]]:
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status}")
    return body, {name.lower(): text for name, text in answer.getheaders()}


def read(host: str, path: str, times: int, faults: list[str]) -> None:
    connection = http.client.HTTPConnection(host, timeout=60)
    try:
        for _ in range(times):
            _get(connection, path)
    except (OSError, RuntimeError, http.client.HTTPException) as error:
        faults.append(str(error))
    finally:
        connection.close()


@figure("pages")
def pages() -> Iterator[Measured]:
    """CPU of a request, requests a second at 8 clients, statements, bytes and requests of a first visit."""
    server = standing.server()
    event = server.inside("public_event")["path"]
    for path in (ADDRESS, event):
        yield from _page(server, path)
    yield from _first_visit(urlsplit(server.url).netloc, event)


def _page(server: Server, path: str) -> Iterator[Measured]:
    host, name = urlsplit(server.url).netloc, "home" if path == ADDRESS else "event"
    faults: list[str] = []
    read(host, path, 40, faults)
    cpu, begun = server.cpu(), time.perf_counter()
    share = PAGES // CLIENTS
    readers = [threading.Thread(target=read, args=(host, path, share, faults)) for _ in range(CLIENTS)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    seconds = time.perf_counter() - begun
    if faults:
        raise RuntimeError(f"a reader failed: {faults[0]}")
    each = spent(cpu, server.cpu(), PAGES)
    yield Measured(
        f"PF-1 CPU of a public page ({name})", each["web"], "CPU ms (web)", "<=9", {"page": path, "cpu_ms_each": each}
    )
    rate = round(PAGES / seconds, 1)
    yield Measured(
        f"PF-1 public pages at 8 clients ({name})", rate, "requests/s", f">={PRETIX_RATE * 8}", {"page": path}
    )
    counts = server.inside("public_pages", path)[path]
    yield Measured(f"PF-2 statements, cold ({name})", counts["cold"], "statements", "<=4", {"page": path})
    yield Measured(f"PF-2 statements, warm ({name})", counts["warm"], "statements", "<=1", {"page": path})


def _first_visit(host: str, path: str) -> Iterator[Measured]:
    connection = http.client.HTTPConnection(host, timeout=60)
    page, headers = _get(connection, path)
    if headers.get("content-encoding") == "gzip":
        page = gzip.decompress(page)
    sizes = {path: len(gzip.compress(page))}
    for address in sorted(set(_FILES.findall(page.decode()))):
        body, headers = _get(connection, address)
        fits = headers.get("content-encoding") in ("gzip", "br") or address.endswith((*_FONTS, ".png", ".webp"))
        sizes[address] = len(body) if fits else len(gzip.compress(body))
    connection.close()
    weighed = {address: size for address, size in sizes.items() if not address.endswith(_FONTS)}
    kilobytes = round(sum(weighed.values()) / 1000, 1)
    yield Measured("PF-3 bytes of a first visit", kilobytes, "kB (gzip, without fonts)", "<=80", {"sizes": sizes})
    yield Measured("PF-3 requests of a first visit", len(sizes), "requests", "<=6")
