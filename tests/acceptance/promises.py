"""What was promised and what is done about it, played over HTTP: a commitment from its draft to progress and evidence."""

import re

from partners.models import Framework, Organization, Pillar
from tests.acceptance.conversation import Cast
from tests.support.visitor import Visitor


def promise(cast: Cast, today) -> str:
    """Draft, propose, agree and publish a commitment with a party, a measure and a milestone; return its staff page."""
    dana, paul = cast.dana, cast.paul
    pillar = Pillar.objects.filter(framework__status="active").order_by("pk").first()
    framework = Framework.objects.get(pk=pillar.framework_id)
    dana.open("/en/coordinate/commitments/new/").press(
        "Start the draft",
        title_en="Train people who meet victims first",
        title_fr="Former les personnes qui rencontrent les victimes en premier",
        framework=framework.pk,
        pillars=[pillar.pk],
    )
    page = dana.response.url
    party = Organization.objects.filter(provenance="demo").order_by("pk").first()
    dana.open(f"{page}parties/add/?party=organization:{party.public_id}")
    dana.press("Save", role="lead", text_en="Runs the training.", text_fr="Donne la formation.")
    dana.open(f"{page}measures/add/").press(
        "Save",
        kind=["quantity"],
        name_en="People trained",
        name_fr="Personnes formées",
        unit_en="people",
        unit_fr="personnes",
        target="40",
    )
    due = today.replace(year=today.year + 1)
    dana.open(f"{page}milestones/add/").press("Save", name_en="First session", name_fr="Première séance", due=due)
    dana.open(page).follow("Propose it to the parties").press("Propose it to the parties")
    dana.open(page).follow("Record the agreement").press(
        "Ask a second person", method=["signed_letter"], agreed_on=today
    )
    sign(paul)
    dana.open(page).follow("Make it public").press("Make it public")
    return page


def sign(paul: Visitor) -> None:
    """Decide the first thing that waits for a second signature."""
    paul.open("/en/coordinate/approvals/")
    links = [href for _words, href in paul.page.links if re.search(r"/approvals/(updates|evidence|decisions)/", href)]
    assert links, paul.text
    paul.open(links[0])
    for words in ("Accept and make public", "Accept", "Approve"):
        if any(words == label for form in paul.page.forms for label, _n, _v in form.buttons):
            paul.press(words)
            return
    raise AssertionError(paul.text)


def report(cast: Cast, page: str, today) -> None:
    """The lead reports progress with a figure; evidence is attached and looked at; a second person accepts both."""
    dana, paul = cast.dana, cast.paul
    dana.open(page).press("Report on")
    form = next(form for form in dana.page.forms if "narrative_en" in form.names)
    measure = next(name for name in form.names if name.startswith("measure-"))
    texts = {"narrative_en": "Twelve people were trained.", "narrative_fr": "Douze personnes ont été formées."}
    dana.press("Send for approval", health=["on_track"], **texts, **{measure: "12"})
    sign(paul)
    dana.open(page).follow("Attach evidence").press(
        "Attach it",
        title_en="Attendance sheet",
        title_fr="Feuille de présence",
        url="https://example.org/attendance",
        captured_on=today,
    )
    dana.open(page).press("I have opened it")
    sign(paul)
