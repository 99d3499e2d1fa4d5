"""Leaving a list, and what mail providers report."""

from accounts.permissions import Permission as P
from tests.access.vocabulary import ABSENT, EVERYBODY, line, may

LINES = [
    line("messaging:messages", get=may(P.SEE_MESSAGES)),
    line("messaging:message", get=may(P.SEE_MESSAGES), of="message"),
    line("messaging:message_arrived", post=may(P.SETTLE_MESSAGES), of="message"),
    line("messaging:message_send_again", post=may(P.SETTLE_MESSAGES), of="message"),
    # the mailbox shows everybody's mail, so it exists in demonstration mode only
    line("messaging:mailbox", get=ABSENT, post=ABSENT),
    line("messaging:mail", get=ABSENT, of="mail"),
    line("messaging:mail_calendar", get=ABSENT, of="mail"),
    # the seeded token stops nothing: looking says so with 404, posting changes nothing and leads back
    line("messaging:unsubscribe", get=ABSENT, post=EVERYBODY, of="unsubscribe"),
    # without the provider's signature there is nothing here
    line("hooks:provider_report", post=ABSENT, of="provider"),
]
