"""A code admits once, says nothing about its bearer, and every refusal of a code reads alike (safety 5)."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone, translation

from accounts.actors import Actor
from accounts.models import AuditEntry
from events.forms.liaison import CodesForm
from kernel.errors import DomainError, Invalid
from safety.domain import codes, handles, secrets
from safety.enums import CodeState, HandleState, Layer, PlanItem
from safety.models import AccessCode, CodePool, Handle, LayerConsent
from tests.factories.partners import OrganizationFactory
from tests.factories.safety import settle_plan
from tests.support.racing import race

pytestmark = pytest.mark.django_db(databases=["default", "protected"])
YES = {Layer.TAKE_PART: True}


def admit(code, *, layers=YES, comes_back=False, language="en"):
    return handles.admit(
        secrets.code_hash(codes.PURPOSE, code), language=language, layers=layers, comes_back=comes_back
    )


def test_a_code_becomes_a_handle_with_a_seat_and_cannot_be_used_again(issued, paper):
    event_ref, (code, *_rest) = issued

    handle, phrase = admit(code)

    assert (handle.event_ref, handle.state, phrase) == (event_ref, HandleState.ACTIVE, "")
    assert paper.seated == {handle.pk}
    assert CodePool.objects.get().used == 1
    with pytest.raises(codes.CodeRefused):
        admit(code)
    assert Handle.objects.count() == 1


def test_wrong_used_and_void_codes_are_refused_in_the_same_words(issued, paper, liaison):
    _event, (used, void, _third) = issued
    admit(used)
    codes.close(CodePool.objects.get(), actor=Actor.of(liaison))

    said = set()
    for typed in (used, void, "AAAA-BBBB-CCCC", "", "\x00", "é" * 50):
        with pytest.raises(codes.CodeRefused) as refusal:
            codes.event_of(typed)
        said.add((refusal.value.code, str(refusal.value)))

    assert len(said) == 1


def test_typing_a_code_in_lower_case_with_spaces_works(issued):
    event_ref, (code, *_rest) = issued

    assert codes.event_of(code.lower().replace("-", " ")) == event_ref


def test_without_consent_nothing_is_kept_and_the_code_stays_unused(issued, paper):
    _event, (code, *_rest) = issued

    with pytest.raises(Invalid) as refusal:
        admit(code, layers={Layer.RESULTS: True})

    assert refusal.value.code == "consent_needed"
    assert (Handle.objects.count(), AccessCode.objects.filter(state=CodeState.USED).count()) == (0, 0)


def test_a_full_meeting_leaves_the_code_unused_and_no_handle(issued, paper):
    _event, (code, *_rest) = issued
    paper.room = 0

    with pytest.raises(DomainError, match="full"):
        admit(code)

    assert (Handle.objects.count(), CodePool.objects.get().used) == (0, 0)


def test_no_column_tells_which_code_became_which_handle():
    names = {field.name for model in (Handle, LayerConsent, AccessCode) for field in model._meta.get_fields()}

    assert not names & {"created_at", "used_at", "updated_at", "access_code", "codes_used", "person", "name", "email"}
    assert {field.name for field in Handle._meta.concrete_fields} == {
        "id", "handle", "event_ref", "language", "phrase_hash", "phrase_lookup", "state", "came_on",
    }  # fmt: skip


def test_no_act_of_a_participant_leaves_an_entry_about_her_in_the_trail(issued, paper):
    event_ref, (code, *_rest) = issued
    before = AuditEntry.objects.count()
    handle, _phrase = admit(code)
    handles.ask_for(handle, {"quiet"})
    handles.change_consents(handle, {Layer.LATER: True})
    handles.arrive(handle.handle, event_ref)
    handles.withdraw(handle)

    assert AuditEntry.objects.count() == before


def test_the_same_form_gives_the_same_words_again_and_another_form_gives_none(issued, paper):
    _event, (code, *_rest) = issued
    form = uuid4()
    handle, phrase = handles.admit(
        secrets.code_hash(codes.PURPOSE, code), language="fr", layers=YES, comes_back=True, once=form
    )

    assert handles.phrase_again(handle, form) == phrase
    assert handles.phrase_again(handle, uuid4()) == ""


def test_new_words_bring_back_and_the_old_ones_no_longer(issued, paper):
    _event, (code, *_rest) = issued
    handle, old = admit(code, comes_back=True)
    form = uuid4()

    new = handles.renew_phrase(handle, once=form)

    assert handles.renew_phrase(handle, once=form) == new != old
    assert handles.by_phrase(new).pk == handle.pk
    with pytest.raises(handles.PhraseRefused):
        handles.by_phrase(old)


def test_the_rows_of_codes_do_not_stand_in_the_order_of_the_printed_cards(liaison):
    partner, event_ref = OrganizationFactory(may_vouch=True), uuid4()
    settle_plan(event_ref, Actor.of(liaison))

    _pool, plain = codes.issue(event_ref, partner, 40, actor=Actor.of(liaison))

    with connection.cursor() as cursor:
        cursor.execute("SELECT code_hash FROM safety_accesscode")
        stored = [code_hash for (code_hash,) in cursor.fetchall()]
    printed = [secrets.code_hash(codes.PURPOSE, code) for code in plain]
    assert sorted(stored) == sorted(printed) and stored != printed


def test_reopening_an_item_of_the_plan_is_written_down(liaison):
    event_ref, actor = uuid4(), Actor.of(liaison)
    settle_plan(event_ref, actor)

    codes.settle_plan(event_ref, set(PlanItem.values) - {PlanItem.PAY}, actor=actor)

    (entry,) = AuditEntry.objects.filter(verb="safety_plan.reopened")
    assert entry.facts == {"item": "pay"}
    assert codes.plan_gaps(event_ref) == [PlanItem.PAY]


def test_a_production_without_a_page_to_leave_to_makes_no_codes(liaison, settings):
    event_ref, actor = uuid4(), Actor.of(liaison)
    settle_plan(event_ref, actor)
    settings.PRODUCTION, settings.EXIT_URL = True, ""

    with pytest.raises(DomainError) as refusal:
        codes.issue(event_ref, OrganizationFactory(may_vouch=True), 5, actor=actor)

    assert refusal.value.code == "no_way_out"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_eight_words_bring_a_participant_back_whatever_the_accents(issued, paper, language):
    _event, (code, *_rest) = issued
    handle, phrase = admit(code, comes_back=True, language=language)

    assert len(phrase.split()) == 8
    assert handles.by_phrase(f"  {phrase.upper()} ").pk == handle.pk
    assert phrase not in str(Handle.objects.values().get())


def test_a_wrong_phrase_and_an_unknown_one_are_refused_alike(issued, paper):
    _event, (code, *_rest) = issued
    _handle, phrase = admit(code, comes_back=True)
    almost = " ".join([*phrase.split()[:7], "zzz"])

    said = set()
    for typed in (almost, "one two three", "", "\x00"):
        with pytest.raises(handles.PhraseRefused) as refusal:
            handles.by_phrase(typed)
        said.add(str(refusal.value))

    assert len(said) == 1


def test_withdrawing_gives_the_seat_back_ends_consents_and_the_phrase(issued, paper):
    _event, (code, *_rest) = issued
    handle, phrase = admit(code, comes_back=True, layers={**YES, Layer.RESULTS: True})
    handles.arrive(handle.handle, handle.event_ref)

    handles.withdraw(handle)
    handles.withdraw(handle)

    handle.refresh_from_db()
    assert (handle.state, handle.phrase_hash, paper.seated) == (HandleState.WITHDRAWN, "", set())
    assert handle.came_on is None
    assert not any(handles.consents_of(handle).values())
    with pytest.raises(handles.PhraseRefused):
        handles.by_phrase(phrase)


def test_consents_are_append_only(issued, paper):
    _event, (code, *_rest) = issued
    admit(code)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM safety_layerconsent")
    assert LayerConsent.objects.count() == 1


def test_codes_wait_for_every_item_of_the_safety_plan(liaison):
    """SA-A22: each missing item is named, in the person's language."""
    event_ref, actor = uuid4(), Actor.of(liaison)
    partner = OrganizationFactory(may_vouch=True)
    items = {item.value for item in PlanItem} - {PlanItem.POLICE.value, PlanItem.PAY.value}
    codes.settle_plan(event_ref, items, actor=actor)

    with translation.override("fr"), pytest.raises(DomainError) as refusal:
        codes.issue(event_ref, partner, 5, actor=actor)

    assert refusal.value.code == "plan_incomplete"
    assert set(refusal.value.facts["missing"]) == {"police", "pay"}
    with translation.override("fr"):
        assert str(PlanItem.POLICE.label) in str(refusal.value)


