"""Addresses of sign-in and of one's own account: those of allauth's that this house offers, by name."""

from __future__ import annotations

from allauth.account import views as allauth
from django.urls import path, re_path

from openhall.site.people import views
from openhall.site.people.audience import PUBLIC, SIGNED_IN, declared

urlpatterns = [
    path("", views.account, name="account"),
    *declared(
        PUBLIC,
        [
            path("login/", allauth.login, name="account_login"),
            path("logout/", allauth.logout, name="account_logout"),
            path("inactive/", allauth.account_inactive, name="account_inactive"),
            path("password/reset/", allauth.password_reset, name="account_reset_password"),
            path("password/reset/done/", allauth.password_reset_done, name="account_reset_password_done"),
            re_path(
                r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
                allauth.password_reset_from_key,
                name="account_reset_password_from_key",
            ),
            path(
                "password/reset/key/done/",
                allauth.password_reset_from_key_done,
                name="account_reset_password_from_key_done",
            ),
        ],
    ),
    *declared(
        SIGNED_IN,
        [
            path("password/change/", allauth.password_change, name="account_change_password"),
            path("password/set/", allauth.password_set, name="account_set_password"),
            path("reauthenticate/", allauth.reauthenticate, name="account_reauthenticate"),
        ],
    ),
]
