"""PF-14: from nothing to the first answer, and the memory of a web worker that has worked."""

import time
from collections.abc import Iterator
from urllib.parse import urlsplit

from bench import standing
from bench.figures import Measured, figure
from bench.reading import ADDRESS, read
from bench.serving import memory_of_children, second_web, wait

PAGES = 200


@figure("start")
def start() -> Iterator[Measured]:
    """Seconds from starting the web server to its first page; resident memory of its largest worker after 200 pages."""
    server = standing.server()
    with second_web(server) as (url, process):
        begun = time.perf_counter()
        wait(f"{url}{ADDRESS}", process)
        seconds = time.perf_counter() - begun
        faults: list[str] = []
        read(urlsplit(url).netloc, ADDRESS, PAGES, faults)
        if faults:
            raise RuntimeError(faults[0])
        yield Measured("PF-14 start to first page", round(seconds, 2), "s", "<=4")
        fresh = memory_of_children(process)
        yield Measured("PF-14 memory of a web worker", max(fresh), "MiB", "<=110", {"workers": fresh, "pages": PAGES})
        busy = memory_of_children(server.processes["web"])
        yield Measured("PF-14 memory of the web worker of this bench so far", max(busy), "MiB", "", {"workers": busy})
