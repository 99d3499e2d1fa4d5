"""A throw-away PostgreSQL cluster on a Unix socket, for the second half of `./run test`."""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

PATIENCE = 60.0
VERSIONED = Path("/usr/lib/postgresql")
CANDIDATE_USERS = ("postgres", "nobody", "daemon")


def find_binaries() -> Path | None:
    """Return the folder of `initdb`: on the path, else as `pg_config` says, else the newest of Debian's."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    if config := shutil.which("pg_config"):
        folder = Path(subprocess.run([config, "--bindir"], capture_output=True, text=True).stdout.strip())
        if (folder / "initdb").exists():
            return folder
    versions = sorted(VERSIONED.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    return versions[-1].parent if versions else None


def server_user() -> str | None:
    """Return the user that may run the server: ourselves, or another one when we are root."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid()).pw_name
    known = {user.pw_name for user in pwd.getpwall()}
    return next((name for name in CANDIDATE_USERS if name in known), None)


def why_not() -> str | None:
    """Return the reason why no cluster can be started here, or nothing."""
    if find_binaries() is None:
        return "no DATABASE_URL and no server binaries found"
    if server_user() is None:
        return "the server refuses to run as root and no other user exists"
    return None


def _as(user: str) -> dict[str, Any]:
    """Return how to start a program as `user` when we are root."""
    environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    if os.geteuid() != 0:
        return {"cwd": "/", "env": environment}
    return {
        "cwd": "/",
        "env": environment,
        "user": user,
        "group": pwd.getpwnam(user).pw_gid,
        "extra_groups": [],
    }


def _end_with_parent() -> None:
    """Ask the kernel (Linux) to stop the server at once when the tests are killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGQUIT)


def _wait_until_it_answers(server: "subprocess.Popen[bytes]", folder: Path) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            psycopg.connect(host=str(folder), user="tests", dbname="postgres").close()
            return
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > until:
                raise RuntimeError((folder / "log").read_text()) from None
            time.sleep(0.05)


CARELESS = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


@contextmanager
def cluster(*, durable: bool = False, **more: str) -> Iterator[str]:
    """Start a cluster and yield its `DATABASE_URL`; everything is removed afterwards.

    Superuser `tests`, trusted on a private socket. It forgoes no check.

    Args:
        durable: write as in production; tests forgo it, because nobody keeps their rows.
        more: settings of the server.
    """
    binaries, user = find_binaries(), server_user()
    assert binaries and user, why_not()
    folder = Path(tempfile.mkdtemp(prefix="postgres_"))
    data = folder / "data"
    if os.geteuid() == 0:
        shutil.chown(folder, user)
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(folder),
        **({} if durable else CARELESS),
        "max_connections": "200",
        "timezone": "UTC",
        "shared_buffers": "128MB",
        **more,
    }
    server = None
    try:
        initdb = [binaries / "initdb", "-D", data, "-U", "tests", "--auth=trust", "-E", "UTF8", "--no-sync"]
        subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, **_as(user))
        command = [binaries / "postgres", "-D", data, *(f"--{name}={text}" for name, text in settings.items())]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                command, stdout=log, stderr=log, start_new_session=True, preexec_fn=_end_with_parent, **_as(user)
            )
        _wait_until_it_answers(server, folder)
        yield f"postgres://tests@/tests?host={folder}"
    finally:
        if server is not None:
            server.send_signal(signal.SIGQUIT)
            server.wait(30)
        shutil.rmtree(folder, ignore_errors=True)
