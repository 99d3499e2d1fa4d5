"""What people say by telephone or in person: the organizer finds them by name and enters their reply or a change."""

import secrets
from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actors import Actor
from accounts.permissions import Permission as P
from accounts.policies import SignedIn, requires
from events import policies
from events.domain import inviting, registrations, terms, waiting_list
from events.domain.registrations import Placed
from events.enums import Channel, OptionState, RegistrationState
from events.forms.attendee import RegistrationForm
from events.forms.searches import ReplierSearch
from events.models import Event
from events.queries import attendee as attendee_queries
from events.queries import replies
from events.views.frame import event_context
from events.words import deadline
from kernel.errors import DomainError, Stale
from kernel.forms import put_refusal
from partners import reasons
from partners.days import today
from partners.enums import Purpose
from partners.models import Person
from partners.queries import segments

SHOWN = 50


def _event(request: SignedIn, public_id: UUID) -> Event:
    events = policies.events_spoken_of_by(request.user).select_related("place", "venue", "series")
    return get_object_or_404(events, public_id=public_id)


def _person(person_id: UUID) -> Person:
    return get_object_or_404(Person.objects.filter(is_active=True), public_id=person_id)


@requires(P.INVITE)
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Find who is speaking, invited or not; nobody is listed unasked."""
    event = _event(request, public_id)
    form = ReplierSearch.of(request)
    if (there := form.leads_to()) is not None:
        return there
    words = form.wanted.get("q", "")
    rows = list(replies.people_named(event, words, today())[: SHOWN + 1]) if words else []
    context = event_context(request, event, "invitations")
    context |= {"form": form, "words": words, "rows": rows[:SHOWN], "more": len(rows) > SHOWN}
    return render(request, "events/organizer/reply_find.html", context, status=form.status)


@requires(P.INVITE)
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: SignedIn, public_id: UUID, person_id: UUID) -> HttpResponse:
    """Enter what one person says: yes with needs and answers, or no; the person gets the same messages as ever."""
    event, person = _event(request, public_id), _person(person_id)
    place = replies.place_of(event, person)
    if request.method == "POST" and request.POST.get("act") in ("no", "take"):
        return _answer_in_one_word(request, event, person, place)
    if request.method != "POST" and "no" in request.GET and (facts := _lost_by_a_no(place)):
        context = event_context(request, event, "invitations") | {"person": person, "facts": facts}
        return render(request, "events/organizer/reply_no.html", context)
    form = RegistrationForm(
        request.POST if request.method == "POST" else None,
        event=event,
        questions=event.questions.filter(retired=False).order_by("order"),
        initial={"key": secrets.token_urlsafe(16)},
    )
    if request.method == "POST" and form.is_valid():
        try:
            placed = registrations.register(
                event,
                person,
                form.details(),
                actor=Actor.of(request.user),
                channel=Channel.STAFF,
                key=form.cleaned_data["key"],
            )
        except DomainError as refusal:
            put_refusal(form, refusal)
        else:
            _say_where(request, placed)
            return redirect("events:reply_find", event.public_id)
    context = event_context(request, event, "invitations")
    context |= {
        "person": person,
        "place": place,
        "until": deadline(place.offer.expires_at, event) if place.offer else "",
        "may_say_no": place.option is not None and place.option.state != OptionState.DECLINED,
        "form": form,
        "refusal": _refusal(event),
        "hindrance": segments.candidates([person], Purpose.REGISTRATION)[0].hindrance,
    }
    return render(request, "events/organizer/reply_enter.html", context, status=422 if form.errors else 200)


@requires(P.INVITE)
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Change needs and answers of somebody who has a seat and telephones, with the form they would use themselves.

    Answers that organizers do not read are neither shown nor touched.
    """
    row = get_object_or_404(
        policies.registrations_spoken_of_by(request.user).select_related("event__place", "event__venue", "person"),
        public_id=public_id,
    )
    kept = replies.answers_kept(row)
    questions = replies.questions_asked_aloud(row.event, kept)
    initial = RegistrationForm.initial_of(attendee_queries.needs_of(row), attendee_queries.answers_of(row), row.online)
    initial["seen"] = attendee_queries.digest_of(row)
    form = RegistrationForm(
        request.POST if request.method == "POST" else None, event=row.event, questions=questions, initial=initial
    )
    saved = None
    if request.method == "POST" and form.is_valid():
        details = form.details()
        try:
            registrations.change(
                row,
                replace(details, answers={**kept, **details.answers}),
                actor=Actor.of(request.user),
                channel=Channel.STAFF,
                seen=form.cleaned_data["seen"],
            )
        except Stale as refused:
            form.add_error(None, str(refused.message))
            form.data = form.data.copy() | {"seen": initial["seen"]}  # type: ignore[assignment, attr-defined]
            saved = RegistrationForm(event=row.event, questions=questions, initial=initial, prefix="saved")
        except DomainError as refused:
            put_refusal(form, DomainError(terms.to_staff(refused), code=refused.code, field=refused.field))
        else:
            messages.success(
                request, _("Saved for this person. No message is sent about it: tell them that it is done.")
            )
            return redirect("events:registration", row.public_id)
    context = event_context(request, row.event, "people")
    context |= {"row": row, "form": form, "saved": saved, "kept": bool(kept), "refusal": _refusal(row.event)}
    return render(request, "events/organizer/registration_change.html", context, status=422 if form.errors else 200)


