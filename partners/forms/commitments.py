"""What coordinators type about a commitment: its text, its parties, its measures, its milestones, and decisions."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel import canonical
from kernel.bilingual import text
from kernel.fields import ClockField, DateField
from kernel.forms import Form, OnceForm, SeenForm
from partners import commitment_policies as policies
from partners.commitment_states import AgreementMethod, Direction, MeasureKind, PartyRole
from partners.models import Commitment, Framework, Measure, Milestone, PartyObligation, Pillar, SdgReference
from partners.queries.commitment_versions import version_of

MONTHS = ((3, _("every three months")), (6, _("every six months")), (12, _("every year")))


def short(label: Any, *, required: bool = True, most: int = 300) -> forms.CharField:
    """A line of text."""
    return forms.CharField(label=label, required=required, max_length=most)


def long(label: Any, *, required: bool = True, most: int = 2000, rows: int = 4) -> forms.CharField:
    """Some lines of text."""
    return forms.CharField(
        label=label, required=required, max_length=most, widget=forms.Textarea(attrs={"rows": str(rows)})
    )


class ReasonedForm(SeenForm, OnceForm):
    """A change of words: once the text is with the parties, it says why, and whether the other side still holds.

    A new row is made once however often the form is sent; a change carries what the form showed of the row.
    """

    reason_en = long(_("Why it changes, in English"), required=False, most=1000, rows=2)
    reason_fr = long(_("Why it changes, in French"), required=False, most=1000, rows=2)
    same_meaning = forms.BooleanField(
        label=_("Where I changed only one language, the other still says the same."), required=False
    )
    STEMS: tuple[str, ...] = ()

    def __init__(
        self, data: Any = None, *, initial: Any = None, with_parties: bool = False, changing: bool = True
    ) -> None:
        super().__init__(data, initial=initial)
        if not with_parties:
            for name in ("reason_en", "reason_fr"):
                del self.fields[name]
        for name in ("once",) if changing else ("same_meaning", "seen"):
            del self.fields[name]

    def values(self) -> dict[str, Any]:
        """Return what the domain function takes."""
        found = dict(self.cleaned_data)
        if found.pop("same_meaning", False):
            found["same_meaning"] = self.STEMS
        return found


class Pillars(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Pillars by name, each with its framework."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{text(obj, 'name')} ({text(obj.framework, 'name')})"


class Goals(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Goals and targets by their words."""

    def label_from_instance(self, obj: Any) -> str:
        return text(obj, "name")


