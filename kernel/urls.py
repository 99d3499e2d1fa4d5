"""Addresses of pages about the site itself."""

from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext_lazy as _

from kernel.views import gallery, pages

app_name = "kernel"
urlpatterns: list[URLPattern | URLResolver] = [
    path(_("contact/"), pages.contact, name="contact"),
    path(_("privacy/"), pages.privacy, name="privacy"),
    path(_("accessibility/"), pages.accessibility, name="accessibility"),
    path(_("gallery/"), gallery.gallery, name="gallery"),
]
