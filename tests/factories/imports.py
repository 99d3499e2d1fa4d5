"""Imports of people on the way, through the domain as staff would bring them there."""

import factory

from accounts.actors import Actor
from partners.domain import import_work, imports
from partners.intake.columns import guess
from partners.models import ImportRow, PeopleImport
from tests.factories.accounts import UserFactory, person_with


class PeopleImportFactory(factory.django.DjangoModelFactory):
    """A file that was read and checked, and waits for confirmation."""

    uploaded_by = factory.SubFactory(UserFactory)
    file_name = "people.csv"
    form = "csv"
    digest = factory.Sequence(lambda n: f"{n:064d}")
    state = "checked"
    headings = ("Name", "E-mail")
    columns = factory.LazyFunction(lambda: {"name": 0, "email": 1})
    rows_total = rows_checked = 1

    class Meta:
        model = PeopleImport


class ImportRowFactory(factory.django.DjangoModelFactory):
    """Its one row, which would add somebody."""

    people_import = factory.SubFactory(PeopleImportFactory)
    line = 2
    cells = ("Zoé Exemple", "zoe@example.org")
    values = factory.LazyFunction(
        lambda: {
            "name": "Zoé Exemple",
            "email": "zoe@example.org",
            "phone": "",
            "organization": None,
            "role": "",
            "language": "both",
            "region": None,
        }
    )
    finding = "new"
    digest = factory.Sequence(lambda n: f"{n:064d}")

    class Meta:
        model = ImportRow


def taken_in(content, name="people.csv", by=None):
    """Return an import whose file was read."""
    by = by or person_with("organizer")
    return imports.take_in(content, name, actor=Actor.of(by), by=by)


def checked(content, name="people.csv", by=None, **options):
    """Return an import that waits for confirmation, its columns as guessed."""
    held = taken_in(content, name, by)
    imports.set_columns(held, guess(held.headings), actor=Actor.of(held.uploaded_by), **options)
    import_work.work(str(held.public_id))
    return again(held)


def confirmed(held):
    """Return the import, owed to the workers."""
    imports.confirm(held, actor=Actor.of(held.uploaded_by), by=held.uploaded_by)
    return again(held)


def done(held):
    """Return the import after the workers have finished it."""
    held = confirmed(held)
    import_work.work(str(held.public_id))
    return again(held)


def again(held):
    """Return the import as it stands now."""
    return PeopleImport.objects.get(pk=held.pk)
