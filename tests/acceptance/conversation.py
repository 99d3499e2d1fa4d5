"""What people say and what comes of it, played over HTTP: paper, questions, input, notes, themes, findings, replies.

The words are those of the demonstration; every row is there because somebody pressed a button.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from config.demonstration.story import story
from engagement.models import (
    Code,
    Consultation,
    LoopNotice,
    PaperVersion,
    QuestionnaireVersion,
    SourceText,
    TableSession,
)
from partners.models import Commitment
from tests.support.processes import wait_until
from tests.support.visitor import Visitor

SUBMISSIONS, TABLES, NOTES, RESUMED = 42, 10, 20, 6
USES = ["analyse", "summarise", "paraphrase", "quote"]
WORDS = {
    "en": {
        "respond": "/en/consultations/{ref}/respond/",
        "begin": "Continue",
        "questions": "Go to the questions",
        "save": "Save and",
        "leave": "Save and leave",
        "open": "Open",
        "back": "Change my answers",
        "send": "Send my input",
        "yes": "Yes, it is mine",
    },
    "fr": {
        "respond": "/fr/consultations/{ref}/participer/",
        "begin": "Continuer",
        "questions": "Aller aux questions",
        "save": "Enregistrer et",
        "leave": "Enregistrer et quitter",
        "open": "Ouvrir",
        "back": "Modifier mes réponses",
        "send": "Envoyer ma contribution",
        "yes": "Oui, c’est la mienne",
    },
}


@dataclass
class Receipt:
    """What a person keeps: a number, a secret, and perhaps the address they gave."""

    language: str
    number: str
    secret: str
    email: str = ""
    theme: str = ""


@dataclass
class Cast:
    """Browsers in which the people of the institution are signed in."""

    base: str
    alice: Visitor
    paul: Visitor
    anika: Visitor
    theo: Visitor
    dana: Visitor
    receipts: list[Receipt] = field(default_factory=list)


def prepare(cast: Cast, ref: str, events: list[str]) -> str:
    """Write the paper and the questions, have both frozen and the consultation opened; return its page's address."""
    alice, paul = cast.alice, cast.paul
    alice.open("/en/organize/consultations/new/")
    texts = {
        "title_en": "The way forward to end human trafficking",
        "title_fr": "La voie à suivre pour mettre fin à la traite des personnes",
        "purpose_en": "Ask what should be done next. Say what was heard and answer it.",
        "purpose_fr": "Demander ce qu’il faut faire ensuite. Dire ce qui a été entendu et y répondre.",
    }
    alice.press("Save", ref=ref, closes_day=timezone.localdate() + timedelta(days=40), **texts)
    address = alice.response.url
    _paper(alice, paul, address)
    _questions(alice, paul, address)
    for event in events:
        alice.open(f"{address}meetings/").press("Add", event=event)
    paul.open(address).follow("Sign: open it").press("Sign: open it")
    assert Consultation.objects.get(ref=ref).state == "open", paul.text
    return address


def _paper(alice: Visitor, paul: Visitor, address: str) -> None:
    alice.open(f"{address}paper/").press("Begin a version").follow("Change title and change note")
    alice.press("Save", title_en="Discussion paper", title_fr="Document de discussion")
    for section in story()["paper"]["sections"][:3]:
        alice.follow("Add a section")
        alice.press("Save", **{name: section[name] for name in section if name.startswith(("heading_", "body_"))})
    alice.press("Hand it over")
    paul.open(f"{address}paper/").follow("Freeze it").press("Freeze it")
    assert PaperVersion.objects.filter(state="frozen").exists(), paul.text


def _questions(alice: Visitor, paul: Visitor, address: str) -> None:
    texts = story()["questionnaire"]
    alice.open(f"{address}questions/").press("Begin a version").follow("Change title, introduction and notice")
    alice.press("Save", **{k: v for k, v in texts.items() if k.startswith(("title_", "intro_", "notice_"))})
    for number, page in enumerate(texts["pages"][:2], start=1):
        alice.follow("Add a page").press("Save", title_en=page["title_en"], title_fr=page["title_fr"])
        for row in page["questions"]:
            links = [href for words, href in alice.page.links if words.startswith("Add a question")]
            alice.open(_joined(alice, links[number - 1]))
            alice.press("Save", **_question(row))
    alice.press("Hand it over")
    paul.open(f"{address}questions/").follow("Freeze it").press("Freeze it")
    assert QuestionnaireVersion.objects.filter(state="frozen").exists(), paul.text


