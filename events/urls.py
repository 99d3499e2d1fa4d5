"""Addresses of `events`, grouped by audience."""

from django.urls import URLPattern, URLResolver, path, register_converter
from django.utils.translation import gettext_lazy as _

from events.views import (
    attendee,
    door,
    inviting,
    liaison,
    mailing,
    mine,
    people,
    planning,
    program,
    public,
    questions,
    replies,
    search,
    seats,
    team,
    venues,
)
from kernel.routes import by_first_part

app_name = "events"


class EventAct:
    """The steps of an event's life that need one person."""

    regex = "plan|ready|start|conclude|archive|postpone|acknowledge"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(EventAct, "event_act")

organize: list[URLPattern | URLResolver] = [
    path(_("organize/"), planning.today, name="today"),
    path(_("organize/events/"), planning.event_list, name="list"),
    path(_("organize/events/new/"), planning.create, name="create"),
    path(_("organize/events/<uuid:public_id>/"), planning.overview, name="event"),
    path(_("organize/events/<uuid:public_id>/edit/"), planning.edit, name="event_edit"),
    path(_("organize/events/<uuid:public_id>/copy/"), planning.clone, name="event_clone"),
    path(_("organize/events/<uuid:public_id>/open/"), planning.ask_to_open, name="event_open"),
    path(_("organize/events/<uuid:public_id>/cancel/"), planning.ask_to_cancel, name="event_cancel"),
    path(_("organize/events/<uuid:public_id>/postpone/"), planning.ask_to_postpone, name="event_postpone"),
    path(_("organize/events/<uuid:public_id>/act/<event_act:act>/"), planning.move, name="event_move"),
    path(_("organize/events/<uuid:public_id>/program/"), program.program, name="program"),
    path(_("organize/events/<uuid:public_id>/program/add/"), program.add_session, name="session_add"),
    path(_("organize/sessions/<uuid:public_id>/"), program.session, name="session"),
    path(_("organize/sessions/<uuid:public_id>/move/"), program.move_session, name="session_move"),
    path(_("organize/sessions/<uuid:public_id>/remove/"), program.remove_session, name="session_remove"),
    path(_("organize/events/<uuid:public_id>/venue/"), program.add_venue, name="venue_add"),
    path(_("organize/venues/"), venues.venue_list, name="venues"),
    path(_("organize/venues/<uuid:public_id>/"), venues.venue, name="venue"),
    path(_("organize/events/<uuid:public_id>/team/"), team.team, name="team"),
    path(_("organize/team/<uuid:public_id>/remove/"), team.remove, name="team_remove"),
    path(_("organize/events/<uuid:public_id>/seats/"), seats.seats, name="seats"),
    path(_("organize/events/<uuid:public_id>/seats/add/"), seats.add_pool, name="pool_add"),
    path(_("organize/seats/<uuid:public_id>/cap/"), seats.set_cap, name="pool_cap"),
    path(_("organize/seats/<uuid:public_id>/remove/"), seats.remove_pool, name="pool_remove"),
    path(_("organize/events/<uuid:public_id>/replies/"), replies.find, name="reply_find"),
    path(_("organize/events/<uuid:public_id>/replies/<uuid:person_id>/"), replies.enter, name="reply_enter"),
    path(_("organize/events/<uuid:public_id>/replies/<uuid:person_id>/invite/"), replies.invite_one, name="invite_one"),
    path(_("organize/events/<uuid:public_id>/invitations/"), inviting.overview, name="invitations"),
    path(_("organize/events/<uuid:public_id>/invitations/list/"), inviting.build, name="invite_build"),
    path(_("organize/events/<uuid:public_id>/invitations/mail/"), inviting.preview, name="invite_preview"),
    path(_("organize/invitations/<uuid:public_id>/resend/"), inviting.resend, name="invitation_resend"),
    path(_("organize/invitations/<uuid:public_id>/revoke/"), inviting.revoke, name="invitation_revoke"),
    path(_("organize/events/<uuid:public_id>/form/"), questions.questions, name="questions"),
    path(_("organize/events/<uuid:public_id>/form/ask/"), questions.ask, name="question_ask"),
    path(_("organize/questions/<uuid:key>/"), questions.reword, name="question_reword"),
    path(_("organize/questions/<uuid:key>/move/"), questions.move, name="question_move"),
    path(_("organize/questions/<uuid:key>/retire/"), questions.retire, name="question_retire"),
    path(_("organize/events/<uuid:public_id>/people/"), people.roster, name="people"),
    path(_("organize/events/<uuid:public_id>/people/export/"), people.export, name="people_export"),
    path(_("organize/registrations/<uuid:public_id>/"), people.registration, name="registration"),
    path(_("organize/registrations/<uuid:public_id>/change/"), replies.change, name="registration_change"),
    path(_("organize/events/<uuid:public_id>/needs/"), people.need_list, name="needs"),
    path(_("organize/needs/"), people.needs_by_event, name="needs_by_event"),
    path(_("organize/needs/<uuid:public_id>/"), people.settle_need, name="need_settle"),
    path(_("organize/events/<uuid:public_id>/messages/"), mailing.overview, name="event_messages"),
    path(_("organize/events/<uuid:public_id>/messages/remind/"), mailing.plan_reminder, name="reminder_plan"),
    path(_("organize/reminders/<uuid:public_id>/drop/"), mailing.drop_reminder, name="reminder_drop"),
    path(_("organize/requests/<uuid:public_id>/withdraw/"), planning.withdraw_request, name="request_withdraw"),
    path(_("organize/to-sign/"), planning.to_sign, name="to_sign"),
    path(_("organize/to-sign/<uuid:public_id>/"), planning.sign, name="sign"),
]

