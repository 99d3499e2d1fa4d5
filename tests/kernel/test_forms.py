"""Whatever arrives in a form is cleaned or refused in words; nothing breaks."""

import importlib
from datetime import date, time
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django import forms
from django.http import QueryDict
from django.utils import translation

from kernel.fields import ClockField, DateField, PhoneField, PostalCodeField, read_clock
from kernel.forms import Form, OnceForm
from kernel.models import IdempotentAnswer

pytestmark = pytest.mark.sqlite


class SampleForm(Form):
    name = forms.CharField(max_length=5, required=False)
    words = forms.CharField(widget=forms.Textarea, required=False)
    count = forms.IntegerField(required=False)


class DayForm(Form):
    day = DateField(required=False)


def test_text_is_composed_before_it_is_measured():
    decomposed = "e\u0301" * 5

    form = SampleForm({"name": decomposed})

    assert form.is_valid(), form.errors
    assert form.cleaned_data["name"] == "ééééé"


@pytest.mark.parametrize("strange", ["\x00", "\x07", "\x1b", "\x85", "\ud800", "\udfff", "\ufffe", "\uffff"])
@pytest.mark.parametrize("field", ["name", "words"])
def test_a_character_that_no_keyboard_types_is_refused_in_words(field, strange):
    form = SampleForm({field: f"a{strange}b"})

    assert not form.is_valid()
    assert form.errors.as_data()[field]


def test_lines_are_kept_where_text_has_lines_and_lost_where_it_has_none():
    form = SampleForm(QueryDict("name=a%0D%0Ab&words=a%0D%0Ab"))

    assert form.is_valid(), form.errors
    assert form.cleaned_data["name"] == "a b"
    assert form.cleaned_data["words"] == "a\nb"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "key", ["99999999999999999999", "-99999999999999999999", "9_" * 20 + "9", "9" * 5000, "x", "\x00"]
)
def test_a_key_that_no_row_can_have_is_no_choice(key):
    class Several(Form):
        rows = forms.ModelMultipleChoiceField(IdempotentAnswer.objects.order_by("pk"))

    assert "rows" in Several(QueryDict(urlencode({"rows": key}))).errors


@pytest.mark.parametrize("number", ["99999999999999999999", "-99999999999999999999", "9" * 5000, "1e9", "NaN", "٣٫٥"])
def test_a_number_that_fits_no_column_is_refused(number):
    form = SampleForm({"count": number})

    assert not form.is_valid()
    assert "count" in form.errors


def test_an_endless_text_is_refused():
    assert "words" in SampleForm({"words": "a" * 20_001}).errors


def test_a_field_added_by_a_subclass_is_guarded_too():
    class Late(Form):
        def __init__(self, *args):
            super().__init__(*args)
            self.fields["late"] = forms.CharField()

    assert "late" in Late({"late": "a\x07b"}).errors


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (("31", "2", "2018"), "date_none"),
        (("5", "", "2018"), "date_part_missing"),
        (("five", "10", "2018"), "date_not_numbers"),
        (("5", "10", "18"), "date_not_numbers"),
        (("٥", "10", "2018"), "date_not_numbers"),
        (("5", "10", "1492"), "date_too_far"),
        (("0", "0", "0000"), "date_none"),
        (("5\x00", "10", "2018"), "date_not_numbers"),
    ],
)
def test_a_date_says_which_part_is_wrong(typed, code):
    form = DayForm(dict(zip(("day_day", "day_month", "day_year"), typed, strict=True)))

    assert [error.code for error in form.errors.as_data()["day"]] == [code]


def test_a_date_in_three_fields_is_read_and_shown_again():
    form = DayForm({"day_day": "05", "day_month": "10", "day_year": "2018"})

    assert form.is_valid()
    assert form.cleaned_data["day"] == date(2018, 10, 5)
    html = str(DayForm(initial={"day": date(2018, 10, 5)}))
    assert [f'value="{part}"' in html for part in (5, 10, 2018)] == [True, True, True]
    assert html.count("<label") == 3
    assert "<fieldset" in html


def test_an_empty_date_is_none_when_it_may_be_empty():
    form = DayForm({})

    assert form.is_valid()
    assert form.cleaned_data["day"] is None


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("9:30", time(9, 30)), ("09:30", time(9, 30)), ("2:30 pm", time(14, 30)), ("2:30 p.m.", time(14, 30)),
        ("12 am", time(0)), ("12 pm", time(12)), ("14 h 30", time(14, 30)), ("14h30", time(14, 30)),
        ("9\u00a0h", time(9)), ("9 h", time(9)), ("noon", time(12)), ("Midi", time(12)), ("minuit", time(0)),
        ("14.30", time(14, 30)),
    ],
)  # fmt: skip
def test_a_time_is_read_as_people_write_it_in_either_language(typed, read):
    assert read_clock(typed) == read


@pytest.mark.parametrize("typed", ["25:00", "9:60", "13 pm", "0 am", "9", "half past", "9:3", "١٢:٠٠x", "9:30:15"])
def test_a_time_that_cannot_be_read_is_refused(typed):
    with pytest.raises(forms.ValidationError):
        read_clock(typed)


