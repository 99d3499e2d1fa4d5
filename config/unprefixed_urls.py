"""Addresses without a language: the root, the API, health."""

from django.urls import URLPattern, URLResolver, include, path

from config import health, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.root, name="root"),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("health/state", health.state, name="health_state"),
    path("api/v1/", include(("config.api_urls", "api"))),
    path("hooks/mail/", include("messaging.hook_urls")),
]