def _joined(visitor: Visitor, href: str) -> str:
    return href if href.startswith("http") else f"{visitor.base}{href}"


def _question(row: dict) -> dict:
    values = {name: row[name] for name in row if name.startswith(("prompt_", "help_"))}
    values |= {"key": row["key"], "type": row["type"]}
    if row["type"] == "scale":
        values |= {"scale_low": row["low"], "scale_high": row["high"]}
        values |= {
            f"scale_{end}_label_{side}": row[f"{end}_{side}"]
            for end in ("low", "high")
            for side in ("en", "fr")
            if f"{end}_{side}" in row
        }
    if row.get("options"):
        values["options"] = "\n".join(" | ".join(option) for option in row["options"])
    return values


def sentences(keys: set[str]) -> list[list]:
    """Return the demonstration's sentences on open questions that are asked: theme, stance, question, weight, en, fr."""
    return [row for row in story()["words"] if row[2] in keys]


def submit_all(cast: Cast, sink, ref: str) -> Counter:
    """Forty-two people answer online, in both languages; some leave and come back with their receipt."""
    counts: Counter = Counter()
    keys = set(
        QuestionnaireVersion.objects.get(state="frozen").questions.filter(type="open").values_list("key", flat=True)
    )
    rows = sentences(keys)
    for number in range(SUBMISSIONS):
        language = "fr" if number % 3 == 2 else "en"
        receipt = _submit(cast.base, ref, number, language, rows[number % len(rows)])
        cast.receipts.append(receipt)
        counts[language] += 1
        counts["resumed"] += number % 7 == 3
        counts["named"] += bool(receipt.email)
    named = [receipt for receipt in cast.receipts if receipt.email]
    wait_until(lambda: all(_confirmation(sink, receipt) for receipt in named), "the confirmations", 90)
    for receipt in named:
        Visitor(cast.base).open(_confirmation(sink, receipt)).press(WORDS[receipt.language]["yes"])
    return counts


def _confirmation(sink, receipt: Receipt) -> str | None:
    found = [re.search(r"https?://\S+/(?:my/mailbox|mon/courriel)/[\w-]+/", m.text) for m in sink.to(receipt.email)]
    return next((match[0] for match in found if match), None)


def _submit(base: str, ref: str, number: int, language: str, row: list) -> Receipt:
    words, named = WORDS[language], number % 6 == 0
    visitor = Visitor(base).open(words["respond"].format(ref=ref))
    choices = {"attribution": ["anonymous"], "uses": USES, "capacity": "individual"}
    email = f"office{number}@example.org" if named else ""
    if named:
        choices = {
            "attribution": ["organization"],
            "uses": [*USES, "recontact"],
            "organization_name": f"Organization {number}",
            "email": email,
            "capacity": "organization",
        }
    visitor.press(words["begin"], **choices)
    found = re.search(r"R-[2-9A-Z]{4}-[2-9A-Z]{4}", visitor.text)[0]
    secret = re.search(r"\b[2-9A-Z]{4}(?:-[2-9A-Z]{4}){3}\b", visitor.text.replace(found, ""))[0]
    receipt = Receipt(language, found, secret, email, row[0])
    visitor.follow(words["questions"])
    if number % 7 == 3:
        _answer(visitor, row, language)
        visitor.press(words["leave"])
        visitor = open_receipt(base, receipt)
        visitor.follow(words["back"])
    while "/1/" in visitor.response.url or "/2/" in visitor.response.url:
        answers = _answer(visitor, row, language)
        visitor.press(words["save"], **answers)
    assert visitor.sees(row[4 if language == "en" else 5]), visitor.text
    visitor.press(words["send"])
    return receipt


def _answer(visitor: Visitor, row: list, language: str) -> dict:
    name = f"q-{row[2]}"
    form = next(form for form in visitor.page.forms if any(each.startswith("q-") for each in form.names))
    return {name: row[4 if language == "en" else 5]} if name in form.names else {}