attend: list[URLPattern | URLResolver] = [
    path(_("my/i/<str:token>/"), attendee.link, name="link"),
    path(_("my/code/"), attendee.code, name="code"),
    path(_("my/link/"), attendee.send_link, name="send_link"),
    path(_("my/"), attendee.my, name="my"),
    path(_("my/messages/"), mine.my_messages, name="my_messages"),
    path(_("my/data/"), mine.my_data, name="my_data"),
    path(_("my/data/correct/"), mine.my_details, name="my_details"),
    path(_("my/data/reach/"), mine.my_reach, name="my_reach"),
    path(_("my/data/any-hour/"), mine.my_any_hour, name="my_any_hour"),
    path(_("my/data/choose/"), mine.my_consent, name="my_consent"),
    path(_("my/data/stop/"), mine.my_stop, name="my_stop"),
    path(_("my/data/start/"), mine.my_start, name="my_start"),
    path(_("my/prove/"), mine.prove, name="my_prove"),
    path(_("my/close/"), attendee.close, name="my_close"),
    path(_("my/<uuid:public_id>/register/"), attendee.register, name="my_register"),
    path(_("my/<uuid:public_id>/decline/"), attendee.decline, name="my_decline"),
    path(_("my/<uuid:public_id>/change/"), attendee.change, name="my_change"),
    path(_("my/<uuid:public_id>/withdraw/"), attendee.withdraw, name="my_withdraw"),
    path(_("my/<uuid:public_id>/leave/"), attendee.leave_list, name="my_leave_list"),
    path(_("my/<uuid:public_id>/offer/"), attendee.offer, name="my_offer"),
    path(_("my/<uuid:public_id>/calendar.ics"), attendee.calendar_file, name="my_calendar"),
]

protect: list[URLPattern | URLResolver] = [
    path(_("organize/protected/"), liaison.event_list, name="protected_list"),
    path(_("organize/protected/<uuid:public_id>/"), liaison.event, name="protected"),
    path(_("organize/protected/<uuid:public_id>/plan/"), liaison.plan, name="protected_plan"),
    path(_("organize/protected/<uuid:public_id>/codes/"), liaison.issue, name="protected_issue"),
    path(_("organize/protected/<uuid:public_id>/bowl/"), liaison.bowl, name="protected_bowl"),
    path(_("organize/protected/<uuid:public_id>/arrive/"), liaison.arrive, name="protected_arrive"),
    path(_("organize/protected/codes/<uuid:public_id>/close/"), liaison.close_pool, name="protected_close"),
]

doors: list[URLPattern | URLResolver] = [
    path(_("door/"), door.door_list, name="door_list"),
    path(_("door/<uuid:public_id>/"), door.door, name="door"),
    path(_("door/<uuid:public_id>/in/"), door.arrive, name="door_in"),
    path(_("door/<uuid:public_id>/out/"), door.depart, name="door_out"),
    path(_("door/<uuid:public_id>/undo/"), door.undo, name="door_undo"),
    path(_("door/<uuid:public_id>/walk-in/<uuid:person_id>/"), door.walk_in, name="door_walk_in"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path(_("search/"), search.search, name="search"),
    path(_("events/<uuid:public_id>/"), public.event, name="public_event"),
    *attend,
    *protect,
    *doors,
    *organize,
]
urlpatterns = by_first_part(urlpatterns)
