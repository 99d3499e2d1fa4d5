"""Forms of signing in and of second factors: the library's checks, our words, limits and patience (STD-25)."""

from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.domain import sign_in
from accounts.models import User
from kernel.limits import Limit, LimitReached, client_network

CODES_TO_ONE = Limit("sign_in_code", allowed=5, per=600)
CODES_IN_AN_HOUR = Limit("sign_in_code_hour", allowed=30, per=3600)
CODES_FROM_A_NETWORK = Limit("sign_in_network", allowed=60, per=600)
_TRY_AGAIN = _("The passkey did not answer as expected. Try again, or use a code instead.")


def _code_field(label: Any, help_text: Any = "") -> forms.CharField:
    attributes = {"autocomplete": "one-time-code", "inputmode": "numeric", "autocapitalize": "off"}
    return forms.CharField(label=label, help_text=help_text, max_length=40, widget=forms.TextInput(attributes))


class SignInForm(RequestLoginCodeForm):  # type: ignore[misc]
    """Ask for a code; known and unknown addresses are treated alike (RE-16)."""

    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput({"autocomplete": "email", "autofocus": True})
    )

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        network = client_network(context.request)
        try:
            CODES_FROM_A_NETWORK.admit(network)
            CODES_TO_ONE.admit(email, network)
            CODES_IN_AN_HOUR.admit(email)
        except LimitReached as refusal:
            raise forms.ValidationError(refusal.message, code=refusal.code) from refusal
        self._user = User.objects.filter(email=email.lower(), is_active=True).first()
        return email


class CodeForm(ConfirmLoginCodeForm):  # type: ignore[misc]
    """Type the mailed code. What the session holds is only its reference."""

    code = _code_field(_("Code"), _("Eight digits, from the newest message. Spaces do not matter."))

    def clean_code(self) -> str:
        typed: str = self.cleaned_data["code"]
        if not sign_in.matches(typed, self.expected_code):
            raise forms.ValidationError(
                _("This code is not right. Check the newest message and type its code again."), code="incorrect_code"
            )
        return typed


class SecondFactorForm(AuthenticateForm):  # type: ignore[misc]
    """A code of the app, or a recovery code."""

    code = _code_field(_("Code from your app"), _("Six digits from your authenticator app, or one recovery code."))


class ConfirmForm(ReauthenticateForm):  # type: ignore[misc]
    """The same, while signed in, before something that matters."""

    code = _code_field(_("Code from your app"), _("Six digits from your authenticator app, or one recovery code."))


class AddAppForm(ActivateTOTPForm):  # type: ignore[misc]
    """Prove that the app shows the right codes."""

    code = _code_field(_("Code that the app shows now"), _("Six digits. They change every 30 seconds."))


class _Credential:
    """What a browser sends as a passkey's answer is a stranger's JSON: whatever it breaks is a wrong answer."""

    def _checked(self, check: Any) -> Any:
        try:
            return check()
        except forms.ValidationError as error:
            raise forms.ValidationError(_TRY_AGAIN, code="passkey") from error
        except Exception as error:
            raise forms.ValidationError(_TRY_AGAIN, code="passkey") from error


class AddPasskeyForm(_Credential, AddWebAuthnForm):  # type: ignore[misc]
    """Name a new passkey; the browser fills in the rest."""

    name = forms.CharField(
        label=_("Name of this passkey"), required=False, max_length=100, help_text=_("Such as “Work laptop”.")
    )
    passwordless = forms.BooleanField(
        label=_("Sign in with this passkey alone, without a mailed code"),
        required=False,
        initial=True,
        help_text=_("It then asks for your fingerprint, face or PIN. Leave it off for a key that can only be touched."),
    )

    def clean(self) -> Any:
        return self._checked(super().clean)


class AnswerPasskeyForm(_Credential, AuthenticateWebAuthnForm):  # type: ignore[misc]
    """Second step of signing in, by passkey."""

    def clean_credential(self) -> Any:
        return self._checked(super().clean_credential)


class PasskeyAloneForm(_Credential, LoginWebAuthnForm):  # type: ignore[misc]
    """Sign in by passkey alone; a closed account is an unknown one."""

    def clean_credential(self) -> Authenticator:
        authenticator: Authenticator = self._checked(super().clean_credential)
        if not authenticator.user.is_active:
            raise forms.ValidationError(_TRY_AGAIN, code="passkey")
        return authenticator


class ConfirmPasskeyForm(_Credential, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """Confirm by passkey, while signed in."""

    def clean_credential(self) -> Any:
        return self._checked(super().clean_credential)


class RenamePasskeyForm(EditWebAuthnForm):  # type: ignore[misc]
    """Give a passkey another name."""

    name = forms.CharField(label=_("Name of this passkey"), max_length=100)