def open_receipt(base: str, receipt: Receipt) -> Visitor:
    """Come back with a receipt in a new browser."""
    address = "/en/my/receipt/" if receipt.language == "en" else "/fr/mon/recepisse/"
    visitor = Visitor(base).open(address)
    return visitor.press(WORDS[receipt.language]["open"], number=receipt.number.lower(), secret=receipt.secret)


def take_notes(cast: Cast, address: str) -> Counter:
    """Tables are opened and their notes written, in both languages, without a speaker."""
    counts: Counter = Counter()
    alice = cast.alice
    alice.open(f"{address}meetings/")
    form = next(form for form in alice.page.forms if "label" in form.names)
    events = sorted(form.boxes["event"] - {""})
    for number in range(TABLES):
        label = f"Table {number // len(events) + 1}"
        alice.press("Open", event=events[number % len(events)], label=label, head_count="5_to_9")
    tables = list(TableSession.objects.order_by("pk"))
    keys = set(QuestionnaireVersion.objects.get(state="frozen").questions.values_list("key", flat=True))
    rows = sentences(keys)[::-1]
    for number in range(NOTES):
        language, row = ("fr", "en")[number % 3 > 0], rows[number % len(rows)]
        alice.open(f"/en/notes/{tables[number % TABLES].public_id}/")
        alice.press("Save this note", text=row[4 if language == "en" else 5], language=language, support="several")
        counts[language] += 1
    for table in tables:
        alice.open(f"/en/notes/{table.public_id}/").press("Close the notes")
    return counts


def read_all(cast: Cast, address: str, public_id) -> Counter:
    """The input is locked; themes are frozen by a second analyst; every text is read and its passages assigned."""
    counts: Counter = Counter()
    cast.alice.open(address).follow("Close it now").press("Close it now")
    cast.alice.follow("Lock what was received").press("Lock what was received")
    anika, meaning = cast.anika, {}
    anika.open(f"/en/analyze/{public_id}/themes/").press("Begin a version")
    for theme in story()["themes"]:
        anika.follow("Add a theme").press(
            "Save",
            label_en=theme["en"],
            label_fr=theme["fr"],
            definition_en=theme["definition_en"],
            definition_fr=theme["definition_fr"],
        )
    anika.press("Hand it over")
    cast.theo.open(f"/en/analyze/{public_id}/themes/").follow("Freeze it").press("Freeze it")
    of_key = {theme["key"]: Code.objects.get(label_en=theme["en"]).pk for theme in story()["themes"]}
    meaning = {row[column]: row for row in story()["words"] for column in (4, 5)}
    while anika.open(f"/en/analyze/{public_id}/next/") and "/texts/" in anika.response.url:
        form = next(form for form in anika.page.forms if "units" in form.names)
        row = next((row for words, row in meaning.items() if words in anika.text), None)
        if row is not None:
            units = sorted(form.boxes["units"])
            anika.press("Assign the chosen sentences", units=units, theme=[of_key[row[0]]], stance=[row[1]])
            counts["passages"] += 1
        anika.press("Read: next text")
        counts["texts"] += 1
    assert counts["texts"] == SourceText.objects.count()
    return counts


def conclude(cast: Cast, address: str, public_id) -> Counter:
    """Findings pass evidence, language and approval, each by another person; recommendations follow; all is published."""
    counts: Counter = Counter()
    anika, theo, paul = cast.anika, cast.theo, cast.paul
    of_key = {theme["key"]: Code.objects.get(label_en=theme["en"]).pk for theme in story()["themes"]}
    pages = []
    for row in story()["findings"][:4]:
        anika.open(f"/en/analyze/{public_id}/findings/").follow("New finding")
        texts = {"statement_en": row["en"], "statement_fr": row["fr"]}
        texts |= {"limits_en": row["limits_en"], "limits_fr": row["limits_fr"]}
        anika.press("Save", theme=of_key[row["theme"]], stance=row["stance"], **texts)
        pages.append(anika.response.url)
    for page in pages:
        theo.open(page).press("The evidence supports it").press("Both languages say the same")
        paul.open(page).press("Approve")
        counts["findings"] += 1
    for row in story()["recommendations"][:2]:
        anika.open(f"/en/analyze/{public_id}/findings/").follow("New recommendation")
        form = next(form for form in anika.page.forms if "findings" in form.names)
        behind = sorted(form.boxes["findings"], key=int)
        anika.press("Save", statement_en=row["en"], statement_fr=row["fr"], findings=behind[:2])
        paul.open(f"/en/analyze/{public_id}/findings/").press("Approve")
        counts["recommendations"] += 1
    paul.open(address).follow("Publish what we heard").press("Publish what we heard")
    return counts


