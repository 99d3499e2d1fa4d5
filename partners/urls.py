"""Addresses of `partners`."""

from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext_lazy as _

from kernel.routes import by_first_part
from partners import commitment_urls
from partners.views import consents, facts, imports, organizations, people, stopping

app_name = "partners"
urlpatterns: list[URLPattern | URLResolver] = [
    # public: facts and where they come from
    path(_("facts/"), facts.all_facts, name="facts"),
    path(_("facts/consultation/"), facts.consultation, name="facts_consultation"),
    path(_("facts/strategy/"), facts.strategy, name="strategy"),
    path(_("facts/institutions/"), facts.institutions, name="institutions"),
    path(_("facts/institutions/<uuid:public_id>/"), facts.institution, name="institution"),
    path(_("facts/regions/"), facts.regions, name="regions"),
    path(_("facts/sectors/"), facts.sectors, name="sectors"),
    path(_("facts/international/"), facts.international, name="international"),
    # staff: people
    path(_("directory/people/"), people.people, name="people"),
    path(_("directory/people/download/"), people.people_export, name="people_export"),
    path(_("directory/people/add/"), people.person_add, name="person_add"),
    path(_("directory/imports/"), imports.people_imports, name="people_imports"),
    path(_("directory/imports/files/<slug:kind>/<slug:form>/"), imports.example, name="people_import_example"),
    path(_("directory/imports/<uuid:public_id>/"), imports.people_import, name="people_import"),
    path(_("directory/imports/<uuid:public_id>/columns/"), imports.people_import_columns, name="people_import_columns"),
    path(_("directory/imports/<uuid:public_id>/choices/"), imports.people_import_choose, name="people_import_choose"),
    path(
        _("directory/imports/<uuid:public_id>/progress/"), imports.people_import_progress, name="people_import_progress"
    ),
    path(_("directory/imports/<uuid:public_id>/refused/"), imports.people_import_refused, name="people_import_refused"),
    path(_("directory/imports/<uuid:public_id>/discard/"), imports.people_import_discard, name="people_import_discard"),
    *(
        path(pattern, imports.people_import_act, {"act": act}, name=f"people_import_{act}")
        for act, pattern in (
            ("confirm", _("directory/imports/<uuid:public_id>/confirm/")),
            ("retry", _("directory/imports/<uuid:public_id>/retry/")),
        )
    ),
    path(_("directory/people/<uuid:public_id>/"), people.person, name="person"),
    path(_("directory/people/<uuid:public_id>/change/"), people.person_edit, name="person_edit"),
    path(_("directory/people/<uuid:public_id>/affiliations/add/"), people.affiliation_add, name="affiliation_add"),
    path(_("directory/affiliations/<uuid:public_id>/change/"), people.affiliation_edit, name="affiliation_edit"),
    path(_("directory/affiliations/<uuid:public_id>/remove/"), people.affiliation_remove, name="affiliation_remove"),
    path(_("directory/people/<uuid:public_id>/contacts/add/"), people.contact_add, name="contact_add"),
    *(
        path(pattern, people.contact_act, {"act": act}, name=f"contact_{act}")
        for act, pattern in (
            ("prefer", _("directory/contacts/<uuid:public_id>/prefer/")),
            ("use", _("directory/contacts/<uuid:public_id>/use/")),
            ("stop", _("directory/contacts/<uuid:public_id>/stop/")),
        )
    ),
    path(_("directory/contacts/<uuid:public_id>/remove/"), people.contact_remove, name="contact_remove"),
    path(_("directory/people/<uuid:public_id>/reach/"), people.contact_rule, name="contact_rule"),
    path(_("directory/people/<uuid:public_id>/reach/clear/"), people.contact_rule_clear, name="contact_rule_clear"),
    path(_("directory/people/<uuid:public_id>/consent/record/"), consents.consent_record, name="consent_record"),
    path(_("directory/people/<uuid:public_id>/consent/stop/"), consents.consent_stop, name="consent_stop"),
    path(_("directory/consents/"), consents.waiting, name="consents"),
    path(
        _("directory/consents/<uuid:public_id>/confirm/"),
        consents.consent_decide,
        {"act": "confirm"},
        name="consent_confirm",
    ),
    path(
        _("directory/consents/<uuid:public_id>/reject/"),
        consents.consent_decide,
        {"act": "reject"},
        name="consent_reject",
    ),
    # staff: organizations
    path(_("directory/organizations/"), organizations.organizations, name="organizations"),
    path(_("directory/organizations/add/"), organizations.organization_add, name="organization_add"),
    path(_("directory/organizations/<uuid:public_id>/"), organizations.organization, name="organization"),
    path(
        _("directory/organizations/<uuid:public_id>/change/"), organizations.organization_edit, name="organization_edit"
    ),
    path(
        _("directory/organizations/<uuid:public_id>/rename/"),
        organizations.organization_rename,
        name="organization_rename",
    ),
    path(
        _("directory/organizations/<uuid:public_id>/names/add/"), organizations.name_add, name="organization_name_add"
    ),
    path(
        _("directory/organizations/<uuid:public_id>/vouching/give/"),
        organizations.vouching,
        {"may_vouch": True},
        name="organization_vouching_give",
    ),
    path(
        _("directory/organizations/<uuid:public_id>/vouching/end/"),
        organizations.vouching,
        {"may_vouch": False},
        name="organization_vouching_end",
    ),
    path(_("directory/names/<uuid:public_id>/change/"), organizations.name_edit, name="organization_name_edit"),
    path(_("directory/names/<uuid:public_id>/remove/"), organizations.name_remove, name="organization_name_remove"),
    path(
        _("directory/organizations/<uuid:public_id>/contacts/add/"),
        organizations.organization_contact_add,
        name="organization_contact_add",
    ),
    # public: by link
    path(_("stop-messages/<str:token>/"), stopping.stop_messages, name="stop_messages"),
    path(_("stop-messages/<str:token>/start/"), stopping.start_messages, name="start_messages"),
    # commitments
    *commitment_urls.patterns,
]
urlpatterns = by_first_part(urlpatterns)