def test_an_error_leads_to_the_first_part_of_its_field():
    class Choice(Form):
        day = DateField()
        start = ClockField()
        pick = forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect)

    html = str(Choice({}))

    for target in ("id_day_0", "id_start", "id_pick_0"):
        assert f'href="#{target}"' in html
        assert f'id="{target}"' in html
    assert html.index("errors") < html.index("<label")


def test_every_message_of_the_fields_exists_in_french():
    with translation.override("fr"):
        errors = str(DayForm({"day_day": "31", "day_month": "2", "day_year": "2018"}).errors)

    assert "Ce jour n’existe pas" in errors


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("613-555-0134", ("+16135550134", "")),
        ("(613) 555-0134 ext. 22", ("+16135550134", "22")),
        ("613 555 0134 x22", ("+16135550134", "22")),
        ("1 613 555-0134 poste 22", ("+16135550134", "22")),
        ("+33 1 42 68 53 00", ("+33142685300", "")),
        ("", ("", "")),
    ],
)
def test_a_telephone_number_is_read_with_its_extension(typed, kept):
    class Call(Form):
        phone = PhoneField(required=False)

    form = Call({"phone": typed})

    assert form.is_valid(), form.errors
    assert form.cleaned_data["phone"] == kept


@pytest.mark.parametrize("typed", ["12", "call me", "613-555-01", "+", "6" * 39, "613-555-0134 poste"])
def test_a_number_that_cannot_exist_is_refused(typed):
    class Call(Form):
        phone = PhoneField()

    assert "phone" in Call({"phone": typed}).errors


@pytest.mark.parametrize("typed", ["k1a0p8", "K1A 0P8", "K1A-0P8", " k1a\u20110p8 "])
def test_a_postal_code_is_read_as_typed(typed):
    class Where(Form):
        code = PostalCodeField()

    form = Where({"code": typed})

    assert form.is_valid(), form.errors
    assert form.cleaned_data["code"] == "K1A0P8"


@pytest.mark.parametrize("typed", ["D1A 0P8", "W1A 0P8", "Z1A 0P8", "K1F 0P8", "K1A 0Q8", "K1A 0P", "90210"])
def test_a_postal_code_with_a_wrong_letter_is_refused(typed):
    class Where(Form):
        code = PostalCodeField()

    assert "code" in Where({"code": typed}).errors


def test_a_form_carries_one_key_that_comes_back():
    key = OnceForm().initial["once"]

    form = OnceForm({"once": str(key)})

    assert form.is_valid()
    assert form.cleaned_data["once"] == key
    assert not OnceForm({"once": "nonsense"}).is_valid()
    assert str(key) in str(OnceForm(initial={"once": key}))


def test_every_form_of_ours_is_guarded():
    """Forms of the sign-in library are guarded by their own fields; ours all descend from one class."""
    apps = ("accounts", "messaging", "publishing", "partners", "safety", "events", "engagement")
    root = Path(__file__).resolve().parents[2]
    for source in (one for app in apps for one in (root / app).rglob("*.py") if "forms" in str(one)):
        importlib.import_module(".".join(source.relative_to(root).with_suffix("").parts).removesuffix(".__init__"))
    found = set(_below(forms.Form))
    ours = {one for one in found if one.__module__.split(".")[0] in apps}
    borrowed = {one for one in ours if any(base.__module__.startswith("allauth") for base in one.__mro__)}

    assert {one.__qualname__ for one in ours - borrowed if not issubclass(one, Form)} == set()
    assert len(ours) > 20


def _below(base):
    for one in base.__subclasses__():
        yield one
        yield from _below(one)


class LeftOutForm(Form):
    words = forms.CharField()
    one = forms.ChoiceField(choices=[("a", "A")])
    several = forms.MultipleChoiceField(choices=[("a", "A")])
    day = DateField()
    agreed = forms.BooleanField()
    paper = forms.FileField()
    own = forms.CharField(error_messages={"required": "Say who reads it."})


def test_what_was_left_out_says_what_to_do_and_never_only_that_it_is_required():
    said = {name: errors[0] for name, errors in LeftOutForm({}).errors.items()}

    assert said == {
        "words": "Fill this in.",
        "one": "Choose one.",
        "several": "Choose at least one.",
        "day": "Give the date.",
        "agreed": "Tick this box to go on.",
        "paper": "Choose a file.",
        "own": "Say who reads it.",
    }


@pytest.mark.django_db
def test_a_list_in_which_nothing_is_chosen_says_so_in_words():
    from partners.models import Place

    class PlaceForm(Form):
        needed = forms.ModelChoiceField(Place.objects.order_by("pk"))
        free = forms.ModelChoiceField(Place.objects.order_by("pk"), required=False)

    shown = PlaceForm().as_p()

    assert "Choose</option>" in shown and "None chosen</option>" in shown and "---" not in shown
