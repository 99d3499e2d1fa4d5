"""One or more samples for each component: what the gallery page shows and the browser tests look at."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from kernel.gallery.drawn import sample_chart, sample_thread
from kernel.gallery.typed import FilterForm, ViewForm, sample_form
from kernel.gallery.words import two


@dataclass(frozen=True)
class Sample:
    """A component and the options it is shown with."""

    component: str
    options: Callable[[], dict[str, Any]]

    @property
    def template(self) -> str:
        return f"components/{self.component}.html"


# parts of another component, shown inside it
INSIDE = {
    "newer": "error_summary",
    "date_parts": "form",
    "demo_tools": "demo_bar",
    "error_summary": "form",
    "field": "form",
    "pair": "form",
    "places_list": "places",
    "public_menu": "menu",
}


def _drawn(kind: str) -> dict[str, Any]:
    return {"chart": sample_chart(kind)}


def _page(**options: Any) -> Callable[[], dict[str, Any]]:
    """Return options that name pairs of words as tuples ("English", "French")."""

    def in_language(value: Any) -> Any:
        if isinstance(value, tuple) and len(value) == 2 and all(isinstance(side, str) for side in value):
            return two(*value)
        if isinstance(value, list):
            return [in_language(entry) for entry in value]
        return {key: in_language(entry) for key, entry in value.items()} if isinstance(value, dict) else value

    return lambda: in_language(options)


HERE = "#main"
SAMPLES: list[Sample] = [
    Sample(
        "breadcrumbs",
        lambda: {
            "trail": [
                (two("Consultation", "Consultation"), HERE),
                (two("Events", "Activités"), HERE),
                ("Vancouver", ""),
            ]
        },
    ),
    Sample(
        "banner",
        _page(
            tone="success",
            title=("The seat is confirmed.", "La place est confirmée."),
            text=("A confirmation is on its way.", "Une confirmation est en route."),
            link=HERE,
            link_text=("Add it to your calendar", "L’ajouter à votre calendrier"),
        ),
    ),
    Sample(
        "banner",
        _page(tone="info", text=("The program was published this morning.", "Le programme a été publié ce matin.")),
    ),
    Sample(
        "banner",
        _page(
            tone="warning",
            title=(
                "The French text is older than the English one.",
                "Le texte français est plus ancien que le texte anglais.",
            ),
            undo_url=HERE,
            undo_label=("Undo", "Annuler"),
        ),
    ),
    Sample(
        "banner",
        _page(
            tone="danger", text=("One message could not be delivered.", "Un message n’a pas pu être livré."), live=True
        ),
    ),
    Sample("messages", _page()),
    *(
        Sample("state", _page(state=code, label=label))
        for code, label in (
            ("confirmed", ("confirmed", "confirmée")),
            ("waiting", ("waiting", "en attente")),
            ("stale", ("French text stale", "texte français à revoir")),
            ("cancelled", ("cancelled", "annulée")),
            ("closed", ("closed", "fermée")),
            ("draft", ("draft", "ébauche")),
        )
    ),
    Sample(
        "steps",
        _page(
            label=("Where it stands", "Où nous en sommes"),
            steps=[
                {"label": ("Paper", "Document"), "done": True},
                {
                    "label": ("Input", "Réponses"),
                    "current": True,
                    "note": ("open until October 31, 2018", "ouvert jusqu’au 31 octobre 2018"),
                },
                {"label": ("What we heard", "Ce que nous avons entendu")},
                {"label": ("Replies", "Réponses du gouvernement")},
            ],
        ),
    ),
    Sample(
        "tabs",
        _page(
            label=("Parts of the event", "Parties de l’activité"),
            tabs=[
                {"url": HERE, "label": ("Overview", "Aperçu"), "current": True},
                {"url": HERE, "label": ("People", "Personnes"), "count": 38},
                {"url": HERE, "label": ("Messages", "Messages")},
            ],
        ),
    ),
    Sample(
        "chips",
        _page(
            label=("Label", "Étiquette"),
            items=[
                {"url": HERE, "label": ("all", "tous"), "current": True, "count": 24},
                {"url": HERE, "label": ("overdue", "en retard"), "count": 3},
            ],
        ),
    ),
    Sample(
        "menu",
        _page(
            places=[
                {"url": HERE, "label": ("Consultation", "Consultation"), "current": True},
                {"url": HERE, "label": ("Commitments", "Engagements")},
            ]
        ),
    ),
    Sample(
        "places",
        _page(
            places=[
                {"url": HERE, "label": ("Today", "Aujourd’hui"), "current": True, "count": 4},
                {"url": HERE, "label": ("Events", "Activités")},
                {"url": HERE, "label": ("People", "Personnes")},
            ]
        ),
    ),
    Sample("demo_bar", _page()),
    Sample("whose_site", _page(demo=True)),
    Sample("tour", _page()),
    Sample("head_search", _page(search_url=HERE)),
    Sample("head_person", _page()),
    Sample("filters", lambda: {"form": FilterForm(), "reset_url": HERE, "download_url": HERE}),
    *(
        Sample(
            "sort",
            _page(
                head={
                    "label": label,
                    "url": HERE,
                    "does": ("sort: Z to A", "trier : de Z à A"),
                    "sort": sort,
                }
            ),
        )
        for label, sort in (
            (("Name", "Nom"), "ascending"),
            (("Date", "Date"), "descending"),
            (("Region", "Région"), ""),
        )
    ),
    Sample(
        "views",
        lambda: {
            "views": {
                "rows": [
                    {"name": two("North, by state", "Nord, par état"), "query": "region=NU", "public_id": "1"},
                    {"name": two("Waiting", "En attente"), "query": "state=pending", "public_id": "2"},
                ],
                "query": "region=NU",
                "is_new": True,
            },
            "view_form": ViewForm(),
            "query": "region=NU",
        },
    ),
    Sample("pager", _page(page={"next_url": "?after=2", "previous_url": "?before=1"}, shown=50, total=214)),
    Sample(
        "empty",
        _page(
            title=("No event yet", "Aucune activité"),
            text=("Events you plan appear here.", "Les activités que vous planifiez paraîtront ici."),
            link=HERE,
            link_text=("Plan an event", "Planifier une activité"),
        ),
    ),
    Sample("bar", _page(label=("Main room", "Grande salle"), cap=40, taken=27, held=4, aside=3)),
    Sample(
        "stat",
        _page(
            value=1214,
            label=("people invited", "personnes invitées"),
            link=HERE,
            note=("in six places", "à six endroits"),
        ),
    ),
    Sample(
        "todo",
        _page(
            items=[
                {
                    "text": (
                        "Two needs are unconfirmed, three days before the meeting.",
                        "Deux besoins ne sont pas confirmés, à trois jours de l’activité.",
                    ),
                    "url": HERE,
                    "label": ("Confirm them", "Les confirmer"),
                    "tone": "bad",
                },
                {
                    "text": ("Nine invitations are unanswered.", "Neuf invitations sont sans réponse."),
                    "url": HERE,
                    "label": ("Remind", "Relancer"),
                    "tone": "warn",
                },
            ]
        ),
    ),
    Sample(
        "privacy_notice",
        _page(
            purpose=("So that you have a seat.", "Pour que vous ayez une place."),
            use=("To keep your seat.", "Pour garder votre place."),
            disclosure=("The organizers of this event.", "L’équipe organisatrice de cette activité."),
            retention=("Until the event is archived.", "Jusqu’à l’archivage de l’activité."),
            open=True,
        ),
    ),
    Sample(
        "act",
        _page(url=HERE, label=("Confirm", "Confirmer"), about=("Northern shelter", "Refuge du Nord"), tone="secondary"),
    ),
    Sample(
        "confirm",
        _page(
            facts=[
                ("38 people with a seat are told.", "38 personnes ayant une place sont averties."),
                ("This cannot be undone.", "C’est irréversible."),
            ],
            url=HERE,
            label=("Cancel the event", "Annuler l’activité"),
            style="danger",
            cancel_url=HERE,
        ),
    ),
    Sample(
        "progress",
        _page(label=("Import of people", "Importation de personnes"), done=1250, total=5000, failed=3, failed_url=HERE),
    ),
    *(Sample("chart", partial(_drawn, kind)) for kind in ("milestones", "tiles")),
    Sample("thread", lambda: {"thread": sample_thread()}),
    Sample("form", lambda: {"form": sample_form(bound=True)}),
]