def _lost_by_a_no(place: replies.Place) -> list[str]:
    """Return what the person gives up by saying no, and what follows; nothing where they hold no place."""
    if place.registration is not None:
        lost = [
            _("Their seat goes to whoever is next, at once, and their calendar entry is cancelled."),
            _("A message tells them that the seat is given back."),
        ]
    elif place.offer is not None:
        lost = [_("The seat that is kept for them goes to whoever is next, at once.")]
    elif place.entry is not None:
        lost = [_("Their place on the waiting list is gone at once: everybody behind them moves up.")]
    else:
        return []
    return [*lost, _("If they change their mind, you can enter a new reply; there may be no seat left.")]


def _refusal(event: Event) -> str:
    refused = terms.refusal(event)
    return terms.to_staff(refused) if refused else ""


def _say_where(request: SignedIn, placed: Placed) -> None:
    if placed.registration is not None and placed.registration.state == RegistrationState.PENDING:
        messages.success(request, _("Entered. The registration waits for approval."))
    elif placed.registration is not None:
        messages.success(request, _("Entered. The person has a seat, and a confirmation is on its way to them."))
    elif placed.entry is not None:
        messages.success(request, _("Entered. Every seat is taken: the person is on the waiting list and is told so."))
    else:  # an old page sent once more
        messages.info(request, _("This form was used before, and the place has been given up since. Open it anew."))


def _answer_in_one_word(request: SignedIn, event: Event, person: Person, place: replies.Place) -> HttpResponse:
    """Write down a no, or that an offered seat is taken with what was said on joining the list."""
    actor = Actor.of(request.user)
    try:
        if request.POST["act"] == "take" and place.offer is not None:
            waiting_list.accept(place.offer, actor=actor, channel=Channel.STAFF)
            messages.success(request, _("Entered. The person has a seat, and a confirmation is on its way to them."))
        elif request.POST["act"] == "no" and place.option is not None:
            registrations.decline(place.option, actor=actor, channel=Channel.STAFF)
            messages.success(request, _("Entered: the person does not come."))
        else:
            messages.info(request, _("There is nothing to answer any more. See below where the person stands."))
    except DomainError as refusal:
        messages.error(request, terms.to_staff(refusal))
        return redirect("events:reply_enter", event.public_id, person.public_id)
    return redirect("events:reply_find", event.public_id)


@requires(P.INVITE)
@require_POST
def invite_one(request: SignedIn, public_id: UUID, person_id: UUID) -> HttpResponse:
    """Put one person on the list; the mail is read and released like every other."""
    event, person = _event(request, public_id), _person(person_id)
    if hindrance := segments.candidates([person], Purpose.INVITATION)[0].hindrance:
        messages.error(request, reasons.words_of(hindrance))
        return redirect("events:reply_find", event.public_id)
    try:
        done = inviting.prepare(event.series, [event], [person.pk], actor=Actor.of(request.user))
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
        return redirect("events:reply_find", event.public_id)
    if done.already:
        messages.info(request, _("This person has an invitation already."))
        return redirect("events:invitations", event.public_id)
    messages.success(request, _("The person is on the list. Nothing has been sent. Read the mail, then release."))
    return redirect("events:invite_preview", event.public_id)
