"""Kill anything at any moment: no message is lost, none is sent twice, nothing hangs (RE-4, RE-5, R3 to R5).

Each run prints its seed; `CHAOS_SEED=n` repeats one.
"""

import os
import random
import time
from collections import Counter

import pytest

from messaging.models import Message
from tests.chaos.house import House, facts, house, torment
from tests.support.processes import wait_until

pytestmark = pytest.mark.django_db(transaction=True)
SEED = int(os.environ.get("CHAOS_SEED", "0")) or random.SystemRandom().randrange(1, 10**6)
SIZES = [
    pytest.param(500, 20, id="500x20"),
    pytest.param(5000, 200, id="5000x200", marks=pytest.mark.full),
]


def outcome(built: House, count: int) -> dict[str, int]:
    taken = Counter(built.taken())
    states = Counter(Message.objects.values_list("state", flat=True))
    sent = {str(pk) for pk in Message.objects.filter(state="sent").values_list("pk", flat=True)}
    return {
        "facts": facts(),
        "messages": Message.objects.count(),
        "sent": states["sent"],
        "uncertain": states["uncertain"],
        "dead": states["dead"],
        "lost": len(sent - set(taken)) + count - Message.objects.count(),
        "duplicates": sum(times - 1 for times in taken.values()),
        "kills": len(built.kills),
    }


def report(name: str, value: dict[str, int], built: House) -> None:
    print(f"\n{name} seed={SEED} {value} kills={dict(Counter(built.kills))} ended={built.ended}")


@pytest.mark.parametrize(("count", "kills"), SIZES)
def test_with_a_provider_that_answers_by_reference_nothing_is_lost_doubled_or_left_open(count, kills):
    """R3."""
    with house("notify", count=count, seed=SEED, trouble=0.08) as built:
        torment(built, count=count, kills=kills, seed=SEED)
        value = outcome(built, count)
    report("R3", value, built)

    assert value == {
        "facts": count,
        "messages": count,
        "sent": count,
        "uncertain": 0,
        "dead": 0,
        "lost": 0,
        "duplicates": 0,
        "kills": kills,
    }


@pytest.mark.parametrize(("count", "kills"), SIZES)
def test_with_a_plain_relay_nothing_is_doubled_and_every_doubt_is_listed(count, kills):
    """R4."""
    with house("smtp", count=count, seed=SEED, trouble=0.02) as built:
        torment(built, count=count, kills=kills, seed=SEED)
        value = outcome(built, count)
    report("R4", value, built)

    assert (value["facts"], value["messages"]) == (count, count)
    assert (value["lost"], value["duplicates"], value["dead"]) == (0, 0, 0)
    assert value["sent"] + value["uncertain"] == count
    assert (
        value["uncertain"] <= 4 * kills + 0.04 * count
    )  # four may be on the wire at a kill, the rest is its own trouble


@pytest.mark.sqlite  # what is taken away is a question to the provider: no database has a part in it
def test_control_without_the_look_up_leases_alone_send_twice():
    """If this fails, the tests above prove nothing: no answer was ever lost."""
    with house("notify", count=120, seed=SEED, trouble=0.15, control=True) as built:
        torment(built, count=120, kills=2, seed=SEED)
        value = outcome(built, 120)
    report("R3 control", value, built)

    assert value["duplicates"] > 0
    assert value["lost"] == 0


def test_work_resumes_soon_after_the_broker_lost_everything():
    """R5, with the ten seconds of the real schedule: what the broker forgot is taken up within thirty."""
    with house("notify", count=40, seed=SEED, trouble=0.0, sweep=10) as built:
        wait_until(lambda: built.quiet(40), "the first messages", 120)
        built.kill("broker")
        Message.objects.update(state="due", submitted_at=None, settled_at=None)
        before = len(built.taken())
        built._flush()
        returned = time.monotonic()

        wait_until(lambda: built.supervise() or len(built.taken()) > before, "work after the flush", 30)
        assert len(built.taken()) > before
        print(f"\nR5 seed={SEED} resumed after {time.monotonic() - returned:.1f} s")
