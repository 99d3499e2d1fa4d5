"""Signing in and out: a mailed code, then a second factor; or a passkey alone. The library decides, we say it."""

from typing import Any, cast

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.webauthn import views as webauthn
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.decorators import method_decorator

from accounts.domain import sign_in
from accounts.forms.sign_in import (
    AnswerPasskeyForm,
    CodeForm,
    ConfirmForm,
    ConfirmPasskeyForm,
    PasskeyAloneForm,
    SecondFactorForm,
    SignInForm,
)
from accounts.models import User


class Page:
    """A page of the library knows two acts: looking and posting."""

    http_method_names = ("get", "head", "post", "options")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse other methods before the library answers them with a redirect."""
        if str(request.method).lower() not in self.http_method_names:
            return HttpResponseNotAllowed([name.upper() for name in self.http_method_names])
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return answer


class Refusing(Page):
    """A form that is refused answers 422 and keeps what was typed."""

    def form_invalid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        if answer.status_code == 200:
            answer.status_code = 429 if form.has_error("email", "too_many_tries") else 422
        return answer


@method_decorator(login_not_required, name="dispatch")
class SignIn(Refusing, account.RequestLoginCodeView):  # type: ignore[misc]
    """Ask for the address. The answer is the same for everybody: "if you have an account, a code is on its way"."""

    template_name = "account/sign_in.html"
    form_class = SignInForm

    def get_form_class(self) -> type[SignInForm]:
        return SignInForm

    def form_valid(self, form: SignInForm) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        state = self.request.session["account_login"]["state"]["stages"]["login_by_code"]["data"]
        sign_in.owe_code(form._user, state.get("code") or sign_in.new_reference())
        return answer


@method_decorator(login_not_required, name="dispatch")
class Code(Refusing, account.ConfirmLoginCodeView):  # type: ignore[misc]
    """Type the code."""

    template_name = "account/code.html"

    def get_form_class(self) -> type[CodeForm]:
        return CodeForm


@method_decorator(login_not_required, name="dispatch")
class SecondFactor(Page, mfa.AuthenticateView):  # type: ignore[misc]
    """Show the second factor: passkey first, code of the app second."""

    template_name = "mfa/authenticate.html"
    form_class = SecondFactorForm
    webauthn_form_class = AnswerPasskeyForm

    def form_invalid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_invalid(form)
        answer.status_code = 422
        return answer


@method_decorator(login_not_required, name="dispatch")
class PasskeyAlone(Page, webauthn.LoginWebAuthnView):  # type: ignore[misc]
    """Sign in by passkey alone; GET hands the browser a challenge, POST takes its answer."""

    def get_form_class(self) -> type[PasskeyAloneForm]:
        return PasskeyAloneForm


class Confirm(Refusing, mfa.ReauthenticateView):  # type: ignore[misc]
    """Show the second factor again before something that matters (RE-18)."""

    template_name = "mfa/reauthenticate.html"

    def get_form_class(self) -> type[ConfirmForm]:
        return ConfirmForm


class ConfirmByPasskey(Page, webauthn.ReauthenticateWebAuthnView):  # type: ignore[misc]
    """The same, by passkey."""

    template_name = "mfa/webauthn/reauthenticate.html"

    def get_form_class(self) -> type[ConfirmPasskeyForm]:
        return ConfirmPasskeyForm

    def form_invalid(self, form: Any) -> HttpResponse:
        answer = self.render_to_response(self.get_context_data(form=form))
        answer.status_code = 422
        return cast(HttpResponse, answer)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return cast(dict[str, Any], super().get_context_data(**kwargs) | kwargs)


@method_decorator(login_not_required, name="dispatch")
class SignOut(Page, account.LogoutView):  # type: ignore[misc]
    """End this session; GET asks, POST does it."""

    template_name = "account/sign_out.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = request.user
        answer: HttpResponse = super().post(request, *args, **kwargs)
        if isinstance(user, User) and user.pk:
            sign_in.ended(user)
        return answer


@method_decorator(login_not_required, name="dispatch")
class Closed(Page, account.AccountInactiveView):  # type: ignore[misc]
    """This account has been closed."""

    template_name = "account/closed.html"
