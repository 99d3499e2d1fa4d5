"""PF-13: an import of 10,000 people from the bytes of a CSV file to rows of the directory, in a store of its own.

`measure()` starts this module as a program over an empty store, so that its CPU and memory are those of the import
alone; the store is SQLite in a folder that is removed, or the empty PostgreSQL database that `DATABASE_URL` names.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from typing import Any

from bench.figures import Measured, figure

PEOPLE = 10_000
BOUND = 5  # seconds of CPU (performance plan)


def measure(people: int = PEOPLE) -> dict[str, Any]:
    """Import `people` people and return CPU seconds by step, peak memory in MiB and what became of the rows."""
    with tempfile.TemporaryDirectory(prefix="bench_") as folder:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "MODE": "bench",
            "DEMO": "0",
            "VAR": folder,
            "BASE_URL": "http://127.0.0.1",
            "CACHE_URL": "locmem://",
            "CELERY_BROKER_URL": "memory://",
            "LOG_LEVEL": "ERROR",
        }
        command = [sys.executable, "-m", "bench.importing", str(people)]
        done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


@figure("importing")
def importing() -> Iterator[Measured]:
    """CPU of an import of 10,000 people: reading, staging, checking, applying."""
    found = measure()
    yield Measured("PF-13 import of 10,000 people", found["cpu_s"], "CPU s", f"<={BOUND}", found)


def _file(people: int) -> bytes:
    lines = ["Nom complet;Courriel;Téléphone;Organisation;Langue"]
    lines += [
        f"Zoé Exemple {n:05d};zoe{n}@example.org;613-555-{n % 10_000:04d} poste {n + 1};Groupe {n % 50};fr"
        for n in range(people)
    ]
    return "\r\n".join(lines).encode("windows-1252")


def _cpu() -> float:
    return sum(
        used.ru_utime + used.ru_stime
        for used in (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    )


def _prepare() -> Any:
    """Make an empty store with fifty organizations and somebody who uploads."""
    from django.core.management import call_command

    from accounts.actors import Actor
    from accounts.models import User
    from partners.domain import organizations
    from partners.enums import OrganizationKind

    call_command("migrate", verbosity=0)
    actor = Actor.system("bench")
    for number in range(50):
        organizations.add(actor=actor, name_en=f"Group {number}", name_fr=f"Groupe {number}", kind=OrganizationKind.NGO)
    return User.objects.create(email="bench@example.org", name="Bench")


def _run(people: int) -> dict[str, Any]:
    import django

    django.setup()
    by = _prepare()
    from django.db import connection
    from django.db.models import Count

    from accounts.actors import Actor
    from partners.domain import import_work, imports
    from partners.models import Person

    content, steps, statements = _file(people), {}, 0
    begun, started = _cpu(), time.perf_counter()

    def step(name: str) -> None:
        steps[name] = round(_cpu() - begun - sum(steps.values()), 2)

    def count(execute: Any, *arguments: Any) -> Any:
        nonlocal statements
        statements += 1
        return execute(*arguments)

    actor = Actor.of(by)
    with connection.execute_wrapper(count):
        held = imports.take_in(content, "people.csv", actor=actor, by=by)
        step("read_and_stage")
        imports.set_columns(held, held.columns, actor=actor)
        import_work.work(str(held.public_id))
        step("check")
        imports.confirm(held, actor=actor, by=by)
        import_work.work(str(held.public_id))
        step("apply")
    held.refresh_from_db()
    outcomes = dict(held.rows.values_list("outcome").annotate(count=Count("pk")).order_by())
    if held.state != "done" or Person.objects.count() != people or outcomes != {"created": people}:
        raise SystemExit(f"the import ended as {held.state}: {outcomes}")
    return {
        "figure": "PF-13",
        "people": people,
        "cpu_s": round(sum(steps.values()), 2),
        "cpu_by_step_s": steps,
        "wall_s": round(time.perf_counter() - started, 2),
        "statements": statements,
        "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "reader_peak_mib": round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024),
        "outcomes": outcomes,
        "database": connection.vendor,
    }


if __name__ == "__main__":
    print(json.dumps(_run(int(sys.argv[1]))))
