"""Sample charts of the gallery."""

from datetime import date

from kernel import charts
from kernel.gallery.words import two


def _jurisdictions() -> list[charts.Tile]:
    names = (
        ("YT", "Yukon", "Yukon", 6), ("NT", "Northwest Territories", "Territoires du Nord-Ouest", None),
        ("NU", "Nunavut", "Nunavut", None), ("BC", "British Columbia", "Colombie-Britannique", 41),
        ("AB", "Alberta", "Alberta", 25), ("SK", "Saskatchewan", "Saskatchewan", 12), ("MB", "Manitoba", "Manitoba", 18),
        ("ON", "Ontario", "Ontario", 67), ("QC", "Quebec", "Québec", 39),
        ("NL", "Newfoundland and Labrador", "Terre-Neuve-et-Labrador", 6), ("NB", "New Brunswick", "Nouveau-Brunswick", 7),
        ("NS", "Nova Scotia", "Nouvelle-Écosse", 11), ("PE", "Prince Edward Island", "Île-du-Prince-Édouard", 0),
    )  # fmt: skip
    return [charts.Tile(code, two(english, french), count) for code, english, french, count in names]


def _bars() -> list[charts.Bar]:
    return [
        charts.Bar(two("Community organizations", "Organismes communautaires"), (24, 6)),
        charts.Bar(two("Law enforcement", "Organismes d’application de la loi"), (9, 3)),
        charts.Bar(two("Indigenous governing bodies", "Corps dirigeants autochtones"), (None, None)),
    ]


def sample_chart(kind: str) -> charts.Chart:
    series = [two("accepted", "acceptées"), two("no answer", "sans réponse")]
    head = two("Sector", "Secteur")
    if kind == "bars":
        rows = [charts.Bar(row.label, row.counts[:1]) for row in _bars()]
        return charts.bars(
            two("Community organizations answered most", "Les organismes communautaires ont le plus répondu"),
            rows,
            head=head,
        )
    if kind == "stacked":
        return charts.stacked(
            two("One in four has not answered", "Une invitation sur quatre est sans réponse"),
            _bars(),
            series=series,
            head=head,
        )
    if kind == "dots":
        return charts.dots(
            two("Acceptances outnumber silence", "Plus d’acceptations que de silences"),
            _bars(),
            series=series,
            head=head,
        )
    if kind == "milestones":
        marks = [
            charts.Mark(
                two("Case management standards", "Normes de gestion de cas"),
                date(2020, 3, 31),
                date(2020, 9, 30),
                date(2020, 8, 14),
            ),
            charts.Mark(
                two("Crisis telephone line", "Ligne d’urgence"), date(2019, 6, 1), date(2019, 6, 1), date(2019, 5, 29)
            ),
            charts.Mark(
                two("Survivor-led committee", "Comité dirigé par des personnes survivantes"),
                date(2020, 12, 31),
                date(2021, 6, 30),
            ),
        ]
        return charts.milestones(
            two("Two of three milestones are met", "Deux jalons sur trois sont atteints"),
            marks,
            today=date(2020, 11, 24),
        )
    if kind == "tiles":
        return charts.tile_map(
            two("Every jurisdiction but one was heard", "Toutes les administrations sauf une ont été entendues"),
            _jurisdictions(),
        )
    return charts.thread(
        two("From three findings to one commitment", "De trois constats à un engagement"),
        [
            charts.Knot("a", 0, two("Finding", "Constat"), two("Housing comes first", "Le logement d’abord"), ("d",)),
            charts.Knot(
                "b",
                0,
                two("Finding", "Constat"),
                two("Services end too early", "Les services cessent trop tôt"),
                ("d",),
            ),
            charts.Knot(
                "d",
                1,
                two("Recommendation", "Recommandation"),
                two("Fund long-term support", "Financer un soutien durable"),
                ("e",),
            ),
            charts.Knot(
                "e", 2, two("Commitment", "Engagement"), two("Housing fund by 2020", "Fonds de logement d’ici 2020")
            ),
        ],
    )