@pytest.mark.parametrize("size", [0, -1, 201, 10**9])
def test_a_pool_has_a_sensible_size(liaison, size):
    partner = OrganizationFactory(may_vouch=True)

    with pytest.raises(Invalid):
        codes.issue(uuid4(), partner, size, actor=Actor.of(liaison))


def test_the_day_of_coming_is_kept_and_nothing_finer(issued, paper):
    event_ref, (code, *_rest) = issued
    handle, _phrase = admit(code)

    handles.arrive(handle.handle.lower(), event_ref)
    came = Handle.objects.values_list("came_on", flat=True).get()
    again = handles.arrive(handle.handle, event_ref)

    assert came == again.came_on == timezone.localdate()
    assert type(came) is date
    with pytest.raises(Invalid):
        handles.arrive(handle.handle, uuid4())


@pytest.mark.django_db(transaction=True, databases=["default", "protected"])
def test_two_who_type_one_code_at_once_get_one_seat(issued, paper):
    _event, (code, *_rest) = issued

    results = race(*[lambda: admit(code)] * 4)

    assert sum(isinstance(result, codes.CodeRefused) for result in results) == 3
    assert (Handle.objects.count(), CodePool.objects.get().used) == (1, 1)


def test_an_organization_that_is_no_longer_active_is_not_offered_and_receives_no_codes(liaison):
    event_ref, actor = uuid4(), Actor.of(liaison)
    settle_plan(event_ref, actor)
    here, gone = OrganizationFactory(may_vouch=True), OrganizationFactory(may_vouch=True, status="inactive")

    assert list(CodesForm().fields["partner"].queryset) == [here]
    with pytest.raises(DomainError) as refusal:
        codes.issue(event_ref, gone, 5, actor=actor)
    assert refusal.value.code == "not_vouching"


def test_words_are_without_accents_on_paper_and_may_be_typed_with_them_or_with_joined_letters():
    assert all(word.isascii() for language in ("en", "fr") for word in secrets.words(language))
    assert secrets.normal_phrase("  Désobéir MŒLLEUX poète ") == "desobeir moelleux poete"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_french_words_say_that_their_accents_are_left_out_on_purpose(issued, paper, language):
    _event, (code, *_rest) = issued
    visitor, page = Client(), f"/{language}/s/"
    consent = visitor.post(page, {"act": "code", "code": code}, follow=True)
    once = consent.context["form"]["once"].value()

    shown = visitor.post(page, {"act": "agree", "take_part": "on", "comes_back": "on", "once": once})

    with translation.override(language):
        said = translation.gettext(
            "They have no accents, so that any keyboard can write them. With accents they work too."
        )
    assert len(shown.context["phrase"].split()) == 8
    assert (said in shown.content.decode()) == (language == "fr")
