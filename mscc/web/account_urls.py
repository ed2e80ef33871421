"""The account library's pages that this service uses; its others (own sign-up, e-mail lists) have no address here."""

from allauth.account import views
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as keys
from django.contrib.auth.decorators import login_not_required
from django.urls import path, re_path
from django.views.generic import RedirectView

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("signup/", views.signup, name="account_signup"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/reset/key/done/", views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("factors/", factor.index, name="mfa_index"),
    path("factors/code/", factor.authenticate, name="mfa_authenticate"),
    path("factors/again/", views.reauthenticate, name="account_reauthenticate"),
    path("factors/again/code/", factor.reauthenticate, name="mfa_reauthenticate"),
    path("factors/again/key/", keys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("factors/app/", app.activate_totp, name="mfa_activate_totp"),
    path("factors/app/remove/", app.deactivate_totp, name="mfa_deactivate_totp"),
    path("factors/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("factors/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("factors/keys/", RedirectView.as_view(pattern_name="mfa_index"), name="mfa_list_webauthn"),
    path("factors/keys/login/", login_not_required(keys.login_webauthn), name="mfa_login_webauthn"),
    path("factors/keys/new/", keys.add_webauthn, name="mfa_add_webauthn"),
    path("factors/keys/<int:pk>/remove/", keys.remove_webauthn, name="mfa_remove_webauthn"),
]
