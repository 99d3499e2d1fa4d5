"""A person's own second factors: enrol, look, remove, recovery codes shown once (STD-24)."""

from io import BytesIO
from typing import Any, cast

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.base import views as base
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.recovery_codes.internal.flows import view_recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from allauth.mfa.webauthn import views as webauthn
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actors import Actor
from accounts.adapters import MfaAdapter
from accounts.domain import factors
from accounts.forms.sign_in import AddAppForm, AddPasskeyForm, RenamePasskeyForm
from accounts.models import User
from accounts.policies import SignedIn, recently_confirmed
from accounts.views.sign_in import Page, Refusing
from kernel.errors import DomainError


@require_safe
def enrol(request: SignedIn) -> HttpResponse:
    """Choose the first second factor: what it is, why, and the two ways."""
    return render(request, "mfa/enrol.html", {"enrolled": factors.has_any(request.user)})


class Overview(Page, base.IndexView):  # type: ignore[misc]
    """What protects my account."""

    template_name = "mfa/index.html"


class AddApp(Refusing, totp.ActivateTOTPView):  # type: ignore[misc]
    """Read a picture with an app, type what it shows."""

    template_name = "mfa/totp/activate_form.html"

    def get_form_class(self) -> type[AddAppForm]:
        return AddAppForm

    def form_valid(self, form: AddAppForm) -> HttpResponse:
        user = cast(User, self.request.user)
        with transaction.atomic():
            factors.changed(user, what="added", kind="totp", actor=Actor.of(user))
            answer: HttpResponse = super().form_valid(form)
        self.request.session.cycle_key()  # what opened less before opens more now
        record_authentication(self.request, user, "mfa", type="totp", reauthenticated=True)
        return answer


@require_safe
def app_picture(request: SignedIn) -> HttpResponse:
    """Return the picture of the seed that is being enrolled in this session; nobody else has an address for it."""
    secret = request.session.get(SECRET_SESSION_KEY)
    if not secret:
        raise Http404
    import segno  # here, because its tables are large and almost no web process ever draws a code (PF-14)

    code = segno.make(MfaAdapter().build_totp_url(request.user, secret), error="m")
    picture = BytesIO()
    code.save(picture, kind="svg", scale=6, border=4, dark="#000", light="#fff")
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml", headers={"Cache-Control": "no-store"})


class _LastStays(Page):
    """Shows the refusal when the last factor would go."""

    request: HttpRequest

    def refused(self, refusal: DomainError) -> HttpResponse:
        return render(self.request, "mfa/last_factor.html", {"refusal": refusal}, status=422)


class RemoveApp(_LastStays, totp.DeactivateTOTPView):  # type: ignore[misc]
    """Remove the app, when another factor stays."""

    template_name = "mfa/totp/deactivate_form.html"

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.refused(DomainError(form.non_field_errors()[0]))

    def form_valid(self, form: Any) -> HttpResponse:
        user = cast(User, self.request.user)
        try:
            with transaction.atomic():
                factors.require_another(user, besides=self.authenticator)
                factors.changed(user, what="removed", kind="totp", actor=Actor.of(user))
                return cast(HttpResponse, super().form_valid(form))
        except DomainError as refusal:
            return self.refused(refusal)


class AddPasskey(Refusing, webauthn.AddWebAuthnView):  # type: ignore[misc]
    """Make a passkey on this device or key."""

    template_name = "mfa/webauthn/add_form.html"

    def get_form_class(self) -> type[AddPasskeyForm]:
        return AddPasskeyForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return cast(dict[str, Any], super().get_context_data(**kwargs)) | {
            "form": kwargs.get("form") or self.get_form()
        }

    def form_valid(self, form: AddPasskeyForm) -> HttpResponse:
        user = cast(User, self.request.user)
        with transaction.atomic():
            factors.changed(user, what="added", kind="webauthn", actor=Actor.of(user))
            answer: HttpResponse = super().form_valid(form)
        self.request.session.cycle_key()  # what opened less before opens more now
        record_authentication(self.request, user, "mfa", type="webauthn", reauthenticated=True)
        return answer


class RemovePasskey(_LastStays, webauthn.RemoveWebAuthnView):  # type: ignore[misc]
    """Remove one passkey, when another factor stays."""

    template_name = "mfa/webauthn/authenticator_confirm_delete.html"
    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form: Any) -> HttpResponse:
        user = cast(User, self.request.user)
        try:
            with transaction.atomic():
                factors.require_another(user, besides=self.get_object())
                factors.changed(user, what="removed", kind="webauthn", actor=Actor.of(user))
                return cast(HttpResponse, super().form_valid(form))
        except DomainError as refusal:
            return self.refused(refusal)


class RenamePasskey(Refusing, webauthn.EditWebAuthnView):  # type: ignore[misc]
    """Give a passkey another name."""

    template_name = "mfa/webauthn/edit_form.html"
    success_url = reverse_lazy("mfa_index")

    def get_form_class(self) -> type[RenamePasskeyForm]:
        return RenamePasskeyForm


@recently_confirmed
@require_http_methods(["GET", "HEAD", "POST"])
def recovery_codes(request: SignedIn) -> HttpResponse:
    """Show the recovery codes once, when the button is pressed: looking at the page alone spends nothing (RE-6)."""
    kept = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.RECOVERY_CODES).first()
    if kept is None:
        raise Http404
    context: dict[str, Any] = {"seen": kept.wrap().did_view, "left": len(kept.wrap().get_unused_codes())}
    if request.method == "POST":
        wrapper, may_see = view_recovery_codes(request)
        context |= {"codes": wrapper.get_unused_codes() if wrapper and may_see else [], "seen": not may_see}
    return render(request, "mfa/recovery_codes/index.html", context)


class NewRecoveryCodes(Refusing, recovery.GenerateRecoveryCodesView):  # type: ignore[misc]
    """Make new recovery codes; the old ones stop working."""

    template_name = "mfa/recovery_codes/generate.html"

    def get_success_url(self) -> str:
        return reverse("mfa_view_recovery_codes")

    def form_valid(self, form: Any) -> HttpResponse:
        user = cast(User, self.request.user)
        with transaction.atomic():
            factors.changed(user, what="codes_made", kind="recovery_codes", actor=Actor.of(user))
            return cast(HttpResponse, super().form_valid(form))
