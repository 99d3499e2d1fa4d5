"""Events: planning, inviting, people, needs, seats; the second signature; the door; invited people; protected events."""

from accounts.permissions import Permission as P
from tests.access.vocabulary import EVERYBODY, HIDDEN, guests, key, line, may, roles

PLAN = may(P.PLAN_EVENTS)
READ = may(P.PLAN_EVENTS, P.APPROVE_EVENTS)
# the approver's permission opens the page, but people are shown to those who run the event alone
RUN_WITH_PEOPLE = roles("organizer", otherwise=HIDDEN, instead={P.SEE_ROSTER})
CODES = may(P.ISSUE_CODES, P.CHECK_IN_HANDLES)

SEARCHES = may(
    *(P.SEE_DIRECTORY, P.SEE_COMMITMENTS, P.PLAN_EVENTS, P.APPROVE_EVENTS),
    *(P.SEE_NEEDS, P.CHECK_IN, P.ISSUE_CODES, P.CHECK_IN_HANDLES),
)

LINES = [
    # a protected event, or a draft, has no public page: it answers as one that does not exist (EV-18)
    line("events:public_event", get=EVERYBODY, of="open_event"),
    line("api:event-list", get=EVERYBODY),
    line("api:event-detail", get=EVERYBODY, of="open_event"),
    line("api:staff_event-list", get=key(P.PLAN_EVENTS, P.SEE_ROSTER)),
    line("api:staff_event-detail", get=key(P.PLAN_EVENTS, P.SEE_ROSTER), of="event"),
    line("api:staff_event-invite", post=key(P.INVITE), of="event"),
    line("api:staff_event-register", post=key(P.PLAN_EVENTS), of="event"),
    line("api:staff_registration-list", get=key(P.SEE_ROSTER)),
    line("api:staff_registration-detail", get=key(P.SEE_ROSTER), of="registration"),
    line("api:staff_registration-cancel", post=key(P.PLAN_EVENTS), of="registration"),
    line("api:staff_registration-check-in", post=key(P.CHECK_IN), of="registration"),
    # planning
    line("events:today", get=PLAN),
    line("events:list", get=READ),
    line("events:create", get=PLAN, post=PLAN),
    line("events:event", get=READ, of="event", sees_all=("approver",)),
    line("events:event_edit", get=PLAN, post=PLAN, of="event"),
    line("events:event_clone", get=PLAN, post=PLAN, of="event"),
    line("events:event_open", get=PLAN, post=PLAN, of="event"),
    line("events:event_cancel", get=PLAN, post=PLAN, of="event"),
    line("events:event_postpone", get=PLAN, of="event"),
    line("events:event_move", post=PLAN, of="event_act"),
    line("events:program", get=PLAN, of="event"),
    line("events:session_add", get=PLAN, post=PLAN, of="event"),
    line("events:session", get=PLAN, post=PLAN, of="session"),
    line("events:session_move", post=PLAN, of="session"),
    line("events:session_remove", get=PLAN, post=PLAN, of="session"),
    line("events:venue_add", get=PLAN, post=PLAN, of="event"),
    line("events:venues", get=PLAN),
    line("events:venue", get=PLAN, post=PLAN, of="venue"),
    line("events:team", get=PLAN, post=PLAN, of="event"),
    line("events:team_remove", get=PLAN, post=PLAN, of="team_member"),
    line("events:seats", get=PLAN, of="event"),
    line("events:pool_add", post=PLAN, of="event"),
    line("events:pool_cap", get=PLAN, post=PLAN, of="pool"),
    line("events:pool_remove", get=PLAN, post=PLAN, of="pool"),
    line("events:request_withdraw", post=roles("organizer"), of="own_request"),
    line("events:to_sign", get=may(P.APPROVE_EVENTS)),
    line("events:sign", get=may(P.APPROVE_EVENTS), post=may(P.APPROVE_EVENTS), of="request"),
    # inviting
    line("events:invitations", get=may(P.INVITE), post=may(P.INVITE), of="event"),
    line("events:invite_build", get=may(P.INVITE), post=may(P.INVITE), of="event"),
    line("events:invite_preview", get=may(P.INVITE), post=may(P.INVITE), of="event"),
    line("events:invitation_resend", post=may(P.INVITE), of="invitation"),
    line("events:invitation_revoke", get=may(P.INVITE), post=may(P.INVITE), of="invitation"),
    # a reply given by telephone; about a protected event nobody calls
    line("events:reply_find", get=may(P.INVITE), post=may(P.INVITE), of="event"),
    line("events:reply_enter", get=may(P.INVITE), post=may(P.INVITE), of="event_and_person"),
    line("events:invite_one", post=may(P.INVITE), of="event_and_person"),
    # the registration form
    line("events:questions", get=PLAN, of="event"),
    line("events:question_ask", get=PLAN, post=PLAN, of="event"),
    line("events:question_reword", get=PLAN, post=PLAN, of="question_of_form"),
    line("events:question_move", post=PLAN, of="question_of_form"),
    line("events:question_retire", get=PLAN, post=PLAN, of="question_of_form"),
    # people
    line("events:people", get=RUN_WITH_PEOPLE, post=RUN_WITH_PEOPLE, of="event"),
    line("events:people_export", post=may(P.EXPORT_PEOPLE), of="event", asks_again=True),
    line("events:registration", get=RUN_WITH_PEOPLE, post=RUN_WITH_PEOPLE, of="registration"),
    line("events:registration_change", get=may(P.INVITE), post=may(P.INVITE), of="registration"),
    line("events:needs_by_event", get=may(P.SEE_NEEDS)),
    line("events:needs", get=may(P.SEE_NEEDS), of="event"),
    line("events:need_settle", post=may(P.SETTLE_NEEDS), of="need"),
    # what is sent; about a protected event nothing is, and its pages do not exist
    line("events:event_messages", get=PLAN, of="event"),
    line("events:reminder_plan", get=PLAN, post=PLAN, of="event"),
    line("events:reminder_drop", post=PLAN, of="reminder"),
    # the search in the head: whoever may open people, organizations, events or commitments
    line("events:search", get=SEARCHES, post=SEARCHES),
    # the door
    line("events:door_list", get=may(P.CHECK_IN)),
    line("events:door", get=may(P.CHECK_IN), post=may(P.CHECK_IN), of="door"),
    line("events:door_in", post=may(P.CHECK_IN), of="door_registration"),
    line("events:door_out", post=may(P.CHECK_IN), of="door_registration"),
    line("events:door_undo", post=may(P.CHECK_IN), of="door_noted"),
    line("events:door_walk_in", post=may(P.CHECK_IN), of="door_walk_in"),
    # invited people; staff are strangers here too
    line("events:link", get=EVERYBODY, post=EVERYBODY, of="token"),
    line("events:code", get=guests(), post=guests()),
    line("events:send_link", get=EVERYBODY, post=EVERYBODY),
    line("events:my", get=guests()),
    line("events:my_close", post=guests()),
    # what is one's own: the guest has typed the code that was mailed
    line("events:my_messages", get=guests()),
    line("events:my_data", get=guests()),
    line("events:my_details", get=guests(), post=guests()),
    line("events:my_reach", get=guests(), post=guests()),
    line("events:my_any_hour", post=guests()),
    line("events:my_consent", post=guests()),
    line("events:my_stop", get=guests(), post=guests()),
    line("events:my_start", post=guests()),
    line("events:my_prove", post=guests()),
    line("events:my_register", get=guests(), post=guests(), of="option"),
    line("events:my_decline", post=guests(), of="option"),
    line("events:my_change", get=guests(), post=guests(), of="seated_option"),
    line("events:my_withdraw", get=guests(), post=guests(), of="seated_option"),
    line("events:my_leave_list", get=guests(), post=guests(), of="option"),
    line("events:my_offer", get=guests(), post=guests(), of="option"),
    line("events:my_calendar", get=guests(), of="seated_option"),
    # protected events, never in any list of the others
    line("events:protected_list", get=CODES),
    line("events:protected", get=CODES, of="protected"),
    line("events:protected_plan", post=may(P.ISSUE_CODES), of="protected"),
    line("events:protected_issue", post=may(P.ISSUE_CODES), of="protected"),
    line("events:protected_bowl", post=may(P.ISSUE_CODES), of="protected"),
    line("events:protected_arrive", post=may(P.CHECK_IN_HANDLES), of="protected"),
    line("events:protected_close", get=may(P.ISSUE_CODES), post=may(P.ISSUE_CODES), of="code_pool"),
]
