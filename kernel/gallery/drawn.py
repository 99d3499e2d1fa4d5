"""Sample charts of the gallery."""

from datetime import date

from kernel import charts, diagrams, timelines
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


def sample_chart(kind: str) -> charts.Chart:
    if kind == "milestones":
        marks = [
            timelines.Mark(
                two("Case management standards", "Normes de gestion de cas"),
                date(2020, 3, 31),
                date(2020, 9, 30),
                date(2020, 8, 14),
            ),
            timelines.Mark(
                two("Crisis telephone line", "Ligne d’urgence"), date(2019, 6, 1), date(2019, 6, 1), date(2019, 5, 29)
            ),
            timelines.Mark(
                two("Survivor-led committee", "Comité dirigé par des personnes survivantes"),
                date(2020, 12, 31),
                date(2021, 6, 30),
            ),
        ]
        return timelines.milestones(
            two("Two of three milestones are met", "Deux jalons sur trois sont atteints"),
            marks,
            today=date(2020, 11, 24),
        )
    return charts.tile_map(
        two("Every jurisdiction but one was heard", "Toutes les administrations sauf une ont été entendues"),
        _jurisdictions(),
    )


def sample_thread() -> diagrams.Thread:
    """Return a thread with a chain of three stages before it and two steps after it."""
    chain = [
        [diagrams.Step(two("Consultation", "Consultation"), two("National consultation", "Consultation nationale"))],
        [
            diagrams.Step(
                two("Finding – Support", "Constat – Soutien"),
                two("Support should last longer than the emergency.", "Le soutien devrait durer plus que l’urgence."),
                (two("Online: many (about 15 of about 40)", "En ligne : beaucoup (environ 15 sur environ 40)"),),
            ),
            diagrams.Step(
                two("Finding – Training", "Constat – Formation"),
                two("Staff should know the signs.", "Le personnel devrait connaître les signes."),
                (two("Online: not raised, or by fewer than 5", "En ligne : non soulevé, ou par moins de 5"),),
            ),
        ],
        [diagrams.Step(two("Recommendation 1", "Recommandation 1"), two("Train people.", "Former les gens."))],
    ]
    after = [
        diagrams.Step(two("Milestone", "Jalon"), two("First training", "Première formation"), (two("met", "atteint"),)),
        diagrams.Step(two("Progress", "Avancement"), two("2 updates published", "2 comptes rendus publiés")),
    ]
    heads = diagrams.Heads(
        two("What it came from", "D’où il vient"),
        two("The commitment", "L’engagement"),
        two("What it led to", "Ce qu’il a donné"),
        two("Nothing yet.", "Rien pour l’instant."),
    )
    here = diagrams.Step("C-2018-023", two("Train 40 facilitators", "Former 40 animatrices et animateurs"))
    title = two("Two findings led to it", "Deux constats y ont mené")
    return diagrams.thread("sample", title, heads, [chain], here, after)
