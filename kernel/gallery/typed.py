"""Sample forms of the gallery."""

from django import forms

from kernel.fields import ClockField, DateField, PhoneField, PostalCodeField
from kernel.forms import Form
from kernel.gallery.words import two


def sample_form(bound: bool) -> Form:
    class SampleForm(Form):
        """A field of each kind."""

        title_en = forms.CharField(label=two("Title in English", "Titre en anglais"), max_length=200)
        title_fr = forms.CharField(label=two("Title in French", "Titre en français"), max_length=200)
        day = DateField(
            label=two("Day of the meeting", "Jour de la rencontre"),
            help_text=two("For example 5 10 2018", "Par exemple 5 10 2018"),
        )
        start = ClockField(label=two("Start", "Début"))
        phone = PhoneField(label=two("Telephone", "Téléphone"), required=False)
        postal_code = PostalCodeField(label=two("Postal code", "Code postal"), required=False)
        words = forms.CharField(
            label=two("What you want to say", "Ce que vous voulez dire"), widget=forms.Textarea, required=False
        )
        needs = forms.MultipleChoiceField(
            label=two("What would help you?", "Qu’est-ce qui vous aiderait?"),
            choices=[("a", two("captioning", "sous-titrage")), ("b", two("sign language", "langue des signes"))],
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )
        language = forms.ChoiceField(
            label=two("Language of the meeting", "Langue de la rencontre"),
            choices=[("en", "English"), ("fr", "Français")],
            widget=forms.RadioSelect,
        )
        place = forms.ChoiceField(
            label=two("Place", "Lieu"), choices=[("v", "Vancouver"), ("i", "Iqaluit")], required=False
        )
        told = forms.BooleanField(
            label=two("Tell me what comes of it", "Dites-moi ce qui en résulte"),
            help_text=two("Two messages at most", "Deux messages au plus"),
            required=False,
        )
        report = forms.FileField(label=two("A document", "Un document"), required=False)

    form = SampleForm(
        {"title_en": "Northern roundtable", "start": "25:00", "day_day": "31", "day_month": "2", "day_year": "2018"}
        if bound
        else None
    )
    form.fields["needs"].read_by = two(  # type: ignore[attr-defined]
        "the two people who prepare the room", "les deux personnes qui préparent la salle"
    )
    return form


class FilterForm(forms.Form):
    def __init__(self) -> None:
        super().__init__(auto_id="filter_%s")
        self.fields["q"] = forms.CharField(
            label=two("Name", "Nom"), required=False, widget=forms.TextInput({"type": "search"})
        )
        self.fields["state"] = forms.ChoiceField(
            label=two("State", "État"),
            choices=[("", two("all", "tous")), ("c", two("confirmed", "confirmés"))],
            required=False,
        )


class ViewForm(forms.Form):
    def __init__(self) -> None:
        super().__init__()
        self.fields["view_name"] = forms.CharField(label=two("Name of the view", "Nom de la vue"))
