"""All addresses. Pages stand under `/en/` or `/fr/`; the API, health and files do not."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import gettext_lazy as _

from engagement.views.public import home

handler400 = "kernel.views.errors.bad_request"
handler403 = "kernel.views.errors.forbidden"
handler404 = "kernel.views.errors.not_found"
handler429 = "kernel.views.failures.too_many"  # asked by the sign-in library, whose own answer is a line of English
handler500 = "kernel.views.failures.broken"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("config.unprefixed_urls")),
]

urlpatterns += i18n_patterns(
    path("", home, name="home"),
    path("", include("kernel.urls")),
    path("", include("engagement.urls")),
    path("", include("events.urls")),
    path("s/", include("safety.urls")),
    path("", include("partners.urls")),
    path("", include("messaging.urls")),
    path(_("account/"), include("accounts.urls")),
    path("", include("accounts.demo_urls")),
    prefix_default_language=True,
)
