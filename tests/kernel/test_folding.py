"""Words are ordered as readers do, alike in Python and in both databases."""

import pytest
from django.db.models import CharField, F, Value
from django.utils import translation

from accounts.models import User
from events.forms.planning import EventForm
from kernel.bilingual import text
from kernel.folding import Folded, fold
from tests.factories.accounts import person_with
from tests.factories.events import VenueFactory

pytestmark = pytest.mark.django_db
LETTERS = "àâäçéèêëîïôöùûüÿœæñåøłđðħšžćńźőű’"


@pytest.mark.parametrize("letters", [LETTERS, LETTERS.upper(), "L’ÉCOLE d’Œuvres", "plain", ""])
def test_the_database_folds_as_python_does(letters):
    person_with("organizer")

    assert User.objects.annotate(found=Folded(Value(letters))).values_list("found", flat=True).first() == fold(letters)


def test_nothing_stays_nothing():
    person_with("organizer")

    assert User.objects.annotate(found=Folded(Value(None, CharField()))).filter(found=None).exists()


def test_accents_do_not_send_a_name_behind_z():
    for number, name in enumerate(("Zoé", "École", "eau", "Œuvre", "Étude", "Île", "ingénieur", "Odile", "Ovide")):
        person_with("organizer", email=f"p{number}@example.org", name=name)

    found = User.objects.order_by(Folded(F("name")).asc()).values_list("name", flat=True)

    assert list(found) == ["eau", "École", "Étude", "Île", "ingénieur", "Odile", "Œuvre", "Ovide", "Zoé"]


@pytest.mark.parametrize(("language", "order"), [("en", ["East", "Élan", "Zone"]), ("fr", ["Est", "Étoile", "Zone"])])
def test_a_list_to_choose_from_follows_the_names_that_the_page_shows(language, order):
    for name_en, name_fr in (("Zone", "Étoile"), ("Élan", "Zone"), ("East", "Est")):
        VenueFactory(name_en=name_en, name_fr=name_fr)

    with translation.override(language):
        assert [text(row, "name") for row in EventForm().fields["venue"].queryset] == order
