"""The commands of `docker-compose.yml`, as plain processes against a real PostgreSQL and a real Redis.

No container engine is needed: what is proved is that these commands, with these variables and these secret files,
make a production that answers, works off what is owed, and stops in order.
"""

import base64
import http.client
import json
import os
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from safety.domain.sealing import new_key_pair
from tests.deployment import compose
from tests.support import postgres, processes
from tests.support.not_run import not_run
from tests.support.processes import wait_until

SERVICES = compose.load()["services"]
HOST = "consultation.example.org"


class Production:
    """Stores, secrets and processes of one production in a folder."""

    def __init__(self, folder: Path, stores: str):
        self.folder, self.running, self.port = folder, {}, processes.free_port()
        (folder / "secrets").mkdir()
        (folder / "data").mkdir()
        (folder / "tmp").mkdir()
        (folder / "queue").mkdir()
        self.redis_port, password = processes.free_port(), secrets.token_urlsafe(24)
        private, public = new_key_pair()
        broker = f"redis://:{password}@127.0.0.1:{self.redis_port}"
        for name, text in {
            "secret_key": secrets.token_urlsafe(48),
            "audit_key": secrets.token_urlsafe(48),
            "spool_private_key": private,
            "redis_password": password,
            "database_url": stores.replace("/tests?", "/consultation?"),
            "protected_database_url": stores.replace("/tests?", "/protected?"),
            "broker_url": f"{broker}/0",
            "cache_url": f"{broker}/1",
            "email_url": "smtp://127.0.0.1:1",
            "notify_api_key": "",
            "notify_callback_token": "",
        }.items():
            (folder / "secrets" / name).write_text(text)
        self.values = {
            "BASE_URL": f"https://{HOST}",
            "ALLOWED_HOSTS": HOST,
            "MAIL_FROM_EN": "Consultations <a@example.org>",
            "MAIL_FROM_FR": "Consultations <a@example.org>",
            "MAIL_REPLY_TO": "a@example.org",
            "POSTAL_ADDRESS": "269 Laurier Avenue West, Ottawa",
            "PRIVACY_AUTHORITY_EN": "an Act",
            "PRIVACY_AUTHORITY_FR": "une loi",
            "PRIVACY_BANK": "PSU 938",
            "SPOOL_PUBLIC_KEY": public,
        }

    def variables(self, name: str) -> dict[str, str]:
        made = compose.variables(SERVICES[name], self.values, self.folder / "secrets")
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        return {**made, "VAR": str(self.folder / "data"), "PATH": path, "PORT": str(self.port)}

    def command(self, name: str) -> list[str]:
        """Return the service's command with this machine's ports and folders, and nothing else changed."""
        here = {
            "0.0.0.0:8000": f"127.0.0.1:{self.port}",
            "=/tmp/": f"={self.folder}/tmp/",
            "/run/secrets": f"{self.folder}/secrets",
            "--dir /data": f"--dir {self.folder}/queue --port {self.redis_port} --bind 127.0.0.1",
        }
        parts = compose.command(SERVICES[name], self.values)
        for there, ours in here.items():
            parts = [part.replace(there, ours) for part in parts]
        return parts

    def start(self, name: str) -> processes.Running:
        environment = self.variables(name) if name in compose.PLATFORM else dict(os.environ)
        self.running[name] = processes.start(name, self.command(name), environment)
        return self.running[name]

    def ask(self, path: str, host: str = HOST) -> http.client.HTTPResponse:
        """Ask as the proxy does."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        link.request("GET", path, headers={"Host": host, "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"})
        answer = link.getresponse()
        answer.body = answer.read()
        return answer

    def state(self) -> dict:
        return json.loads(self.ask("/health/state").body)

    def probe(self) -> int:
        command = SERVICES["web"]["healthcheck"]["test"][1:]
        return subprocess.run(command, env=self.variables("web"), cwd=processes.ROOT, timeout=60).returncode


@pytest.fixture(scope="module")
def production(tmp_path_factory):
    if reason := postgres.why_not():
        not_run("production", reason)
    if not shutil.which("redis-server"):
        not_run("production", "no redis-server found")
    folder = tmp_path_factory.mktemp("production")
    with postgres.cluster() as stores:
        where = stores.split("host=")[1]
        for name in ("consultation", "protected"):
            subprocess.run([postgres.find_binaries() / "createdb", "-h", where, "-U", "tests", name], check=True)
        made = Production(folder, stores)
        made.start("redis")
        prepare = made.start("prepare")
        assert prepare.process.wait(300) == 0, prepare.output()[-3000:]
        for name in ("web", "worker", "beat"):
            made.start(name)
        try:
            wait_until(lambda: made.probe() == 0 or not made.running["web"].alive(), "the web process", 120)
            assert made.running["web"].alive(), made.running["web"].output()[-3000:]
            yield made
        finally:
            for running in made.running.values():
                if running.alive():
                    running.stop(60)


def test_it_is_ready_on_both_stores_and_the_server(production):
    body = json.loads(production.ask("/health/ready").body)

    assert body["status"] == "ready"
    assert body["database"] == {"ok": True, "engine": "postgresql"}
    assert body["broker"] == body["cache"] == body["migrations"] == {"ok": True}


def test_beat_wakes_the_worker_and_every_quick_job_succeeds(production):
    def quick_jobs():
        jobs = production.state()["jobs"]["jobs"]
        quick = {name: job for name, job in jobs.items() if job["every_seconds"] <= 10}
        return len(quick) >= 2 and all(job["last_success"] for job in quick.values())

    wait_until(quick_jobs, "the first success of each quick job", 90)


def test_pages_come_with_strict_headers_and_static_files_by_their_hash(production):
    page = production.ask("/en/contact/")

    assert page.status == 200
    assert page.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert "require-trusted-types-for 'script'" in page.headers["Content-Security-Policy"]
    sheet = next(part.split('"')[0] for part in page.body.decode().split('href="') if ".css" in part.split('"')[0])
    answer = production.ask(sheet)
    assert answer.status == 200
    assert "immutable" in answer.headers["Cache-Control"]


def test_a_stranger_name_is_refused(production):
    assert production.ask("/en/contact/", host="evil.example.net").status == 400


def test_the_password_of_redis_is_asked(production):
    line = subprocess.run(
        ["redis-cli", "-p", str(production.redis_port), "ping"], capture_output=True, text=True, check=False
    )

    assert "NOAUTH" in line.stdout + line.stderr


def test_the_web_process_cannot_open_what_it_seals(production):
    environ = Path(f"/proc/{production.running['web'].pid}/environ").read_bytes()

    assert b"SPOOL_PUBLIC_KEY=" in environ
    assert b"SPOOL_PRIVATE_KEY" not in environ
    assert base64.b64decode((production.folder / "secrets/spool_private_key").read_text())


def test_nothing_was_written_outside_the_data_and_the_scratch_folder(production):
    assert {path.name for path in production.folder.iterdir()} == {"secrets", "data", "tmp", "queue"}
    assert {path.name for path in (production.folder / "tmp").iterdir()} >= {"beat.pid"}
    assert "secret-key" not in {path.name for path in (production.folder / "data").iterdir()}


def test_prepare_can_run_again_beside_a_running_platform(production):
    again = production.start("prepare")

    wait_until(lambda: not again.alive(), f"the end of prepare: {again.log}", 120)
    assert again.process.returncode == 0, again.output()[-2000:]
    assert production.probe() == 0


def test_without_redis_the_probe_says_so_and_recovers(production):
    production.running["redis"].stop()
    assert production.ask("/health/ready").status == 503
    assert production.ask("/health/live").status == 200

    production.start("redis")

    wait_until(lambda: production.ask("/health/ready").status == 200, "readiness after Redis came back", 60)


def test_each_part_stops_by_itself_on_term(production):
    """Runs last: a container host sends one TERM and waits 75 s."""
    for name in ("web", "worker", "beat"):
        assert production.running[name].stop(75) == 0, name
