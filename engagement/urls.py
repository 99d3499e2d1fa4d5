"""Addresses of `engagement`, grouped by audience."""

from django.urls import URLPattern, URLResolver, path, register_converter
from django.utils.translation import gettext_lazy as _

from engagement.views import (
    after,
    analyst,
    answers,
    conclusions,
    documents,
    errata,
    mine,
    notes,
    organizer,
    papers,
    public,
    questionnaires,
    receipt,
    respondent,
)
from kernel.routes import by_first_part

app_name = "engagement"


class Act:
    """The name of an act, one of those its view knows."""

    regex = "x"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class ConsultationAct(Act):
    """The steps of a consultation's life."""

    regex = "|".join(organizer.ACTS)


class VersionAct(Act):
    """The steps of a version's life."""

    regex = "|".join(papers.ACTS)


class FindingAct(Act):
    """The steps of a finding's life."""

    regex = "|".join(conclusions.FINDING_ACTS)


class RecommendationAct(Act):
    """The steps of a recommendation's life."""

    regex = "|".join(conclusions.RECOMMENDATION_ACTS)


class ReplyAct(Act):
    """The steps of a reply's life."""

    regex = "|".join(answers.REPLY_ACTS)


class ErratumAct(Act):
    """The steps of a correction's life."""

    regex = "|".join(errata.ACTS)


class TableAct(Act):
    """What is done to a table's notes."""

    regex = "close|reopen|count"


class Answerable(Act):
    """What a reply can answer."""

    regex = "finding|recommendation"


for name, converter in {
    "consultation_act": ConsultationAct,
    "version_act": VersionAct,
    "finding_act": FindingAct,
    "recommendation_act": RecommendationAct,
    "reply_act": ReplyAct,
    "erratum_act": ErratumAct,
    "table_act": TableAct,
    "answerable": Answerable,
}.items():
    register_converter(converter, name)

read: list[URLPattern | URLResolver] = [
    path(_("consultations/"), public.consultations, name="consultations"),
    path(_("consultations/<slug:ref>/"), public.consultation, name="consultation"),
    path(_("consultations/<slug:ref>/paper/"), public.paper, name="paper"),
    path(_("consultations/<slug:ref>/paper/<int:number>/"), public.paper, name="paper_version"),
    path(_("consultations/<slug:ref>/paper.pdf"), documents.paper, name="paper_pdf"),
    path(_("consultations/<slug:ref>/paper/<int:number>.pdf"), documents.paper, name="paper_version_pdf"),
    path(_("consultations/<slug:ref>/heard.pdf"), documents.heard, name="heard_pdf"),
    path(_("consultations/<slug:ref>/heard/"), public.heard, name="heard"),
    path(_("consultations/<slug:ref>/heard/<int:number>/"), public.finding, name="finding"),
    path(_("consultations/<slug:ref>/replies/"), public.replies, name="replies"),
]

respond: list[URLPattern | URLResolver] = [
    path(_("consultations/<slug:ref>/respond/"), respondent.start, name="respond"),
    path(_("consultations/<slug:ref>/respond/receipt/"), respondent.kept, name="kept"),
    path(_("consultations/<slug:ref>/respond/<int:number>/"), respondent.answer, name="answer"),
    path(_("consultations/<slug:ref>/respond/check/"), respondent.check, name="check"),
    path(_("my/input/"), mine.my_input, name="my_input"),
    path(_("my/receipt/"), receipt.receipt, name="receipt"),
    path(_("my/receipt/open/"), receipt.my_receipt, name="my_receipt"),
    path(_("my/receipt/close/"), receipt.close, name="receipt_close"),
    path(_("my/receipt/choices/"), receipt.choices, name="choices"),
    path(_("my/receipt/withdraw/"), receipt.withdraw, name="withdraw"),
    path(_("my/mailbox/<str:token>/"), receipt.mailbox, name="mailbox"),
    path(_("my/mailbox/<str:token>/stop/"), receipt.mailbox_stop, name="mailbox_stop"),
]

