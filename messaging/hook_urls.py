"""Addresses that mail providers call; they have no language."""

from django.urls import URLPattern, URLResolver, path

from messaging.views import hooks

app_name = "hooks"
urlpatterns: list[URLPattern | URLResolver] = [
    path("<slug:source>/", hooks.provider_report, name="provider_report"),
]
