"""Start everything the embedded mode needs, start again what ends, stop it in order: beat, web, worker, broker (4.4)."""

import multiprocessing
import signal
import socket
import sqlite3
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from django.core.management.base import CommandError

from config import env as environment
from config.running import brokers, preparing
from config.running.children import Child, start
from config.running.probe import ready
from config.running.single import AlreadyRunning, Lock

CELERY = (sys.executable, "-m", "celery", "-A", "config")
HELD = ("--config", "python:config.running.held")
READY_PATIENCE = 90.0
POLL = 0.1
WEB_GRACE, WORKER_GRACE, BEAT_GRACE = 12.0, 30.0, 5.0
THREADS = "4"
SHORTEST_PAUSE, LONGEST_PAUSE = 0.1, 5.0  # seconds before a child that ended is started again
SOON = 10.0  # seconds; a child that lived longer than this had started well


class Refused(Exception):
    """The platform cannot start; the text says why and what to do."""


class Stopped(Exception):
    """A person asked to stop before everything ran."""


@dataclass
class Recipe:
    """How a child is started, when it was, and when it is due again after it ended."""

    command: list[str]
    env: dict[str, str]
    grace: float
    fds: tuple[int, ...] = ()
    started: float = 0.0
    pause: float = 0.0
    due: float | None = None

    def note_end(self, now: float) -> bool:
        """Set when the next start is due: nearly at once, and later each time it ended soon after its start.

        Returns:
            True when the pause has just grown to the longest one, so that a person should read why it ends.
        """
        before = self.pause
        self.pause = min(before * 2, LONGEST_PAUSE) if before and now - self.started < SOON else SHORTEST_PAUSE
        self.due = now + self.pause
        return before < self.pause == LONGEST_PAUSE


