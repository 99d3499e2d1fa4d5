"""My receipt: what I sent, where it went, changing my mind, withdrawing; and the mailbox that confirms or stops."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actors import Actor
from engagement.domain import participation, submissions, withdrawal
from engagement.enums import Confirmation, SubmissionState, Use
from engagement.forms.respondent import ChoicesForm, ReceiptForm
from engagement.models import Participation
from engagement.queries import respondents
from engagement.views import receipts as browser
from engagement.views.frame import trail
from engagement.views.respondent import examples
from kernel.bilingual import current
from kernel.errors import DomainError
from kernel.forms import put_refusal
from kernel.limits import Limit, LimitReached, client_network

TRIES = Limit("engagement_receipt", allowed=10, per=900)
NETWORK = Limit("engagement_receipt_network", allowed=60, per=900)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest) -> HttpResponse:
    """Open a receipt with its number and secret; unknown numbers and wrong secrets are answered alike (RE-16)."""
    if request.method != "POST" and browser.held(request) is not None:
        return browser.private(redirect("engagement:my_receipt"))
    form = ReceiptForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            NETWORK.admit(client_network(request))
            TRIES.admit(form.cleaned_data["number"])
        except LimitReached as refusal:
            put_refusal(form, refusal)
            page = render(request, "engagement/respondent/receipt.html", {"form": form}, status=refusal.status)
            page.headers["Retry-After"] = str(refusal.facts["retry_after"])
            return browser.private(page)
        found = submissions.find(form.cleaned_data["number"], form.cleaned_data["secret"])
        if found is not None:
            response = redirect("engagement:my_receipt")
            browser.hold(response, found)
            return browser.private(response)
        form.add_error(None, _("This number and this secret do not belong together. Check both and try again."))
    status = 422 if form.errors else 200
    return browser.private(render(request, "engagement/respondent/receipt.html", {"form": form}, status=status))


def _held(request: HttpRequest) -> HttpResponse:
    if browser.held(request) is None and (kept := browser.keep_late(request)):
        return browser.private(kept)
    messages.info(request, _("Your receipt is closed on this device. Open it again with its number and secret."))
    return browser.private(redirect("engagement:receipt"))


@login_not_required
@require_http_methods(["GET", "HEAD"])
def my_receipt(request: HttpRequest) -> HttpResponse:
    """My input as I left it, and where each part of it went (EN-A12)."""
    submission = browser.held(request)
    if submission is None:
        return _held(request)
    withdrawn = submission.state == SubmissionState.WITHDRAWN
    context = {
        "submission": submission,
        "consultation": submission.consultation,
        "given": [] if withdrawn else respondents.given(submission),
        "path": respondents.path_of(submission),
        "uses": [use for use in Use if use in participation.given_uses(submission.consent)],
        "outlook": withdrawal.outlook(submission) if withdrawn else None,
        "may_amend": submission.consultation.takes_submissions
        and submission.state in (SubmissionState.DRAFT, SubmissionState.SUBMITTED, SubmissionState.AMENDED),
        "trail": trail(submission.consultation, (_("My receipt"), "")),
    }
    response = render(request, "engagement/respondent/my_receipt.html", context)
    browser.hold(response, submission)
    return browser.private(response)


@login_not_required
@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """Close the receipt on this device."""
    messages.success(request, _("Your receipt is closed on this device."))
    response = redirect("engagement:receipt")
    browser.forget(response)
    return browser.private(response)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def choices(request: HttpRequest) -> HttpResponse:
    """Choose anew under which name and for which uses."""
    submission = browser.held(request)
    if submission is None or submission.state == SubmissionState.WITHDRAWN:
        return _held(request)
    form = ChoicesForm(request.POST if request.method == "POST" else None, initial=ChoicesForm.initial_of(submission))
    if request.method == "POST" and form.is_valid():
        try:
            participation.change_choices(
                submission,
                form.choices(),
                language=current(),
                actor=browser.actor_of(submission),
                seen=form.cleaned_data["seen"],
            )
        except DomainError as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(request, _("Your choices are saved and hold from now on."))
            return browser.private(redirect("engagement:my_receipt"))
    context = {
        "form": form,
        "submission": submission,
        "consultation": submission.consultation,
        "examples": examples(),
        "trail": trail(submission.consultation, (_("My choices"), "")),
    }
    status = 422 if form.errors else 200
    return browser.private(render(request, "engagement/respondent/choices.html", context, status=status))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest) -> HttpResponse:
    """Say what goes and what remains; then take everything back."""
    submission = browser.held(request)
    if submission is None:
        return _held(request)
    if request.method == "POST":
        withdrawal.withdraw(submission, actor=browser.actor_of(submission))
        messages.success(request, _("Your input is withdrawn."))
        return browser.private(redirect("engagement:my_receipt"))
    context = {
        "submission": submission,
        "consultation": submission.consultation,
        "outlook": withdrawal.outlook(submission),
        "trail": trail(submission.consultation, (_("Withdraw"), "")),
    }
    return browser.private(render(request, "engagement/respondent/withdraw.html", context))


def _mailbox(token: str) -> Participation | None:
    return participation.of_link(token)


def _actor(participation_id: UUID) -> Actor:
    return Actor.link("mailbox", participation_id)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def mailbox(request: HttpRequest, token: str) -> HttpResponse:
    """Ask the owner of an address whether the input is theirs; nothing happens before they press a button."""
    person, denied = _mailbox(token), False
    if person is not None and request.method == "POST":
        try:
            if request.POST.get("answer") == "no":
                participation.deny(person.pk, actor=_actor(person.pk))
                denied = True  # said on this answer: from now on the link points to nothing
            else:
                if request.POST.get("answer") == "yes":
                    participation.confirm(person.pk, actor=_actor(person.pk))
                return browser.private(redirect("engagement:mailbox", token))
        except participation.LinkGone:
            person = None
    context = {"person": person, "denied": denied, "Confirmation": Confirmation, "token": token}
    page = render(request, "engagement/respondent/mailbox.html", context, status=200 if person or denied else 404)
    return browser.private(page)


@csrf_exempt  # mail programs post here for the reader (RFC 8058); the act needs the token and nothing else
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def mailbox_stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop messages about what came of one's input."""
    person = _mailbox(token)
    if person is not None and request.method == "POST":
        try:
            participation.stop_notices(person.pk, actor=_actor(person.pk))
        except participation.LinkGone:
            person = None
        else:
            return browser.private(redirect("engagement:mailbox_stop", token))
    wanted = person is not None and person.submission.consent is not None and person.submission.consent.may_recontact
    context = {"person": person, "wanted": wanted, "token": token}
    page = render(request, "engagement/respondent/mailbox_stop.html", context, status=200 if person else 404)
    return browser.private(page)