run: list[URLPattern | URLResolver] = [
    path(_("organize/consultations/"), organizer.run, name="run"),
    path(_("organize/consultations/new/"), organizer.create, name="run_new"),
    path(_("organize/consultations/<uuid:public_id>/"), organizer.one, name="run_one"),
    path(_("organize/consultations/<uuid:public_id>/edit/"), organizer.edit, name="run_edit"),
    path(_("organize/consultations/<uuid:public_id>/act/<consultation_act:name>/"), organizer.act, name="run_act"),
    path(_("organize/consultations/<uuid:public_id>/extend/"), organizer.extend, name="run_extend"),
    path(_("organize/consultations/<uuid:public_id>/figures/"), organizer.figures, name="run_figures"),
    path(_("organize/consultations/<uuid:public_id>/meetings/"), organizer.meetings, name="run_meetings"),
    path(_("organize/consultations/<uuid:public_id>/meetings/link/"), organizer.link_event, name="run_link"),
    path(_("organize/meetings/<uuid:public_id>/unlink/"), organizer.unlink_event, name="run_unlink"),
    path(_("organize/consultations/<uuid:public_id>/tables/open/"), organizer.open_table, name="run_table"),
    path(_("organize/consultations/<uuid:public_id>/paper/"), papers.overview, name="run_paper"),
    path(_("organize/consultations/<uuid:public_id>/paper/new/"), papers.start, name="paper_start"),
    path(_("organize/papers/<uuid:public_id>/act/<version_act:name>/"), papers.act, name="paper_act"),
    path(_("organize/papers/<uuid:public_id>/title/"), papers.describe, name="paper_title"),
    path(_("organize/papers/<uuid:public_id>/sections/new/"), papers.add_section, name="section_new"),
    path(_("organize/sections/<uuid:public_id>/"), papers.edit_section, name="section"),
    path(_("organize/sections/<uuid:public_id>/move/"), papers.move_section, name="section_move"),
    path(_("organize/sections/<uuid:public_id>/remove/"), papers.remove_section, name="section_remove"),
    path(_("organize/consultations/<uuid:public_id>/questions/"), questionnaires.overview, name="run_questions"),
    path(_("organize/consultations/<uuid:public_id>/questions/new/"), questionnaires.start, name="questions_start"),
    path(_("organize/questions/<uuid:public_id>/act/<version_act:name>/"), questionnaires.act, name="questions_act"),
    path(_("organize/questions/<uuid:public_id>/title/"), questionnaires.describe, name="questions_title"),
    path(_("organize/questions/<uuid:public_id>/pages/new/"), questionnaires.add_page, name="page_new"),
    path(_("organize/question-pages/<uuid:public_id>/"), questionnaires.edit_page, name="page"),
    path(_("organize/question-pages/<uuid:public_id>/new/"), questionnaires.add_question, name="question_new"),
    path(_("organize/question/<uuid:public_id>/"), questionnaires.edit_question, name="question"),
    path(_("organize/question/<uuid:public_id>/remove/"), questionnaires.remove_question, name="question_remove"),
    path(_("organize/consultations/<uuid:public_id>/replies/"), answers.replies, name="run_replies"),
    path(_("organize/<answerable:kind>/<uuid:public_id>/reply/"), answers.reply, name="reply_new"),
    path(_("organize/replies/<uuid:public_id>/"), answers.edit_reply, name="reply"),
    path(_("organize/replies/<uuid:public_id>/act/<reply_act:name>/"), answers.act_reply, name="reply_act"),
    path(_("organize/recommendations/<uuid:public_id>/commitment/"), answers.tie, name="tie"),
    path(_("organize/events/<uuid:public_id>/after/"), after.after, name="event_after"),
]

take_notes: list[URLPattern | URLResolver] = [
    path(_("notes/"), notes.tables, name="notes"),
    path(_("notes/<uuid:public_id>/"), notes.table, name="table"),
    path(_("notes/<uuid:public_id>/act/<table_act:name>/"), notes.act, name="table_act"),
]

analyse: list[URLPattern | URLResolver] = [
    path(_("analyze/"), analyst.consultations, name="analysis"),
    path(_("analyze/<uuid:public_id>/"), analyst.one, name="analysis_one"),
    path(_("analyze/<uuid:public_id>/next/"), analyst.next_text, name="next_text"),
    path(_("analyze/texts/<uuid:pk>/"), analyst.text, name="text"),
    path(_("analyze/passages/<uuid:pk>/retract/"), analyst.retract, name="retract"),
    path(_("analyze/<uuid:public_id>/themes/"), analyst.themes, name="analysis_themes"),
    path(_("analyze/<uuid:public_id>/themes/new/"), analyst.start_themes, name="themes_start"),
    path(_("analyze/codebooks/<uuid:public_id>/act/<version_act:name>/"), analyst.act_themes, name="themes_act"),
    path(_("analyze/codebooks/<uuid:public_id>/themes/new/"), analyst.add_theme, name="theme_new"),
    path(_("analyze/themes/<uuid:public_id>/"), analyst.edit_theme, name="theme"),
    path(_("analyze/themes/<uuid:public_id>/remove/"), analyst.remove_theme, name="theme_remove"),
    path(_("analyze/<uuid:public_id>/findings/"), conclusions.overview, name="analysis_findings"),
    path(_("analyze/<uuid:public_id>/findings/new/"), conclusions.add, name="finding_new"),
    path(_("analyze/findings/<uuid:public_id>/"), conclusions.one, name="analysis_finding"),
    path(_("analyze/findings/<uuid:public_id>/edit/"), conclusions.edit, name="finding_edit"),
    path(_("analyze/findings/<uuid:public_id>/act/<finding_act:name>/"), conclusions.act, name="finding_act"),
    path(_("analyze/findings/<uuid:public_id>/quote/"), conclusions.quote, name="quote"),
    path(_("analyze/quotes/<uuid:public_id>/drop/"), conclusions.drop_quote, name="quote_drop"),
    path(_("analyze/<answerable:kind>/<uuid:public_id>/correct/"), errata.add, name="erratum_new"),
    path(_("analyze/corrections/<uuid:public_id>/"), errata.edit, name="erratum"),
    path(_("analyze/corrections/<uuid:public_id>/act/<erratum_act:name>/"), errata.act, name="erratum_act"),
    path(_("analyze/<uuid:public_id>/recommendations/new/"), conclusions.recommend, name="recommendation_new"),
    path(_("analyze/recommendations/<uuid:public_id>/"), conclusions.edit_recommendation, name="recommendation"),
    path(
        _("analyze/recommendations/<uuid:public_id>/act/<recommendation_act:name>/"),
        conclusions.act_recommendation,
        name="recommendation_act",
    ),
]

urlpatterns = by_first_part([*read, *respond, *run, *take_notes, *analyse])
