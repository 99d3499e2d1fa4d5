"""`./run`: what it fetches, with which installer, and when it fetches nothing."""

import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from tests.support.environment import ROOT
from tests.support.processes import wait_until

UV = """#!/bin/sh
echo "uv $*" >>"$LOG"
case "$1" in
  --version) exit 0 ;;
  venv) mkdir -p .venv/bin; printf '#!/bin/sh\\necho "python $*" >>"$LOG"\\n%s' "$HANDED_OVER" >.venv/bin/python; chmod +x .venv/bin/python ;;
esac
exit ${UV_STATUS:-0}
"""
PYTHON3 = """#!/bin/sh
echo "python3 $*" >>"$LOG"
case "$*" in
  "-m pip --version") exit $NO_PIP ;;
  "-m venv "*) [ "$NO_VENV" = 0 ] || exit 1; mkdir -p .tools/venv/bin; cp "$0" .tools/venv/bin/python; exit 0 ;;
  *" install "*) mkdir -p .tools/bin; cp "$UV_FAKE" .tools/bin/uv; exit 0 ;;
esac
"""


class Machine:
    """A copy of the set-up files, with a PATH of fakes that log what they are asked."""

    def __init__(self, folder: Path):
        self.tree, self.bin, self.log = folder / "tree", folder / "bin", folder / "log"
        shutil.copytree(ROOT / "tools", self.tree / "tools")
        shutil.copytree(ROOT / "requirements", self.tree / "requirements")
        shutil.copy(ROOT / "run", self.tree / "run")
        self.bin.mkdir()
        for tool in ("sh", "cat", "dirname", "cksum", "grep", "tr", "rm", "mkdir", "cp", "chmod", "sleep"):
            (self.bin / tool).symlink_to(shutil.which(tool))
        self.write(folder / "uv-fake", UV)
        self.environment = {
            "PATH": str(self.bin),
            "LOG": str(self.log),
            "UV_FAKE": str(folder / "uv-fake"),
            "NO_PIP": "0",
            "NO_VENV": "0",
            "HANDED_OVER": "",
            "UV_PYTHON": "the-one-named",
        }

    @staticmethod
    def write(path: Path, text: str):
        path.write_text(text)
        path.chmod(0o755)

    def give(self, **programs: str):
        for name, text in programs.items():
            self.write(self.bin / name, text)

    def run(self, *arguments: str, **variables: str):
        self.log.write_text("")
        done = subprocess.run(
            [self.tree / "run", *arguments],
            env={**self.environment, **variables},
            cwd="/",
            capture_output=True,
            text=True,
            timeout=60,
        )
        return done, [line for line in self.log.read_text().splitlines() if line != "uv --version"]


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def test_it_is_plain_posix_shell():
    dash = shutil.which("dash") or "/bin/sh"

    assert subprocess.run([dash, "-n", ROOT / "run"], check=False).returncode == 0
    text = (ROOT / "run").read_text()
    assert text.startswith("#!/bin/sh\n")
    assert not any(word in text for word in ("[[", "function ", "local ", "<<<", "pipefail", "=(", "&>"))
    assert len(text.splitlines()) < 90


def test_a_relative_data_folder_is_the_one_beside_the_caller(machine):
    machine.give(uv=UV, python3=PYTHON3)
    machine.environment["HANDED_OVER"] = 'echo "in $VAR" >>"$LOG"'

    assert machine.run("manage", "check", VAR="mine")[1][-1] == "in /mine"
    assert machine.run("manage", "check", VAR="/data/its")[1][-1] == "in /data/its"


def test_a_uv_on_the_path_is_taken_and_only_the_locks_of_the_act_are_installed(machine):
    machine.give(uv=UV, python3=PYTHON3)

    done, calls = machine.run("manage", "check")

    assert done.returncode == 0, done.stderr
    assert calls == [
        "uv venv --quiet --clear --python the-one-named .venv",
        "uv pip sync --quiet --python .venv/bin/python --require-hashes --only-binary :all: requirements/run.txt",
        "python manage.py check",
    ]


def test_the_python_of_the_distribution_is_taken_where_it_fits_and_any_that_fits_elsewhere(machine):
    machine.give(uv=UV, python3=PYTHON3)
    fits = "import sys, ssl, sqlite3; print((3, 11) <= sys.version_info < (3, 15))"
    found = Path("/usr/bin/python3").exists() and subprocess.check_output(["/usr/bin/python3", "-c", fits]) == b"True\n"

    _done, calls = machine.run("manage", "check", UV_PYTHON="")

    assert calls[0] == f"uv venv --quiet --clear --python {'/usr/bin/python3' if found else '>=3.11,<3.15'} .venv"