def answer_all(cast: Cast, address: str) -> int:
    """Every published finding and recommendation gets a reply, drafted by one person and signed by another."""
    dana, paul, replies = cast.dana, cast.paul, 0
    told = [row["reply"] for row in story()["findings"]]
    while True:
        dana.open(f"{address}replies/")
        if not any(words == "Draft the reply" for words, _href in dana.page.links):
            break
        row = told[replies % len(told)]
        office = {"office_en": story()["office_en"], "office_fr": story()["office_fr"]}
        dana.follow("Draft the reply").press(
            "Save", outcome=row["outcome"], reason_en=row["en"], reason_fr=row["fr"], **office
        )
        paul.open(f"{address}replies/").follow("Approve").press("Approve")
        paul.follow("Publish").press("Publish")
        replies += 1
    return replies


def tie(cast: Cast, address: str) -> None:
    """State which commitment came of the first recommendation."""
    dana = cast.dana.open(f"{address}replies/").follow("Tie to a commitment")
    ours = Commitment.objects.get(title_en="Train people who meet victims first", published_at__isnull=False)
    row = story()["recommendations"][0]
    dana.press(
        "Save",
        commitment=ours.pk,
        relation="implements",
        reason_en=row["reason_en"],
        reason_fr=row["reason_fr"],
    )


def told(cast: Cast, sink) -> int:
    """Return how many messages of news reached the people whose words led somewhere and who asked to be told."""
    named = {receipt.email for receipt in cast.receipts if receipt.email}

    def arrived() -> set:
        return {m.recipients[0] for m in list(sink.received) if _is_reply(m)}

    def owed() -> set:
        return set(LoopNotice.objects.values_list("participation__email", flat=True))

    wait_until(lambda: owed() and arrived() == owed(), "the news", 120)
    assert arrived() <= named
    return len([m for m in list(sink.received) if _is_reply(m)])


def _is_reply(received) -> bool:
    return received.message["Subject"].startswith(("News of your input", "Des nouvelles de votre contribution"))


def from_commitment_to_counts(base: str) -> int:
    """Go down the thread as anybody, in both languages; return how many findings with counts stand under it."""
    found = []
    for listed, title, kind, counts in (
        ("/en/commitments/", "Train people who meet", "What led to this", r"about \d+ of about \d+ submissions"),
        ("/fr/engagements/", "Former les personnes", "Ce qui y a mené", r"environ \d+ contributions sur environ \d+"),
    ):
        visitor = Visitor(base).open(listed).follow(title)
        assert visitor.sees(kind), visitor.text
        deeper = sorted({href for _words, href in visitor.page.links if re.search(r"/(heard|constats)/\d+/", href)})
        for href in deeper:
            page = Visitor(base).open(_joined(visitor, href))
            assert re.search(counts, page.text.replace("\xa0", " ")), page.text
        found.append(len(deeper))
    assert found[0] == found[1] > 0
    return found[0]


def from_receipt_to_progress(cast: Cast) -> int:
    """Open receipts and go up: findings, replies, commitment, progress; return how many show the whole thread."""
    whole = 0
    for receipt in [r for r in cast.receipts if r.theme in {"housing", "care"}][:6]:
        visitor = open_receipt(cast.base, receipt)
        english = receipt.language == "en"
        assert visitor.sees("The government’s reply" if english else "La réponse du gouvernement"), visitor.text
        assert visitor.sees("Train people who meet" if english else "Former les personnes qui"), visitor.text
        visitor.follow("Train people who meet" if english else "Former les personnes qui")
        assert visitor.sees("Twelve people were trained" if english else "Douze personnes"), visitor.text
        whole += 1
    return whole
