"""The address of the demonstration's role switcher; it answers 404 outside demonstration mode."""

from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext_lazy as _

from accounts.views import demonstration

app_name = "demo"
urlpatterns: list[URLPattern | URLResolver] = [
    path(_("demo/role/"), demonstration.change_role, name="role"),
]
