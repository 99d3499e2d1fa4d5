"""Addresses of `accounts`: the library's pages that we keep, under our own words, and our own pages.

What is not listed does not exist: nobody signs up, sets a password or manages addresses here (STD-25).
"""

from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import gettext_lazy as _

from accounts.views import api_docs, audit, factors, mine, people, sign_in

_own: list[URLPattern | URLResolver] = [
    path("", mine.mine, name="mine"),
    path(_("start/"), mine.start, name="start"),
    path(_("sessions/"), mine.sessions, name="sessions"),
    path(_("sessions/end/"), mine.sessions_end, name="sessions_end"),
    path(_("sessions/<slug:handle>/end/"), mine.session_end, name="session_end"),
    path(_("keys/"), mine.keys, name="keys"),
    path(_("keys/new/"), mine.key_new, name="key_new"),
    path(_("keys/<uuid:public_id>/revoke/"), mine.key_revoke, name="key_revoke"),
    path(_("keys/reference/"), api_docs.reference, name="api_docs"),
    path(_("people/"), people.people, name="people"),
    path(_("people/add/"), people.person_add, name="person_add"),
    path(_("people/<uuid:public_id>/"), people.person, name="person"),
    path(_("people/<uuid:public_id>/change/"), people.person_change, name="person_change"),
    path(_("people/<uuid:public_id>/roles/give/"), people.role_grant, name="role_grant"),
    path(_("people/<uuid:public_id>/close/"), people.person_close, name="person_close"),
    path(_("people/<uuid:public_id>/reopen/"), people.person_reopen, name="person_reopen"),
    path(_("people/<uuid:public_id>/sign-out/"), people.person_sign_out, name="person_sign_out"),
    path(_("people/<uuid:public_id>/second-factors/reset/"), people.reset_ask, name="reset_ask"),
    path(_("people/resets/<uuid:public_id>/decide/"), people.reset_decide, name="reset_decide"),
    path(_("people/roles/<uuid:public_id>/confirm/"), people.role_confirm, name="role_confirm"),
    path(_("people/roles/<uuid:public_id>/end/"), people.role_end, name="role_end"),
    path(_("trail/"), audit.trail, name="trail"),
    path(_("second-factors/start/"), factors.enrol, name="enrol"),
    path(_("second-factors/app/picture/"), factors.app_picture, name="app_picture"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path(_("sign-in/"), sign_in.SignIn.as_view(), name="account_login"),
    path(_("sign-in/"), sign_in.SignIn.as_view(), name="account_request_login_code"),
    path(_("sign-in/code/"), sign_in.Code.as_view(), name="account_confirm_login_code"),
    path(_("sign-in/second-factor/"), sign_in.SecondFactor.as_view(), name="mfa_authenticate"),
    path(_("sign-in/passkey/"), sign_in.PasskeyAlone.as_view(), name="mfa_login_webauthn"),
    path(_("sign-out/"), sign_in.SignOut.as_view(), name="account_logout"),
    path(_("closed/"), sign_in.Closed.as_view(), name="account_inactive"),
    path(_("confirm/"), sign_in.Confirm.as_view(), name="mfa_reauthenticate"),
    path(_("confirm/passkey/"), sign_in.ConfirmByPasskey.as_view(), name="mfa_reauthenticate_webauthn"),
    path(_("second-factors/"), factors.Overview.as_view(), name="mfa_index"),
    path(_("second-factors/app/"), factors.AddApp.as_view(), name="mfa_activate_totp"),
    path(_("second-factors/app/remove/"), factors.RemoveApp.as_view(), name="mfa_deactivate_totp"),
    path(_("second-factors/passkeys/add/"), factors.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path(_("second-factors/passkeys/<int:pk>/remove/"), factors.RemovePasskey.as_view(), name="mfa_remove_webauthn"),
    path(_("second-factors/passkeys/<int:pk>/name/"), factors.RenamePasskey.as_view(), name="mfa_edit_webauthn"),
    path(_("second-factors/recovery-codes/"), factors.recovery_codes, name="mfa_view_recovery_codes"),
    path(
        _("second-factors/recovery-codes/new/"), factors.NewRecoveryCodes.as_view(), name="mfa_generate_recovery_codes"
    ),
    path("", include((_own, "accounts"))),
]
