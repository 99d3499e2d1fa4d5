"""Consultations: what the public reads, how one answers, what a receipt opens; running, noting, analysing, replying.

An address with several acts is decided here for one of them; `tests/engagement/test_staff_pages_access.py` asks for
every act of every such address.
"""

from accounts.permissions import Permission as P
from tests.access.vocabulary import EVERYBODY, HIDDEN, Line, Rule, guests, line, may, roles

READ = may(P.EDIT_CONSULTATIONS, P.APPROVE_CONSULTATIONS, P.ANALYSE, P.CHECK_ANALYSIS, P.APPROVE_FINDINGS)
EDIT = may(P.EDIT_CONSULTATIONS)
ANSWER = may(P.EDIT_CONSULTATIONS, P.APPROVE_FINDINGS)
ANALYSE, STUDY = may(P.ANALYSE), may(P.ANALYSE, P.CHECK_ANALYSIS)
NOTE = may(P.WRITE_NOTES, P.EDIT_CONSULTATIONS)
# notes are for the people of the meeting: whoever holds the permission elsewhere meets nothing
AT_THE_TABLE = roles(
    "organizer", "note_taker", "facilitator", otherwise=HIDDEN, instead={P.WRITE_NOTES, P.EDIT_CONSULTATIONS}
)


def form(name: str, rule: Rule, of: str = "") -> Line:
    """Return the line of a page with a form: the same people look and act."""
    return line(f"engagement:{name}", get=rule, post=rule, of=of)


LINES = [
    line("api:consultation-list", get=EVERYBODY),
    line("api:consultation-detail", get=EVERYBODY, of="consultation"),
    line("api:consultation-paper", get=EVERYBODY, of="consultation"),
    line("api:consultation-questionnaire", get=EVERYBODY, of="consultation"),
    line("api:finding-list", get=EVERYBODY, of="answered"),
    line("api:finding-detail", get=EVERYBODY, of="finding"),
    line("api:recommendation-list", get=EVERYBODY, of="answered"),
    line("api:disposition-list", get=EVERYBODY, of="answered"),
    line("home", get=EVERYBODY),
    line("engagement:consultations", get=EVERYBODY),
    line("engagement:consultation", get=EVERYBODY, of="consultation"),
    line("engagement:paper", get=EVERYBODY, of="consultation"),
    line("engagement:paper_version", get=EVERYBODY, of="paper_version"),
    line("engagement:paper_pdf", get=EVERYBODY, of="consultation"),
    line("engagement:paper_version_pdf", get=EVERYBODY, of="paper_version"),
    line("engagement:heard", get=EVERYBODY, of="answered"),
    line("engagement:heard_pdf", get=EVERYBODY, of="answered"),
    line("engagement:finding", get=EVERYBODY, of="finding"),
    line("engagement:replies", get=EVERYBODY, of="answered"),
    # anybody may answer; whoever holds no receipt is led to where one types it
    line("engagement:respond", get=EVERYBODY, post=EVERYBODY, of="consultation"),
    line("engagement:kept", get=EVERYBODY, of="consultation"),
    line("engagement:answer", get=EVERYBODY, post=EVERYBODY, of="question"),
    line("engagement:check", get=EVERYBODY, post=EVERYBODY, of="consultation"),
    # the consultations of the events of an opened invitation
    line("engagement:my_input", get=guests()),
    line("engagement:receipt", get=EVERYBODY, post=EVERYBODY),
    line("engagement:my_receipt", get=EVERYBODY),
    line("engagement:receipt_close", post=EVERYBODY),
    line("engagement:choices", get=EVERYBODY, post=EVERYBODY),
    line("engagement:withdraw", get=EVERYBODY, post=EVERYBODY),
    # the token of a message to the mailbox on record
    line("engagement:mailbox", get=EVERYBODY, post=EVERYBODY, of="mailbox"),
    line("engagement:mailbox_stop", get=EVERYBODY, post=EVERYBODY, of="mailbox"),
    # running one
    line("engagement:run", get=READ),
    form("run_new", EDIT),
    line("engagement:run_one", get=READ, of="run"),
    form("run_edit", EDIT, "run"),
    form("run_act", EDIT, "run_act"),
    form("run_extend", EDIT, "run"),
    form("run_figures", EDIT, "run"),
    line("engagement:run_meetings", get=EDIT, of="run"),
    line("engagement:run_link", post=EDIT, of="run"),
    line("engagement:run_unlink", post=EDIT, of="run_link"),
    line("engagement:run_table", post=EDIT, of="run"),
    line("engagement:run_paper", get=READ, of="run"),
    line("engagement:paper_start", post=EDIT, of="run"),
    line("engagement:paper_act", post=EDIT, of="paper_act"),
    form("paper_title", EDIT, "paper_draft"),
    form("section_new", EDIT, "paper_draft"),
    form("section", EDIT, "section"),
    line("engagement:section_move", post=EDIT, of="section"),
    form("section_remove", EDIT, "section"),
    line("engagement:run_questions", get=READ, of="run"),
    line("engagement:questions_start", post=EDIT, of="run"),
    line("engagement:questions_act", post=EDIT, of="questions_act"),
    form("questions_title", EDIT, "questions_draft"),
    form("page_new", EDIT, "questions_draft"),
    form("page", EDIT, "question_page"),
    form("question_new", EDIT, "question_page"),
    form("question", EDIT, "question_row"),
    form("question_remove", EDIT, "question_row"),
    # replying
    line("engagement:run_replies", get=ANSWER, of="analysis"),
    form("reply_new", EDIT, "answerable"),
    form("reply", EDIT, "reply"),
    form("reply_act", EDIT, "reply_act"),
    form("tie", EDIT, "advice"),
    line("engagement:event_after", get=may(P.PLAN_EVENTS), of="event_over"),
    # noting
    line("engagement:notes", get=NOTE),
    form("table", AT_THE_TABLE, "table"),
    line("engagement:table_act", post=AT_THE_TABLE, of="table_act"),
    # analysing
    line("engagement:analysis", get=STUDY),
    line("engagement:analysis_one", get=STUDY, of="analysis"),
    line("engagement:next_text", get=STUDY, of="analysis"),
    form("text", STUDY, "source"),
    line("engagement:retract", post=ANALYSE, of="coding"),
    line("engagement:analysis_themes", get=STUDY, of="analysis"),
    line("engagement:themes_start", post=ANALYSE, of="analysis"),
    line("engagement:themes_act", post=ANALYSE, of="themes_act"),
    form("theme_new", ANALYSE, "themes_draft"),
    form("theme", ANALYSE, "theme"),
    form("theme_remove", ANALYSE, "theme"),
    line("engagement:analysis_findings", get=READ, of="analysis"),
    form("finding_new", ANALYSE, "analysis"),
    line("engagement:analysis_finding", get=READ, of="draft_finding"),
    form("finding_edit", ANALYSE, "draft_finding"),
    line("engagement:finding_act", post=may(P.CHECK_ANALYSIS), of="finding_act"),
    line("engagement:quote", post=ANALYSE, of="draft_finding"),
    form("quote_drop", ANALYSE, "quote"),
    form("erratum_new", ANALYSE, "answerable"),
    form("erratum", ANALYSE, "erratum"),
    form("erratum_act", ANALYSE, "erratum_act"),
    form("recommendation_new", ANALYSE, "analysis"),
    form("recommendation", ANALYSE, "advice"),
    form("recommendation_act", may(P.APPROVE_FINDINGS), "advice_act"),
]
