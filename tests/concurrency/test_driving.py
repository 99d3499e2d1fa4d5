"""A fault of the driver is never a good figure: whoever's end is unknown counts as lost (PF-7)."""

import os
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from bench import driving
from bench.registering import wrong
from tests.support.processes import free_port

GOOD = {
    "people": 10,
    "seat_told": 4,
    "waiting_told": 6,
    "refused_told": 0,
    "lost": 0,
    "broken_answers": 0,
    "seats_in_store": 4,
    "waiting_in_store": 6,
    "pool_taken": 4,
}


@pytest.fixture
def broken_server():
    class Broken(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(500)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *arguments):
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Broken)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_server_that_is_away_loses_everybody():
    found = driving.drive([f"http://127.0.0.1:{free_port()}/en/my/i/{n}/" for n in range(7)], 3)
    told = driving.summary(found)
    assert (told["people"], told["lost"], told["seat_told"]) == (7, 7, 0)


def test_an_answer_of_500_is_counted_and_its_person_is_lost(broken_server):
    told = driving.summary(driving.drive([f"{broken_server}/en/my/i/{n}/" for n in range(3)], 1))
    assert (told["lost"], told["broken_answers"]) == (3, 3)
    assert told["notes"] == {"_Surprise: status 500": 3}


def test_a_browser_that_dies_loses_its_share(monkeypatch):
    monkeypatch.setattr(driving, "attempt", lambda person, link: os._exit(1))
    told = driving.summary(driving.drive([f"http://127.0.0.1:1/{n}" for n in range(6)], 2))
    assert (told["people"], told["lost"]) == (6, 6)


def test_a_run_in_which_pages_and_rows_agree_is_right():
    assert wrong(GOOD, seats=4, people=10) == 0


@pytest.mark.parametrize(
    "fault",
    [
        {"seats_in_store": 5, "pool_taken": 5, "seat_told": 5},
        {"seats_in_store": 3},
        {"seat_told": 0, "waiting_told": 0},
        {"pool_taken": 3},
        {"waiting_in_store": 5},
        {"seat_told": 3, "lost": 1},
        {"broken_answers": 1},
    ],
    ids=[
        "oversold",
        "told without a row",
        "nobody came",
        "counter drifts",
        "wait lost",
        "person lost",
        "answer broken",
    ],
)
def test_every_fault_shows_in_the_figure(fault):
    assert wrong(GOOD | fault, seats=4, people=10) > 0
