"""Invented names and titles. No list holds the name of a real organization or nation, and every organization says that it is fictional.

Names show every shape that a directory of this country must bear: one word, hyphens, apostrophes, accents, letters of
the extended Latin alphabet, syllabics, particles in lower case, and more than sixty characters.
"""

import random

from partners.enums import OrganizationKind as Kind

FEDERAL, PROVINCES, LAW, INDIGENOUS, SEX_WORK, PRIVATE, CIVIL = (
    "sec-federal",
    "sec-provinces-territories",
    "sec-law-enforcement",
    "sec-indigenous",
    "sec-sex-work",
    "sec-private",
    "sec-civil-society",
)

# sector, kind, English, French; {word} is an invented place name
ORGANIZATIONS = (
    (PROVINCES, Kind.PROVINCIAL_TERRITORIAL, "Ministry of {word} Affairs", "Ministère des Affaires de {word}"),
    (LAW, Kind.LAW_ENFORCEMENT, "{word} Police Service", "Service de police de {word}"),
    (CIVIL, Kind.NGO, "{word} Shelter Society", "Société d'hébergement de {word}"),
    (INDIGENOUS, Kind.NGO, "{word} Women's Circle", "Cercle de femmes de {word}"),
    (SEX_WORK, Kind.NGO, "{word} Workers' Alliance", "Alliance des travailleuses et travailleurs de {word}"),
    (PRIVATE, Kind.PRIVATE, "{word} Lodging Association", "Association hôtelière de {word}"),
    (FEDERAL, Kind.FEDERAL, "{word} Programs Office", "Bureau des programmes de {word}"),
    (CIVIL, Kind.NGO, "{word} Home Network", "Réseau d'accueil de {word}"),
    (PRIVATE, Kind.PRIVATE, "{word} Payments", "Paiements {word}"),
    (LAW, Kind.LAW_ENFORCEMENT, "{word} Border Corridor Unit", "Unité du corridor frontalier de {word}"),
    (CIVIL, Kind.ACADEMIC, "{word} Institute for Work", "Institut de {word} sur le travail"),
    (INDIGENOUS, Kind.NGO, "{word} House Council", "Conseil de la Maison de {word}"),
    (CIVIL, Kind.MUNICIPAL, "{word} Community Services", "Services communautaires de {word}"),
)
WORDS = (
    ("Heron Point", "Pointe-au-Héron"),
    ("Willow Bend", "Saulaie-du-Détour"),
    ("Granite Hill", "Colline-de-Granit"),
    ("Birch Landing", "Quai-des-Bouleaux"),
    ("Silver Brook", "Ruisselet-d'Argent"),
)
FRENCH_SHARE = {"QC": 0.85, "NB": 0.4, "ON": 0.2, "MB": 0.15}
ROLES_EN = (
    "Executive Director",
    "Program Manager",
    "Policy Analyst",
    "Outreach Coordinator",
    "Director",
    "Inspector",
    "Adviser",
)
ROLES_FR = (
    "Direction générale",
    "Gestion de programme",
    "Analyse de politiques",
    "Coordination de la sensibilisation",
    "Direction",
    "Inspection",
    "Conseil",
)
PRONOUNS_EN = ("she/her", "he/him", "they/them")
PRONOUNS_FR = ("elle", "il", "iel")
OTHER_LANGUAGES = ("Inuktitut", "Cree", "Michif", "Tagalog", "Punjabi", "Mandarin", "Arabic", "Spanish")

GIVEN = (
    "Amara",
    "Béatrice",
    "Chidi",
    "Dominique",
    "Élodie",
    "Farah",
    "Gwenaël",
    "Hana",
    "Imani",
    "Jean-Félix",
    "Keiko",
    "Lucie-Anne",
    "Marek",
    "Noémie",
    "Oluwaseun",
    "Priya",
    "Quentin",
    "Rosalie",
    "Siobhan",
    "Thérèse",
    "Ulrich",
    "Violaine",
    "Wilhelmina",
    "Xiomara",
    "Yasmin",
    "Zoë",
    "Maëlle",
    "Anaïs",
    "Rémi",
    "Tomasz",
)
FAMILY = (
    "Abernethy",
    "Beaulieu-Roy",
    "Çelik",
    "D'Aoust",
    "Eriksen",
    "Fontaine",
    "Gagné",
    "Hébert",
    "Iñárritu",
    "Jørgensen",
    "Kowalczyk",
    "L'Écuyer",
    "MacNeill",
    "Nguyễn",
    "O'Reilly",
    "Prud'homme",
    "Quirion",
    "Ravindran",
    "Saint-Onge",
    "Tremblay-Côté",
    "Ünal",
    "Villeneuve",
    "Wójcik",
    "Ximenes",
    "Ylönen",
    "Zeballos",
    "Łukasiewicz",
    "Bélanger",
)
# one of each hard shape, always among the first people
SHAPES = (
    "Nahanni",
    "Lucie-Anne Beaulieu-Roy",
    "Siobhan O'Reilly",
    "Éloïse Prud'homme-Gagné",
    "Tłegǫ Káshā Sŝaʔ",
    "ᐊᓈᓇ ᐃᓄᒃᑎᑐᑦ",
    "Ludovic de la Durantaye",
    "Wilhelmina Maximiliana Alexandrina van den Berghe-Vandersteenhoven",
)


def full_names(draw: random.Random, wanted: int) -> list[str]:
    """Return so many different full names, the hard shapes among them."""
    names = list(dict.fromkeys(SHAPES))
    seen = set(names)
    while len(names) < wanted:
        name = f"{draw.choice(GIVEN)} {draw.choice(FAMILY)}"
        if name not in seen:
            seen.add(name)
            names.append(name)
    return names[:wanted]
