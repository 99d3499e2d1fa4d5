"""Giving input: choose, answer page by page, check, send. Every step works without JavaScript and can be left."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actors import Actor, Via
from engagement.domain import participation, receipts, submissions
from engagement.enums import Attribution, SubmissionState, Use
from engagement.forms.respondent import AnswerForm, ChoicesForm, initial_of
from engagement.models import Consultation, QuestionPage, Submission
from engagement.queries import public, respondents
from engagement.views import receipts as browser
from engagement.views.frame import trail
from kernel.bilingual import current
from kernel.errors import DomainError, Stale
from kernel.forms import put_refusal
from kernel.limits import Limit, LimitReached, client_range

STRANGER = Actor("respondent", "", Via.LINK)
# Drafts cost a row and a slow hash each. A full room at one meeting begins within the hour; a program that begins
# without end is slowed, and the valve holds when it comes from everywhere. Whoever has begun is never counted again.
STARTS = Limit("engagement_start", allowed=60, per=3600)
VALVE = Limit("engagement_start_everywhere", allowed=3000, per=3600)


def _consultation(ref: str) -> Consultation:
    return get_object_or_404(public.consultations(), ref=ref)


def examples() -> dict[str, str]:
    """Return how each choice would look in print."""
    return {
        Attribution.NAMED: _("“More beds are needed.” – Jo Martin, Maison Lumière"),
        Attribution.ORGANIZATION: _("“More beds are needed.” – Maison Lumière"),
        Attribution.ANONYMOUS: _("“More beds are needed.” – a participant"),
        Use.ANALYSE: _("Analysts read it, and it counts: “Many submissions raised this.”"),
        Use.SUMMARISE: _("“Some organizations describe long waits.”"),
        Use.PARAPHRASE: _("“One participant told of a night spent waiting for a bed.”"),
        Use.QUOTE: _("“I waited all night for a bed.” – signed as you chose above"),
        Use.PUBLISH: _("Your whole text on a public page, signed as you chose above"),
        Use.RECONTACT: _("A short message when the government replies or when there is progress; never more than that"),
    }


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, ref: str) -> HttpResponse:
    """Who reads it and what the law may demand; then the choices, and the draft begins."""
    consultation = _consultation(ref)
    mine = browser.held(request, consultation)
    if mine is not None and mine.state == SubmissionState.DRAFT and request.method != "POST":
        return redirect("engagement:answer", ref, 1)
    if not consultation.takes_submissions or not consultation.has_questions:  # type: ignore[attr-defined]
        return _closed(request, consultation, status=409 if request.method == "POST" else 200)
    version = submissions.version_in_force(consultation)
    form = ChoicesForm(request.POST if request.method == "POST" else None)
    known, key = browser.begin_key(request), browser.key_to_begin(request, consultation)
    wait = 0
    if request.method == "POST" and known is None:
        form.add_error(None, _("Your browser did not return our cookie. Without it we cannot keep your draft for you."))
    elif request.method == "POST" and request.POST.get("begin", browser.mark_of(key)) != browser.mark_of(key):
        form.add_error(
            None,
            _(
                "Since you opened this page, input was sent or closed on this device. Nothing was begun yet. Look at the "
                "choices below again and press “Continue” once more."
            ),
        )
    elif request.method == "POST" and form.is_valid():
        try:
            _count_a_start(request, consultation, key)
            begun = submissions.start(consultation, form.choices(), key=key, language=current(), actor=STRANGER)
        except DomainError as refusal:
            put_refusal(form, refusal)
            wait = refusal.facts.get("retry_after", 0)
        else:
            response = redirect("engagement:kept", ref)
            browser.hold(response, begun.submission)
            browser.give_begin_key(response, key)
            return browser.private(response)
    context = {
        "consultation": consultation,
        "version": version,
        "form": form,
        "begin": browser.mark_of(key),
        "draft": mine if mine is not None and mine.state == SubmissionState.DRAFT else None,
        "examples": examples(),
        "trail": trail(consultation, (_("Give your input"), "")),
    }
    status = 200 if request.method != "POST" else 429 if wait else 422
    response = render(request, "engagement/respondent/start.html", context, status=status)  # type: ignore[assignment]
    if wait:
        response.headers["Retry-After"] = str(wait)
    browser.give_begin_key(response, key)
    return browser.private(response)


def _count_a_start(request: HttpRequest, consultation: Consultation, key: str) -> None:
    """Count one new draft; a second press of the same browser begins none.

    Raises:
        LimitReached: too many from around this address, or altogether.
    """
    if submissions.begun_with(consultation, key) is not None:
        return
    try:
        STARTS.admit(client_range(request))
        VALVE.admit("everybody")
    except LimitReached as refusal:
        raise LimitReached(
            _(
                "Many people have begun from your network, or everywhere at once, within this hour. Nothing was begun "
                "yet, and what you chose is still here. Keep this page open and press “Continue” again in a while, at "
                "the latest in an hour. If you have a receipt already, you can go on with it now."
            ),
            **refusal.facts,
        ) from None


def _closed(request: HttpRequest, consultation: Consultation, *, status: int = 200) -> HttpResponse:
    context = {"consultation": consultation, "trail": trail(consultation, (_("Give your input"), ""))}
    return browser.private(render(request, "engagement/respondent/closed.html", context, status=status))


def _draft(request: HttpRequest, ref: str) -> tuple[Consultation, Submission] | HttpResponse:
    consultation = _consultation(ref)
    submission = browser.held(request, consultation)
    if submission is None and (kept_form := browser.keep_late(request)):
        return browser.private(kept_form)
    if submission is None or submission.state == SubmissionState.WITHDRAWN:
        messages.info(request, _("Open your receipt to go on, or begin anew."))
        return redirect("engagement:receipt")
    return consultation, submission


@login_not_required
@require_safe
def kept(request: HttpRequest, ref: str) -> HttpResponse:
    """The receipt: its number, and its secret for this once."""
    found = _draft(request, ref)
    if isinstance(found, HttpResponse):
        return found
    consultation, submission = found
    key = browser.begin_key(request)
    own = key is not None and submissions.begun_with(consultation, key) == submission
    context = {
        "consultation": consultation,
        "submission": submission,
        "secret": receipts.secret_of(receipts.key_for(consultation.public_id, key)) if own and key else "",
        "trail": trail(consultation, (_("Your receipt"), "")),
    }
    return browser.private(render(request, "engagement/respondent/kept.html", context))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """One page of questions; saving it leads on, back, to the check, or away."""
    found = _draft(request, ref)
    if isinstance(found, HttpResponse):
        return found
    consultation, submission = found
    if request.method != "POST" and not consultation.takes_submissions:
        return _closed(request, consultation)
    pages = list(QuestionPage.objects.filter(version=submission.version_id).order_by("order"))
    if not 1 <= number <= len(pages):
        raise Http404
    page = pages[number - 1]
    answers = submissions.working_answers(submission)
    form = AnswerForm(page, request.POST if request.method == "POST" else None)
    seen = submissions.page_digest(answers, form.questions)
    form.initial = {**initial_of(form.questions, answers), "seen": seen}
    if request.method == "POST" and form.is_valid():
        try:
            submissions.save_page(
                submission,
                page,
                form.answers(),
                seen=form.cleaned_data["seen"],
                actor=browser.actor_of(submission),
            )
        except Stale as refusal:
            form.add_error(None, str(refusal.message))
            form.data = form.data.copy()  # type: ignore[assignment, attr-defined]
            form.data["seen"] = seen  # type: ignore[index]
        except DomainError as refusal:
            field = f"q-{refusal.field}"
            form.add_error(field if field in form.fields else None, str(refusal.message))
        else:
            return _onward(request, ref, number, len(pages), submission)
    context = {
        "consultation": consultation,
        "submission": submission,
        "page": page,
        "number": number,
        "total": len(pages),
        "steps": [
            {"label": one.order, "note": public.text(one, "title"), "done": one.order < number, "current": one == page}  # type: ignore[attr-defined]
            for one in pages
        ],
        "form": form,
        "trail": trail(consultation, (_("Give your input"), "")),
    }
    response = render(request, "engagement/respondent/answer.html", context, status=422 if form.errors else 200)
    browser.hold(response, submission)
    return browser.private(response)


def _onward(request: HttpRequest, ref: str, number: int, total: int, submission: Submission) -> HttpResponse:
    """Go where the pressed button leads."""
    go = request.POST.get("go", "next")
    if go == "leave":
        messages.success(request, _("Saved. Come back with your receipt whenever you like."))
        response = redirect("engagement:receipt")
        browser.forget(response)
        return browser.private(response)
    if go == "back" and number > 1:
        response = redirect("engagement:answer", ref, number - 1)
    elif go == "check" or number >= total:
        response = redirect("engagement:check", ref)
    else:
        response = redirect("engagement:answer", ref, number + 1)
    browser.hold(response, submission)
    return browser.private(response)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, ref: str) -> HttpResponse:
    """Everything as it will be sent, with a way back to each answer; then send it."""
    found = _draft(request, ref)
    if isinstance(found, HttpResponse):
        return found
    consultation, submission = found
    if request.method != "POST" and not consultation.takes_submissions:
        return _closed(request, consultation)
    problem = ""
    if request.method == "POST":
        after = request.POST.get("after", "")
        try:
            submissions.submit(
                submission, key=f"after {after}"[:40], language=current(), actor=browser.actor_of(submission)
            )
        except DomainError as refusal:
            problem = str(refusal.message)
        else:
            messages.success(request, _("Your input has been received. Thank you. Keep your receipt."))
            response = redirect("engagement:my_receipt")
            browser.hold(response, submission)
            browser.renew(response)
            return browser.private(response)
    context = {
        "consultation": consultation,
        "submission": submission,
        "given": respondents.given(submission),
        "uses": [use for use in Use if use in participation.given_uses(submission.consent)],
        "problem": problem,
        "trail": trail(consultation, (_("Check and send"), "")),
    }
    return browser.private(render(request, "engagement/respondent/check.html", context, status=422 if problem else 200))
