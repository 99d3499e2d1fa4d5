"""`manage.py up` with its own settings, in a rush, while broker, worker, beat and web are killed (RE-2, RE-5, R5).

People register by pages and a wave of invitations leaves by mail at the same time. Whoever meets a broken connection
tries again, as a person would. `RUSH="200 120 12"` sets people, mails and kills.
"""

import json
import os
import random
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from bench import driving
from tests.support import processes, provider
from tests.support.environment import ROOT
from tests.support.processes import free_port, wait_until

SEATS = 40
PEOPLE, MAILS, KILLS = map(int, os.environ.get("RUSH", "2000 500 20").split())
SEED = int(os.environ.get("CHAOS_SEED", "0")) or random.SystemRandom().randrange(1, 10**6)
VICTIMS = {"gunicorn config.wsgi": 6, "celery -A config worker": 6, "broker.sock": 4, "celery -A config beat": 1}
TRIES, PAUSE = 12, 1.0
QUIET = 420  # seconds: a lease, the provider's delay, and the breaker's longest pause


@contextmanager
def platform(folder):
    """Start the platform and a provider that answers by reference; yield the environment and the runner."""
    port, double = free_port(), free_port()
    env = {
        **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        "VAR": str(folder),
        "PORT": str(port),
        "DEMO": "0",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "NOTIFY_BASE_URL": f"http://127.0.0.1:{double}",
        "NOTIFY_API_KEY": provider.KEY,
        "NOTIFY_TEMPLATE_ID": "11111111-1111-4111-8111-111111111111",
    }
    command = [sys.executable, "-m", "tests.support.provider", "notify", str(double), str(folder)]
    post = processes.start("rush-provider", command, env)
    up = processes.start("rush-up", [sys.executable, "manage.py", "up"], env)
    try:
        wait_until(lambda: "Sign in" in up.output() or not up.alive(), "the platform", 300)
        assert up.alive(), up.output()[-2000:]
        yield env, up
    finally:
        up.stop(90)
        post.kill()


def run(env, *command):
    done = subprocess.run([sys.executable, *command], cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def children(up):
    """Return the direct children of the runner with their command lines."""
    listed = open(f"/proc/{up.pid}/task/{up.pid}/children").read().split()
    found = {}
    for pid in map(int, listed):
        try:
            found[pid] = open(f"/proc/{pid}/cmdline", "rb").read().replace(b"\0", b" ").decode()
        except OSError:
            continue
    return found


def strike(up, chance):
    """Kill one part without warning: its master, whose group the runner then clears away, and starts again."""
    part = chance.choices(list(VICTIMS), list(VICTIMS.values()))[0]
    for pid, line in children(up).items():
        if part in line:
            os.kill(pid, 9)
            return part
    return ""


def patiently(link):
    """Register as a person does who tries again when the connection breaks."""
    for _ in range(TRIES):
        found = driving.attempt(driving.Person(link), link)
        if found.outcome != driving.LOST:
            return found
        time.sleep(PAUSE)
    return found


def rows(folder, words):
    with sqlite3.connect(f"file:{folder}/main.sqlite3?mode=ro", uri=True, timeout=30) as store:
        return store.execute(words).fetchall()


def settled(folder):
    open_ones = "SELECT count(*) FROM messaging_message WHERE state IN ('due', 'claimed', 'submitting')"
    waiting = "SELECT count(*) FROM events_invitation WHERE state = 'prepared' AND release_at IS NOT NULL"
    return rows(folder, open_ones)[0][0] == 0 and rows(folder, waiting)[0][0] == 0


@pytest.mark.full
@pytest.mark.sqlite
def test_a_rush_under_kills_loses_nobody_oversells_nothing_and_mails_nobody_twice(tmp_path):
    chance, struck = random.Random(SEED), Counter()
    with platform(tmp_path) as (env, up):
        run(env, "manage.py", "load_reference")
        out = tmp_path / "links.jsonl"
        run(env, "manage.py", "prepare_load", "--seats", str(SEATS), "--people", str(PEOPLE), "--out", str(out))
        links = [json.loads(line)["link"] for line in out.read_text().splitlines()]
        asked = json.loads(run(env, "-m", "bench.inside", "wave", str(MAILS)).splitlines()[-1])["asked"]
        with ThreadPoolExecutor(16) as people:
            walking = [people.submit(patiently, link) for link in links]
            while sum(struck.values()) < KILLS and not all(one.done() for one in walking):
                done = sum(one.done() for one in walking)
                goal, until = done + PEOPLE / (KILLS + 2), time.monotonic() + 15
                while sum(one.done() for one in walking) < goal and time.monotonic() < until:
                    time.sleep(0.1)
                if part := strike(up, chance):
                    struck[part] += 1
            told = Counter(one.result().outcome for one in walking)
        wait_until(lambda: settled(tmp_path), "every message settled", QUIET)
        restarts = up.output().count("starting it again")

    seats = rows(
        tmp_path, "SELECT count(*), count(DISTINCT person_id) FROM events_registration WHERE state = 'confirmed'"
    )[0]
    waiting = rows(tmp_path, "SELECT count(*), count(DISTINCT person_id) FROM events_queueentry")[0]
    pools = rows(tmp_path, "SELECT taken, held FROM events_capacitypool ORDER BY id")[0]
    states = dict(rows(tmp_path, "SELECT state, count(*) FROM messaging_message GROUP BY 1"))
    sent = {str(ref) for (ref,) in rows(tmp_path, "SELECT id FROM messaging_message WHERE state = 'sent'")}
    taken = Counter(one["reference"].replace("-", "") for one in provider.taken(tmp_path))
    value = {
        "seats": seats,
        "waiting": waiting,
        "told": dict(told),
        "mails": states,
        "invitations_asked": asked,
        "mail_lost": len(sent - set(taken)),
        "mail_twice": sum(times - 1 for times in taken.values()),
        "kills": dict(struck),
        "restarts": restarts,
    }
    print(f"\nrush seed={SEED} people={PEOPLE} {json.dumps(value)}")

    assert seats == (SEATS, SEATS) and pools[0] == SEATS
    assert waiting == (PEOPLE - SEATS, PEOPLE - SEATS)
    assert told[driving.LOST] == 0
    assert told[driving.SEAT] <= SEATS and sum(told.values()) == PEOPLE
    assert (value["mail_lost"], value["mail_twice"]) == (0, 0)
    assert set(states) <= {"sent"}
