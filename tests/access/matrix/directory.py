"""The directory: who sees people and organizations, who changes them, who carries them in and out; facts for everybody."""

from accounts.permissions import Permission as P
from tests.access.vocabulary import ABSENT, EVERYBODY, line, may

SEES, EDITS, CONSENT = may(P.SEE_DIRECTORY), may(P.EDIT_DIRECTORY), may(P.RECORD_CONSENT)
IMPORTS = may(P.IMPORT_PEOPLE)

LINES = [
    line("partners:facts", get=EVERYBODY),
    line("partners:facts_consultation", get=EVERYBODY),
    line("partners:strategy", get=EVERYBODY),
    line("partners:institutions", get=EVERYBODY),
    line("partners:institution", get=EVERYBODY, of="institution"),
    line("partners:regions", get=EVERYBODY),
    line("partners:sectors", get=EVERYBODY),
    line("partners:international", get=EVERYBODY),
    # the seeded token stops nothing
    line("partners:stop_messages", get=ABSENT, post=ABSENT, of="unsubscribe"),
    line("partners:people", get=SEES, post=SEES),
    line("partners:start_messages", post=ABSENT, of="unsubscribe"),
    line("partners:people_export", post=may(P.EXPORT_PEOPLE), asks_again=True),
    line("partners:person_add", get=EDITS, post=EDITS),
    line("partners:person", get=SEES, of="person"),
    line("partners:person_edit", get=EDITS, post=EDITS, of="person"),
    line("partners:affiliation_add", get=EDITS, post=EDITS, of="person"),
    line("partners:affiliation_edit", get=EDITS, post=EDITS, of="affiliation"),
    line("partners:contact_add", get=EDITS, post=EDITS, of="person"),
    line("partners:contact_prefer", post=EDITS, of="contact"),
    line("partners:contact_use", post=EDITS, of="contact"),
    line("partners:contact_stop", post=EDITS, of="contact"),
    line("partners:contact_remove", get=EDITS, post=EDITS, of="contact_of_each"),
    line("partners:contact_rule", get=EDITS, post=EDITS, of="person"),
    line("partners:contact_rule_clear", post=EDITS, of="person"),
    line("partners:people_imports", get=IMPORTS, post=IMPORTS),
    line("partners:people_import_example", get=IMPORTS, of="import_example"),
    line("partners:people_import", get=IMPORTS, of="import"),
    line("partners:people_import_columns", get=IMPORTS, post=IMPORTS, of="import"),
    line("partners:people_import_choose", post=IMPORTS, of="import"),
    line("partners:people_import_progress", get=IMPORTS, of="import"),
    line("partners:people_import_refused", post=IMPORTS, of="import", asks_again=True),
    line("partners:people_import_confirm", post=IMPORTS, of="import"),
    line("partners:people_import_discard", post=IMPORTS, of="import"),
    line("partners:people_import_retry", post=IMPORTS, of="import"),
    line("partners:consents", get=CONSENT),
    line("partners:consent_record", get=CONSENT, post=CONSENT, of="person"),
    line("partners:consent_stop", get=CONSENT, post=CONSENT, of="person"),
    line("partners:consent_confirm", post=CONSENT, of="consent"),
    line("partners:consent_reject", post=CONSENT, of="consent"),
    line("partners:organizations", get=SEES, post=SEES),
    line("partners:organization_add", get=EDITS, post=EDITS),
    line("partners:organization", get=SEES, of="organization"),
    line("partners:organization_edit", get=EDITS, post=EDITS, of="organization"),
    line("partners:organization_rename", get=EDITS, post=EDITS, of="organization"),
    line("partners:organization_name_add", get=EDITS, post=EDITS, of="organization"),
    line("partners:organization_contact_add", get=EDITS, post=EDITS, of="organization"),
    line("partners:organization_vouching_give", get=EDITS, post=EDITS, of="organization", asks_again=True),
    line("partners:organization_vouching_end", get=EDITS, post=EDITS, of="organization", asks_again=True),
]