class Frameworks(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Frameworks by name."""

    def label_from_instance(self, obj: Any) -> str:
        return text(obj, "name")


class Groups(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Commitments that group others, by reference and title."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj)


class CommitmentForm(ReasonedForm):
    """The shared text of a commitment."""

    STEMS = ("title", "description", "no_measure")

    title_en = short(_("Title in English"), required=False)
    title_fr = short(_("Title in French"), required=False)
    description_en = long(_("Description in English"), required=False, most=4000)
    description_fr = long(_("Description in French"), required=False, most=4000)
    framework = Frameworks(label=_("Framework"), queryset=Framework.objects.none(), empty_label=_("Choose"))
    pillars = Pillars(
        label=_("Pillars"),
        queryset=Pillar.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Of the framework chosen above."),
    )
    sdg_references = Goals(
        label=_("Sustainable Development Goals"),
        queryset=SdgReference.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    parent = Groups(
        label=_("Part of"), queryset=Commitment.objects.none(), required=False, empty_label=_("No other commitment")
    )
    starts_on = DateField(
        label=_("Starts on"), required=False, help_text=_("On that day it begins to count as “In progress”.")
    )
    ends_on = DateField(label=_("Ends on"), required=False)
    reporting_months = forms.TypedChoiceField(label=_("Progress is reported"), choices=MONTHS, coerce=int, initial=6)
    no_measure_en = long(_("If nothing can be measured: why, in English"), required=False, most=1000, rows=2)
    no_measure_fr = long(_("If nothing can be measured: why, in French"), required=False, most=1000, rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("framework", Framework.objects.filter(status="active").order_by("position", "pk"))
        self._offer("pillars", Pillar.objects.select_related("framework").order_by("framework", "position"))
        self._offer("sdg_references", SdgReference.objects.order_by("position", "pk"))
        self._offer("parent", Commitment.objects.filter(umbrella=True, discarded_at=None).order_by("year", "number"))

    def _offer(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows

    @staticmethod
    def initial_of(commitment: Commitment) -> dict[str, Any]:
        """Return what the form shows of a commitment."""
        names = (
            "title_en",
            "title_fr",
            "description_en",
            "description_fr",
            "no_measure_en",
            "no_measure_fr",
            "starts_on",
            "ends_on",
            "reporting_months",
        )
        return {
            **{name: getattr(commitment, name) for name in names},
            "seen": version_of(commitment),
            "framework": commitment.framework_id,
            "parent": commitment.parent_id,
            "pillars": list(commitment.pillars.values_list("pk", flat=True)),
            "sdg_references": list(commitment.sdg_references.values_list("pk", flat=True)),
        }

    def keep_framework(self, commitment: Commitment) -> None:
        """Offer the framework that the commitment has, even if it was closed since."""
        chosen = Framework.objects.filter(status="active") | Framework.objects.filter(pk=commitment.framework_id)
        self._offer("framework", chosen.order_by("position", "pk"))


class NewCommitmentForm(CommitmentForm):
    """A new draft; whether it groups others is decided once."""

    umbrella = forms.BooleanField(
        label=_("It groups other commitments"),
        required=False,
        help_text=_("Then it has no state, parties or milestones of its own: they follow from the ones inside."),
    )


class PartyForm(ReasonedForm):
    """One party's part."""

    STEMS = ("text",)

    role = forms.ChoiceField(label=_("Role"), choices=PartyRole.choices)
    text_en = long(_("What this party does, in English"), required=False)
    text_fr = long(_("What this party does, in French"), required=False)

    @staticmethod
    def initial_of(row: PartyObligation) -> dict[str, Any]:
        """Return what the form shows of a party's part."""
        return {name: getattr(row, name) for name in ("role", "text_en", "text_fr")} | {"seen": version_of(row)}


class MeasureForm(ReasonedForm):
    """A measure: a number to reach, or words."""

    STEMS = ("name", "unit")

    kind = forms.ChoiceField(label=_("Kind of measure"), choices=MeasureKind.choices, widget=forms.RadioSelect)
    name_en = short(_("What is measured, in English"))
    name_fr = short(_("What is measured, in French"))
    unit_en = short(_("Unit in English"), required=False, most=60)
    unit_fr = short(_("Unit in French"), required=False, most=60)
    baseline = forms.DecimalField(label=_("Where it starts"), required=False, max_digits=14, decimal_places=4)
    target = forms.DecimalField(label=_("Target"), required=False, max_digits=14, decimal_places=4)
    direction = forms.ChoiceField(label=_("The number should"), choices=Direction.choices)
    required = forms.BooleanField(label=_("Needed for completion"), required=False, initial=True)

    @staticmethod
    def initial_of(row: Measure) -> dict[str, Any]:
        """Return what the form shows of a measure."""
        names = (
            "kind",
            "name_en",
            "name_fr",
            "unit_en",
            "unit_fr",
            "baseline",
            "target",
            "direction",
            "required",
        )
        found = {name: getattr(row, name) for name in names} | {"seen": version_of(row)}
        # as a person writes it: neither 40.0000 nor 4E+1
        return {name: canonical.plain(value) if isinstance(value, Decimal) else value for name, value in found.items()}


class MilestoneForm(ReasonedForm):
    """A dated step; the date can be typed only while it is a draft."""

    STEMS = ("name",)

    name_en = short(_("Milestone in English"))
    name_fr = short(_("Milestone in French"))
    due = DateField(label=_("Date"), help_text=_("Once proposed, this first date never changes."))
    required = forms.BooleanField(label=_("Needed for completion"), required=False, initial=True)

    def __init__(self, *args: Any, fixed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if fixed:
            del self.fields["due"]

    @staticmethod
    def initial_of(row: Milestone) -> dict[str, Any]:
        """Return what the form shows of a milestone."""
        found = {"name_en": row.name_en, "name_fr": row.name_fr, "due": row.current_due, "required": row.required}
        return found | {"seen": version_of(row)}


class ReasonForm(ReasonedForm):
    """Why a part is taken away; empty while the text is a draft."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs, changing=False)
        del self.fields["once"]


class MeetForm(Form):
    """The day on which a milestone was met."""

    met_on = DateField(label=_("Met on"))


class RescheduleForm(Form):
    """Another date, and why."""

    due = DateField(label=_("New date"))
    reason_en = long(_("Reason in English"), most=1000, rows=3)
    reason_fr = long(_("Reason in French"), most=1000, rows=3)


class ReasonPairForm(Form):
    """A reason that the public reads."""

    reason_en = long(_("Reason in English"), rows=3)
    reason_fr = long(_("Reason in French"), rows=3)


class WithdrawForm(ReasonPairForm):
    """Why it is withdrawn, and which office decided."""

    office_en = short(_("Office that decided, in English"), most=200)
    office_fr = short(_("Office that decided, in French"), most=200)


class ReplaceForm(ReasonPairForm):
    """Which commitment takes its place."""

    successor = short(_("Reference of the commitment that replaces it"), most=20)
    field_order = ("successor", "reason_en", "reason_fr")

    def clean_successor(self) -> Commitment:
        """Return the commitment with that reference.

        Raises:
            ValidationError: there is none.
        """
        typed = self.cleaned_data["successor"].strip().upper()
        found: Commitment | None = Commitment.objects.filter(ref=typed).first()
        if found is None:
            raise forms.ValidationError(_("There is no commitment with this reference. It looks like C-2018-014."))
        return found


class KeeperForm(Form):
    """Who looks after it from now on."""

    owner = forms.ModelChoiceField(
        label=_("Looked after by"), queryset=policies.keepers().none(), empty_label=_("Choose")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["owner"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = policies.keepers().order_by("name", "pk")


class AgreeForm(Form):
    """How and when the parties agreed."""

    method = forms.ChoiceField(
        label=_("How the parties agreed"), choices=AgreementMethod.choices, widget=forms.RadioSelect
    )
    agreed_on = DateField(label=_("Day of the agreement"))


class ReleaseForm(Form):
    """When it becomes public: at once, or on a day and hour to come, Ottawa time."""

    on = DateField(label=_("On another day"), required=False, help_text=_("Leave empty to make it public now."))
    at = ClockField(label=_("At what time, Ottawa time"), required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for both a day and a time, or neither."""
        clean = super().clean() or self.cleaned_data
        if bool(clean.get("on")) != bool(clean.get("at")) and not self.errors:
            raise forms.ValidationError(_("Give both the day and the time, or neither."))
        return clean


class WordsForm(Form):
    """A reason for a colleague."""

    reason = long(_("Reason"), most=2000, rows=3)


class NothingForm(Form):
    """An act that needs no words."""


class PartySearchForm(Form):
    """Find the party to add."""

    q = forms.CharField(label=_("Name of the organization, body or office"), required=False, max_length=100)


def pairs_of(form: forms.BaseForm, stems: Iterable[str]) -> Sequence[tuple[Any, Any]]:
    """Return the fields of each text pair, English and French, for templates that show them side by side."""
    return [(form[f"{stem}_en"], form[f"{stem}_fr"]) for stem in stems if f"{stem}_en" in form.fields]