@dataclass
class Runner:
    """One run, from the lock to the last child.

    Attributes:
        env: the typed environment.
        say: tells a person what is going on, on standard error.
    """

    env: environment.Environment
    say: Callable[[str], None]
    children: list[Child] = field(default_factory=list)
    recipes: dict[str, Recipe] = field(default_factory=dict)
    stopping: bool = False
    broker: brokers.Broker | None = None

    def run(self, ready: Callable[[], None]) -> int:
        """Run until a signal; a child that ends by itself is started again.

        Args:
            ready: called once, when the platform answers pages.

        Returns:
            0 after a signal; nothing else ends a platform that was ready once.

        Raises:
            Refused: when it cannot start.
        """
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._asked_to_stop)
        self.env.var.mkdir(parents=True, exist_ok=True)
        try:
            lock = Lock(self.env.var)
        except AlreadyRunning as other:
            raise Refused(f"Already running: {other or 'it is just starting'}. Stop it first.") from None
        try:
            lock.end_leftovers()
            self.lock = lock
            return self._run(ready)
        except Stopped:
            return 0
        finally:
            self._stop_all()
            lock.release()

    def _asked_to_stop(self, number: int, frame: FrameType | None) -> None:
        if not self.stopping:
            self.stopping = True
            self.say("Stopping ...")

    def _run(self, ready: Callable[[], None]) -> int:
        listener = self._listen()
        address = f"http://127.0.0.1:{self.env.port}"
        self.lock.describe(f"{address} (data in {self.env.var})")
        self.broker = self._start_broker()
        variables = environment.for_child(PYTHONUNBUFFERED="1", **self.broker.variables)
        # the listener stays open: whoever asks while web starts again waits
        if preparing.has_static_files(self.env.var):
            self._start_web(variables, listener)
        if self._prepare(variables):
            self._start_web(variables, listener)
        self._start_worker(variables)
        self._let_go()
        self._wait_until_ready()
        self._start_beat(variables)  # periodic jobs can wait until pages answer
        ready()
        return self._watch()

    # ---- the steps ---------------------------------------------------------------------------------------------------

    def _listen(self) -> socket.socket:
        """Take the port before anything else, so that a busy one is known at once."""
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", self.env.port))
        except OSError as error:
            listener.close()
            free = self.env.port + 1
            raise Refused(
                f"Port {self.env.port} cannot be used ({error.strerror}). Choose another: PORT={free} ./run"
            ) from None
        listener.listen(128)
        listener.set_inheritable(True)
        return listener

    def _launch(
        self,
        name: str,
        command: list[str],
        env: dict[str, str],
        grace: float,
        fds: tuple[int, ...] = (),
        held: tuple[str, ...] = (),
    ) -> Child:
        self.recipes[name] = Recipe(command, env, grace, fds)
        self.children.append(self._cook(name, held))
        return self.children[-1]

    def _cook(self, name: str, held: tuple[str, ...] = ()) -> Child:
        """Start a child by its recipe; `held` are further arguments for a start that waits for a word from us."""
        recipe = self.recipes[name]
        recipe.started, recipe.due = time.monotonic(), None
        child = start(
            name,
            [*recipe.command, *held],
            env=recipe.env,
            logs=self.env.var / "log",
            grace=recipe.grace,
            pass_fds=recipe.fds,
            spoken_to=bool(held),
        )
        self.lock.remember(child.process.pid)
        return child

    def _start_broker(self) -> brokers.Broker:
        ours = self.env.var / "broker.sock"
        named = "" if self.env.celery_broker_url == f"redis+socket://{ours}" else self.env.celery_broker_url
        cache_is_named = self.env.cache_url != f"unix://{ours}?db=1"
        if named and not cache_is_named:
            raise Refused("CELERY_BROKER_URL names a broker, so CACHE_URL must name the cache, such as its database 1.")
        chosen = brokers.choose(
            self.env.var,
            named,
            lambda command: self._launch("broker", command, environment.for_child(), brokers.GRACE),
        )
        if cache_is_named:
            chosen.variables.pop("CACHE_URL", None)
        if chosen.title == "files":
            self.say(
                "WARNING: no Redis or Valkey could be started, so tasks travel through files: slow, and limits are"
                " counted in this process alone. Install redis-server or name one with CELERY_BROKER_URL."
            )
        self.children = [child for child in self.children if child is chosen.child]  # others did not answer
        self.say(f"Broker: {chosen.title}")
        return chosen

    def _prepare(self, variables: dict[str, str]) -> bool:
        """Make everything stand that pages need; tell whether the static files are new."""
        try:
            preparing.load()
        except CommandError as error:
            raise Refused(str(error)) from None
        loading = preparing.Loading(self.env.var)
        if loading.forget_half_filled():
            self.say("The first start was interrupted; beginning anew.")
        try:
            preparing.journals()
        except sqlite3.OperationalError as error:
            raise Refused(f"The database is in use by another program ({error}). Stop it first.") from None
        new = preparing.is_new() or loading.mark.exists()
        if new and self.env.demo:
            loading.begin()
        self._step("Preparing the database ..." if new else "")
        try:
            preparing.migrate()
        except CommandError as error:
            raise Refused(str(error)) from None
        if new and self.env.demo:
            for command in preparing.first_rows():
                self._step(f"Loading the 2018 reference consultation ({command}) ...")
                self._finish(self._launch(command, [sys.executable, "manage.py", command], variables, 5.0))
            loading.finish()
        self._step("")
        collected = preparing.static_files(self.env.var)
        if collected:
            self.say("Static files collected")
        self._step("")
        return collected

    def _step(self, words: str) -> None:
        if self.stopping:
            raise Stopped
        if words:
            self.say(words)

    def _finish(self, child: Child) -> None:
        """Wait for a child that does one thing."""
        while child.alive():
            self._step("")
            time.sleep(POLL)
        self.children.remove(child)
        if child.process.returncode:
            raise Refused(f"{child.name} failed:\n{child.last_words()}")

    def _start_worker(self, variables: dict[str, str]) -> None:
        """Start the worker; the web server, started before it, moves behind it, since it stops first."""
        web = self.children.pop()
        how = ["--concurrency", "2", "--without-gossip", "--without-mingle", "--loglevel", "WARNING"]
        if not _has_semaphores():
            self.say(
                "Processes cannot share semaphores here (/dev/shm cannot be written); background work runs in threads."
            )
            how += ["--pool", "threads"]
        self._launch("worker", [*CELERY, "worker", *how], variables, WORKER_GRACE)
        self.children.append(web)

    def _start_beat(self, variables: dict[str, str]) -> None:
        """Start beat as a child of its own: inside the worker nobody would start it again."""
        self._launch("beat", [*CELERY, "beat", "--pidfile=", "--loglevel", "WARNING"], variables, BEAT_GRACE)

    def _start_web(self, variables: dict[str, str], listener: socket.socket) -> None:
        """Start the web server, which loads everything and waits until it is let go.

        One that waits already is ended: it has listed the static files while it loaded, and they have changed since.
        """
        if self.children and self.children[-1].name == "web":
            self.children.pop().stop()
        command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"fd://{listener.fileno()}"]
        command += ["--workers", str(self.workers), "--worker-class", "gthread", "--threads", THREADS, "--preload"]
        command += ["--no-control-socket", "--graceful-timeout", "10", "--log-level", "warning"]
        self._launch("web", command, variables, WEB_GRACE, (listener.fileno(),), HELD)

    def _let_go(self) -> None:
        """Tell the web server that the stores stand."""
        for child in self.children:
            child.speak()

    @property
    def workers(self) -> int:
        """How many web processes: one where the cache cannot be shared."""
        return 1 if self.broker is not None and self.broker.title == "files" else self.env.web_processes

    def _wait_until_ready(self) -> None:
        until = time.monotonic() + READY_PATIENCE
        while not ready(self.env.port, self.env.base_url):
            self._step("")
            if (child := self._dead()) is not None:
                raise Refused(f"{child.name} ended while starting:\n{child.last_words()}")
            if time.monotonic() > until:
                raise Refused(f"No answer within {READY_PATIENCE:g} s; see {self.env.var / 'log'}.")
            time.sleep(POLL)

    def _dead(self) -> Child | None:
        return next((child for child in self.children if not child.alive()), None)

    def _watch(self) -> int:
        """Start again whatever ends, for as long as nobody asks to stop: one part's trouble stops no other part."""
        while not self.stopping:
            for child in [child for child in self.children if not child.alive()]:
                self._start_again(child)
            time.sleep(POLL)
        return 0

    def _start_again(self, child: Child) -> None:
        """Start a child again that ended by itself, once its pause is over."""
        recipe, now = self.recipes[child.name], time.monotonic()
        if recipe.due is None:
            child.stop()  # what is left of its group
            hopeless = recipe.note_end(now)
            self.say(f"{child.name} ended by itself; starting it again. Its last words are in {child.log}")
            if hopeless:
                self.say(f"{child.name} ends again and again; the rest goes on without it:\n{child.last_words()}")
        if recipe.due is None or now < recipe.due:
            return
        again = self._cook(child.name)
        self.children[self.children.index(child)] = again
        if self.broker is not None and self.broker.child is child:
            self.broker.child = again

    def _stop_all(self) -> None:
        """Stop in the reverse order of starting: beat, web, worker, broker."""
        for child in reversed(self.children):
            child.stop()
        if self.broker is not None:
            self.broker.tidy()


def _has_semaphores() -> bool:
    """Tell whether processes can share semaphores, as the processes of a worker must; some sandboxes have no /dev/shm."""
    try:
        multiprocessing.get_context("fork").Semaphore()  # the others start a process that keeps track of it
    except OSError:
        return False
    return True


def folder_is_writable(folder: Path) -> bool:
    """Tell whether the data folder can be made and written to."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".probe"
        probe.touch()
        probe.unlink()
    except OSError:
        return False
    return True
