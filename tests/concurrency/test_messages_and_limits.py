"""Many processes at once: a message has one worker, a job one runner, a limit one count (RE-4, RE-17)."""

import multiprocessing
from collections import Counter

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from engagement.models import Submission
from engagement.views import respondent
from kernel.limits import Limit, LimitReached
from messaging.domain import claiming, jobs
from messaging.models import JobRun, Message
from tests.factories.engagement import open_consultation
from tests.factories.messaging import MessageFactory
from tests.support.racing import race_processes

pytestmark = pytest.mark.django_db(transaction=True)


def claim_all():
    taken = []
    while claims := claiming.claim_due(7):
        taken += [str(claim.id) for claim in claims]
    return taken


def test_eight_processes_share_out_the_messages_and_none_is_claimed_twice():
    MessageFactory.create_batch(200)

    shares = race_processes(*[claim_all] * 8)

    assert [share for share in shares if isinstance(share, Exception)] == []
    times = Counter(message for share in shares for message in share)
    assert len(times) == 200 and set(times.values()) == {1}
    assert set(Message.objects.values_list("state", "attempts")) == {("claimed", 1)}


ALL_HAVE_READ = multiprocessing.get_context("fork").Barrier(8)


def claim_without_looking_again():
    """The control: read what is due, wait for the others, then write, as if reading were claiming."""
    ids = list(Message.objects.filter(state="due").values_list("pk", flat=True))
    ALL_HAVE_READ.wait(60)
    Message.objects.filter(pk__in=ids).update(state="claimed", lease_owner="x", lease_until="2100-01-01T00:00Z")
    return [str(pk) for pk in ids]


def test_control_reading_alone_is_not_claiming():
    """If this fails, the test above proves nothing: the processes never met."""
    MessageFactory.create_batch(200)

    shares = race_processes(*[claim_without_looking_again] * 8)

    times = Counter(message for share in shares if isinstance(share, list) for message in share)
    assert max(times.values()) > 1


JOB = jobs.Job("test.race", 60)


def take_the_job():
    return jobs.take(JOB)


@pytest.mark.parametrize("known", [False, True])
def test_of_eight_beats_one_runs_the_job(known):
    if known:
        JobRun.objects.create(name=JOB.name)

    owners = race_processes(*[take_the_job] * 8)

    assert len([owner for owner in owners if isinstance(owner, str)]) == 1
    assert owners.count(None) == 7


LIMIT = Limit("test_parallel", allowed=5, per=60)


def try_fifteen_times():
    caches.close_all()
    passed = 0
    for _try in range(15):
        try:
            LIMIT.admit("élodie@example.org")
            passed += 1
        except LimitReached:
            pass
    return passed


def test_sixty_parallel_tries_pass_no_more_than_the_limit(broker, settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": broker.cache_url,
            "TIMEOUT": 300,
        }
    }

    passed = race_processes(*[try_fifteen_times] * 4)

    assert sum(passed) == 5, passed
    print(f"S10 passed={sum(passed)} of 60 limit=5")


def test_control_a_cache_for_each_process_lets_each_have_the_limit_of_its_own(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "each"}}

    assert sum(race_processes(*[try_fifteen_times] * 4)) == 20


ADDRESS = "203.0.113.7"


def begin_drafts(ref, times=4, address=ADDRESS):
    """Begin so many drafts as so many browsers behind one address; return the answers."""

    def begin():
        caches.close_all()
        answers = []
        for _time in range(times):
            client = Client(REMOTE_ADDR=address)
            page = reverse("engagement:respond", args=[ref])
            client.get(page)
            answers.append(client.post(page, CHOICES).status_code)
        return answers

    return begin


CHOICES = {"attribution": "anonymous", "uses": ["analyse"], "capacity": "individual"}


def test_drafts_begun_without_end_from_one_address_are_slowed_across_processes(broker, settings, monkeypatch):
    monkeypatch.setattr(respondent, "STARTS", Limit("test_starts", allowed=6, per=60))
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": broker.cache_url,
            "TIMEOUT": 300,
        }
    }
    consultation = open_consultation()

    answers = Counter(status for found in race_processes(*[begin_drafts(consultation.ref)] * 4) for status in found)

    assert answers == {302: 6, 429: 10}
    assert Submission.objects.count() == 6
    assert begin_drafts(consultation.ref, 1, "198.51.100.7")() == [302], "a neighbour elsewhere is not slowed"


def test_control_without_a_shared_count_each_process_begins_as_many_as_it_likes(settings, monkeypatch):
    """If this fails, the test above proves nothing: the processes never began enough."""
    monkeypatch.setattr(respondent, "STARTS", Limit("test_starts", allowed=6, per=60))
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "each"}}
    consultation = open_consultation()

    found = race_processes(*[begin_drafts(consultation.ref)] * 4)

    assert Counter(status for answers in found for status in answers) == {302: 16}