def test_without_uv_the_first_pip_there_is_fetches_the_pinned_one_by_hash(machine):
    machine.give(python3=PYTHON3)

    done, calls = machine.run("manage", "check")

    assert done.returncode == 0, done.stderr
    (install,) = [call for call in calls if " install " in call]
    assert install.startswith("python3 -m pip install ")
    assert install.endswith("--require-hashes --only-binary :all: --upgrade --target .tools -r tools/uv.txt")
    assert calls[-1] == "python manage.py check"


@pytest.mark.parametrize(
    ("missing", "installer"),
    [
        ({"NO_PIP": "1"}, "python3 -m pip install"),  # the fake venv's python logs under the same name
        ({"NO_PIP": "1", "NO_VENV": "1"}, "python3 tools/pip-26.3-py3-none-any.whl/pip install"),
    ],
)
def test_without_pip_a_venv_or_else_the_shipped_wheel_does_it(machine, missing, installer):
    machine.give(python3=PYTHON3)

    done, calls = machine.run("manage", "check", **missing)

    assert done.returncode == 0, done.stderr
    assert [call for call in calls if " install " in call][0].startswith(installer)
    assert (machine.tree / ".tools/venv").exists() == ("NO_VENV" not in missing)


def test_without_python_it_says_what_to_install(machine):
    done, _calls = machine.run("manage", "check")

    assert done.returncode == 1
    assert "python3 (3.11 to 3.14) is needed" in done.stderr
    assert done.stdout == ""


def test_the_second_time_nothing_is_fetched(machine):
    machine.give(uv=UV, python3=PYTHON3)
    machine.run("test")

    done, calls = machine.run("test", "-k", "two words")

    assert calls == ["python -c ", "python -m tests -k two words"]
    assert done.stderr == ""


def test_a_changed_lock_is_installed_again(machine):
    machine.give(uv=UV, python3=PYTHON3)
    machine.run("manage", "check")
    lock = machine.tree / "requirements/run.txt"
    lock.write_text(lock.read_text() + "# newer\n")

    _done, calls = machine.run("manage", "check")

    assert [call.split()[:3] for call in calls if call.startswith("uv")] == [["uv", "pip", "sync"]]


def test_running_after_testing_keeps_what_the_tests_need(machine):
    machine.give(uv=UV, python3=PYTHON3)
    machine.run("test")

    _done, calls = machine.run("manage", "check")
    assert not [call for call in calls if call.startswith("uv")]

    _done, calls = machine.run("check")
    assert [call for call in calls if call.startswith("uv")][0].endswith(
        "requirements/run.txt requirements/test.txt requirements/lint.txt"
    )


def test_a_failed_installation_is_tried_again(machine):
    machine.give(uv=UV, python3=PYTHON3)
    done, _calls = machine.run("manage", "check", UV_STATUS="7")
    assert done.returncode == 7

    done, calls = machine.run("manage", "check")

    assert done.returncode == 0
    assert any(call.startswith("uv pip sync") for call in calls)


@pytest.mark.parametrize(
    ("arguments", "handed"),
    [
        ([], "python manage.py up"),
        (["test", "-x"], "python -m tests -x"),
        (["check"], "python .ci/check"),
        (["manage", "migrate", "--plan"], "python manage.py migrate --plan"),
        (["bench", "PF-1"], "python -m bench PF-1"),
    ],
)
def test_each_act_hands_over(machine, arguments, handed):
    machine.give(uv=UV, python3=PYTHON3)

    _done, calls = machine.run(*arguments)

    assert calls[-1] == handed


def test_an_unknown_act_is_refused_with_the_known_ones(machine):
    done, calls = machine.run("deploy")

    assert (done.returncode, calls) == (2, [])
    assert "usage: ./run [test|check|manage|bench]" in done.stderr


def test_signals_and_the_exit_status_pass_through(machine):
    machine.give(uv=UV, python3=PYTHON3)
    machine.environment["HANDED_OVER"] = (
        "case $1 in manage.py) trap 'exit 42' TERM; echo set >>$LOG; while :; do sleep 0.05; done; esac"
    )
    machine.log.write_text("")
    process = subprocess.Popen([machine.tree / "run", "manage", "check"], env=machine.environment)
    wait_until(lambda: "set\n" in machine.log.read_text(), "the hand-over")

    os.kill(process.pid, signal.SIGTERM)

    assert process.wait(20) == 42
