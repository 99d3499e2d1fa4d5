"""Addresses of `messaging`."""

from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext_lazy as _

from messaging.views import demonstration, public, staff

app_name = "messaging"
urlpatterns: list[URLPattern | URLResolver] = [
    path(_("organize/messages/"), staff.message_list, name="messages"),
    path(_("organize/messages/<uuid:public_id>/"), staff.message, name="message"),
    path(_("organize/messages/<uuid:public_id>/arrived/"), staff.arrived, name="message_arrived"),
    path(_("organize/messages/<uuid:public_id>/send-again/"), staff.send_again, name="message_send_again"),
    path(_("demonstration/mailbox/"), demonstration.mailbox, name="mailbox"),
    path(_("demonstration/mailbox/<uuid:public_id>/"), demonstration.mail, name="mail"),
    path(_("demonstration/mailbox/<uuid:public_id>/calendar/"), demonstration.mail_calendar, name="mail_calendar"),
    path(_("unsubscribe/<str:token>/"), public.unsubscribe, name="unsubscribe"),
]
