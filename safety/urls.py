"""Addresses of protected participation: neutral words, one address for the whole journey."""

from django.urls import URLPattern, URLResolver, path

from safety.views import participant

app_name = "safety"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", participant.page, name="page"),
    path("w/", participant.write, name="write"),
    path("exit/", participant.leave, name="exit"),
    path("blank/", participant.blank, name="blank"),
]
