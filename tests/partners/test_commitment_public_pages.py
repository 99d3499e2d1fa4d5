"""What anybody reads of commitments: the list, one commitment, and the same as data (PA-A9, PA-A10, PA-26)."""

import csv
import datetime
import html
import io
import json
import re

import pytest
from django.urls import reverse
from django.utils import translation

from kernel import formats
from partners import periods, reference
from partners.commitment_states import Label, PartyRole
from partners.domain import (
    commitment_decisions,
    commitment_parts,
    commitments,
    evidence,
    milestones,
    organizations,
)
from partners.domain import commitments_reference as commitments_loading
from partners.domain import reference as loading
from partners.models import Commitment, Jurisdiction, Milestone
from partners.queries import commitments as reading
from partners.queries import orders
from tests.factories.commitments import agreed, completed, people, proposed, proven, reported, sent
from tests.factories.partners import (
    FrameworkFactory,
    JurisdictionFactory,
    OrganizationFactory,
    PillarFactory,
    SdgReferenceFactory,
)
from tests.support.planting import planted

pytestmark = pytest.mark.django_db
TODAY = periods.today
LANGUAGES = pytest.mark.parametrize("language", ["en", "fr"])
PROVINCES = ["NL", "PE", "NS", "NB", "QC", "ON", "MB", "SK", "AB", "BC", "YT", "NT", "NU"]


@pytest.fixture
def two():
    return people()


def all_of_canada():
    JurisdictionFactory(code="CA", kind="federal")
    return {code: JurisdictionFactory(code=code) for code in PROVINCES}


@pytest.fixture
def country():
    return all_of_canada()


@planted
def various():
    """Five public commitments in five states, and one that is not public."""
    (writer, approver), country = people(), all_of_canada()
    strategy = FrameworkFactory()
    prevent, protect = PillarFactory(framework=strategy), PillarFactory(framework=strategy)
    of = {code: OrganizationFactory(jurisdiction=country[code]) for code in ("QC", "ON")}
    found = {
        "proposed": proposed(
            writer, framework=strategy, pillars=[prevent], organization=of["QC"], title_en="=1+1", title_fr="+1"
        ),
        "agreed": agreed(writer, approver, framework=strategy, pillars=[protect], organization=of["ON"]),
        "in_progress": agreed(writer, approver, framework=strategy, pillars=[prevent], organization=of["ON"]),
        "at_risk": agreed(writer, approver, framework=strategy, pillars=[prevent, protect], organization=of["QC"]),
        "complete": completed(writer, approver, framework=strategy, pillars=[protect]),
    }
    commitments.release(found["proposed"], actor=writer)
    reported(found["in_progress"], writer, approver)
    reported(found["at_risk"], writer, approver, health="at_risk")
    hidden = proposed(writer, framework=strategy, title_en="Secret plan", title_fr="Plan secret")
    return found | {
        "hidden": hidden,
        "two": (writer, approver),
        "country": country,
        "prevent": prevent,
        "protect": protect,
        "of": of,
    }


def address(name, language="en", *args):
    with translation.override(language):
        return reverse(f"partners:{name}", args=args)


def plain(words):
    """Return words as `text_of` gives them: entities read, every space the same."""
    return " ".join(html.unescape(str(words)).split())


def text_of(answer):
    words = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", words)).split())


def table_rows(answer):
    """Return the references that the list shows, in order."""
    return re.findall(r"C-\d{4}-\d{3}", answer.content.decode().split('id="commitments"')[1].split("</section>")[0])


def as_table(answer):
    content = b"".join(answer.streaming_content).decode()
    assert content.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(content[1:], newline="")))


def refs(various, *names):
    return sorted(various[name].ref for name in names)


# ---- the list ---------------------------------------------------------------------------------------------------------


@LANGUAGES
def test_the_list_shows_public_commitments_with_state_lead_and_next_date_and_no_other(client, various, language):
    answer = client.get(address("public_commitments", language))
    words = text_of(answer)
    assert table_rows(answer) == refs(various, "proposed", "agreed", "in_progress", "at_risk", "complete")
    with translation.override(language):
        for label in (Label.PROPOSED, Label.AGREED, Label.IN_PROGRESS, Label.AT_RISK, Label.COMPLETE):
            assert str(label.label) in words
        due = various["agreed"].milestones.get().current_due
        assert plain(formats.short_date(due)) in words
    assert {"en": "Secret plan", "fr": "Plan secret"}[language] not in words
    lead = various["of"]["QC"]
    assert formats.typographic(lead.name_en if language == "en" else lead.name_fr) in answer.content.decode()


@pytest.mark.parametrize(
    ("filter_of", "names"),
    [
        ("pillar", ["at_risk", "in_progress", "proposed"]),
        ("jurisdiction", ["at_risk", "proposed"]),
        ("party", ["at_risk", "proposed"]),
        ("label", ["at_risk"]),
        ("sdg", ["agreed"]),
    ],
)
def test_each_filter_narrows_the_page_the_table_and_the_data_alike(client, various, filter_of, names):
    goal = SdgReferenceFactory(code="5.2")
    various["agreed"].sdg_references.add(goal)
    value = {
        "pillar": various["prevent"].key,
        "jurisdiction": "QC",
        "party": str(various["of"]["QC"].public_id),
        "label": "at_risk",
        "sdg": "5.2",
    }[filter_of]
    query = {filter_of: value}
    page = client.get(address("public_commitments"), query)
    assert table_rows(page) == refs(various, *names)
    assert [row["ref"] for row in as_table(client.get(address("public_commitments_csv"), query))] == refs(
        various, *names
    )
    data = client.get(address("public_commitments_json"), query).json()
    assert ([row["ref"] for row in data["commitments"]], data["count"]) == (refs(various, *names), len(names))
    assert f"commitments.csv?{filter_of}=" in page.content.decode(), "the download keeps the filter of the page"


def test_filters_combine_and_an_empty_list_says_what_to_do_next(client, various):
    both = {"pillar": various["prevent"].key, "jurisdiction": "ON"}
    assert table_rows(client.get(address("public_commitments"), both)) == refs(various, "in_progress")
    nothing = client.get(address("public_commitments"), {"label": "withdrawn"})
    assert "No commitment matches." in text_of(nothing)
    assert f'href="{address("public_commitments")}"' in nothing.content.decode()


BAD = [
    {"pillar": "no-such-pillar"},
    {"jurisdiction": "XX"},
    {"party": "00000000-0000-0000-0000-000000000000"},
    {"party": "'; DROP TABLE x"},
    {"label": "splendid"},
    {"label": "\x00"},
    {"sdg": "99.9"},
    {"label": "a" * 5000},
    {"after": "x~y"},
    {"after": "99999999999999999999~1"},
    {"before": "-1~-1", "after": "2018"},
]


@LANGUAGES
def test_a_bad_filter_narrows_nothing_says_so_and_never_fails(client, various, language):
    for query in BAD:
        page = client.get(address("public_commitments", language), query)
        assert (page.status_code, len(table_rows(page))) == (200, 5), query
        refused = bool(set(query) & {"pillar", "jurisdiction", "party", "label", "sdg"})
        assert ('aria-invalid="true"' in page.content.decode()) == refused, query
        for name in ("public_commitments_csv", "public_commitments_json"):
            assert client.get(address(name, language), query).status_code == 200


def test_a_long_list_is_read_page_by_page_and_repeats_and_skips_nothing(client, two, monkeypatch):
    monkeypatch.setattr(reading, "PAGE", 2)
    made = [agreed(*two).ref for _ in range(5)]
    seen, url = [], address("public_commitments")
    for _ in range(4):
        page = client.get(url)
        seen += table_rows(page)
        following = re.search(r'href="(\?after=[^"]+)"', page.content.decode())
        if following is None:
            break
        url = address("public_commitments") + html.unescape(following[1])
    assert seen == made


@pytest.mark.parametrize("rows", [1, 5])
def test_the_list_and_its_data_cost_the_same_whatever_their_length(
    client, two, country, rows, django_assert_max_num_queries
):
    for _ in range(rows):
        reported(agreed(*two), *two)
    for name, most in (("public_commitments", 4), ("public_commitments_csv", 2), ("public_commitments_json", 2)):
        with django_assert_max_num_queries(most):
            answer = client.get(address(name))
            assert answer.status_code == 200
            if answer.streaming:
                assert len(as_table(answer)) == rows


@pytest.mark.parametrize("order", [chosen.value for chosen in orders.COMMITMENTS])
def test_every_page_of_the_list_costs_four_statements_cold_and_one_warm(
    client, two, country, monkeypatch, order, django_assert_num_queries
):
    """PF-2: where a page begins is no statement more."""
    monkeypatch.setattr(reading, "PAGE", 2)
    for number in range(5):
        made = agreed(*two)
        if number % 2:
            reported(made, *two)
    url, way, seen = f"?order={order}", "next", 0
    while url:
        for statements in (4, 1):
            with django_assert_num_queries(statements):
                page = client.get(address("public_commitments") + url)
        seen += 1
        found = re.search(rf'href="(\?[^"]+)" rel="{way}"', page.content.decode())
        if found is None and way == "next":  # at the end: the same way back
            way, found = "prev", re.search(r'href="(\?[^"]+)" rel="prev"', page.content.decode())
        url = html.unescape(found[1]) if found else ""
    assert seen == 5


def test_a_place_that_nobody_was_led_to_shows_the_start_and_is_no_page_to_keep(client, two, country, monkeypatch):
    monkeypatch.setattr(reading, "PAGE", 2)
    first, *_others, last = [agreed(*two) for _ in range(4)]
    unknown = "3f2504e0-4f89-11d3-9a0c-0305e82c3301"
    known = str(first.public_id)

    for place in ({"after": known}, {"before": str(last.public_id)}):
        assert "no-store" not in client.get(address("public_commitments"), place).headers["Cache-Control"]
    invented = [{way: value} for way in ("after", "before") for value in (unknown, known.upper(), known[:-1], "")]
    for place in [*invented, {"after": known, "before": unknown}, {"after": str(last.public_id)}]:
        page = client.get(address("public_commitments"), place)
        assert (page.status_code, len(table_rows(page))) == (200, 2)
        assert "no-store" in page.headers["Cache-Control"], place


# ---- the map ----------------------------------------------------------------------------------------------------------


@LANGUAGES
def test_the_map_has_thirteen_tiles_and_a_table_with_the_same_figures(client, various, language):
    page = client.get(address("public_commitments", language)).content.decode()
    figure = page.split('<figure class="chart chart--shrinks">')[1].split("</figure>")[0]
    drawing, table = figure.split("<details")
    rows = re.findall(r'<th scope="row">(.*?)</th><td>(.*?)</td>', table)
    shown = {html.unescape(name): int(number) for name, number in rows}
    names = {code: getattr(one, f"name_{language}") for code, one in various["country"].items()}
    assert len(rows) == 13 and set(shown) == set(names.values())
    assert {names["QC"]: 2, names["ON"]: 2}.items() <= shown.items()
    assert sum(shown.values()) == 4
    for code in PROVINCES:
        assert f">{code}<" in drawing
    assert "2" in re.findall(r"figcaption>(.*?)<", figure)[0]


def test_the_map_follows_the_filters_and_the_federal_part_is_said_in_words(client, various):
    federal = OrganizationFactory(jurisdiction=Jurisdiction.objects.get(code="CA"))
    agreed(*various["two"], organization=federal)
    words = text_of(client.get(address("public_commitments")))
    assert "The federal government is a party to 1 commitment." in words
    page = client.get(address("public_commitments"), {"jurisdiction": "QC"}).content.decode()
    table = page.split('<figure class="chart chart--shrinks">')[1].split("</figure>")[0].split("<details")[1]
    assert sum(int(number) for number in re.findall(r"<td>(\d+)</td>", table)) == 2
    # what is said under a filter is said of what matches, never of the whole country
    assert "Commitments that match: parties in 1 of 13 provinces and territories" in page
    assert "have made a commitment" not in page and "has made a commitment" not in page
    assert "The federal government is a party to 0 of them." in page


# ---- downloads --------------------------------------------------------------------------------------------------------


def test_pa_a10_table_data_and_page_say_the_same_of_each_commitment(client, various):
    page = client.get(address("public_commitments"))
    table = {row["ref"]: row for row in as_table(client.get(address("public_commitments_csv")))}
    data = {row["ref"]: row for row in client.get(address("public_commitments_json")).json()["commitments"]}
    assert list(table) == list(data) == table_rows(page)
    for ref, row in table.items():
        other = data[ref]
        unguarded = {name: value.removeprefix("'") for name, value in row.items()}
        assert (unguarded["title_en"], unguarded["title_fr"]) == (other["title"]["en"], other["title"]["fr"])
        assert (row["label"], row["lifecycle"]) == (other["label"], other["lifecycle"])
        assert row["reasons"] == "; ".join(other["reasons"])
        assert (row["lead_en"], row["lead_fr"]) == (other["lead"]["en"], other["lead"]["fr"])
        assert row["next_milestone_due"] == (other["next_milestone_due"] or "")
        assert row["demonstration"] == str(int(other["demonstration"]))
        label = Label(row["label"]).label
        assert str(label) in text_of(page)


def test_no_cell_of_a_table_can_become_a_formula(client, various):
    row = next(
        row for row in as_table(client.get(address("public_commitments_csv"))) if row["title_en"].endswith("=1+1")
    )
    assert (row["title_en"], row["title_fr"]) == ("'=1+1", "'+1")


def test_the_data_is_the_same_document_in_both_languages(client, various):
    english, french = (client.get(address("public_commitments_json", language)).json() for language in ("en", "fr"))
    assert english == french
    whole = [
        client.get(address("public_commitment_json", language, various["complete"].public_id)).json()
        for language in ("en", "fr")
    ]
    assert whole[0] == whole[1]


def test_pa_26_demonstration_rows_are_marked_and_stay_out_of_the_official_table(client, two, settings):
    real = agreed(*two)
    settings.DEMO = True
    invented = agreed(*two, organization=OrganizationFactory(provenance="demo"))
    rows = as_table(client.get(address("public_tracker_csv")))
    assert [row["ref"] for row in rows] == [real.ref]
    marks = {row["ref"]: row["demonstration"] for row in as_table(client.get(address("public_commitments_csv")))}
    assert marks == {real.ref: "0", invented.ref: "1"}
    assert "demonstration" in text_of(client.get(address("public_commitment", "en", invented.public_id)))


# ---- one commitment ---------------------------------------------------------------------------------------------------


@LANGUAGES
def test_the_page_of_a_commitment_says_what_who_how_it_stands_why_and_with_what_proof(client, various, language):
    complete = various["complete"]
    words = text_of(client.get(address("public_commitment", language, complete.public_id)))
    with translation.override(language):
        expected = [str(Label.COMPLETE.label)]
        expected += [plain(formats.long_date(complete.milestones.get().baseline_due))]
    expected += {
        "en": [
            "Train facilitators",
            "Runs the training.",
            "People trained",
            "First session",
            "Twelve people were trained.",
            "Attendance sheet",
            "Accepted evidence covers every required measure.",
            "1 of 1 milestone met",
        ],
        "fr": [
            "Former des animatrices et animateurs",
            "Donne la formation.",
            "Personnes formées",
            "Première séance",
            "Douze personnes ont été formées.",
            "Feuille de présence",
        ],
    }[language]
    assert [one for one in expected if plain(formats.typographic(one)) not in words] == []


@LANGUAGES
def test_trouble_is_shown_with_challenges_and_what_is_done(client, various, language):
    words = text_of(client.get(address("public_commitment", language, various["at_risk"].public_id)))
    for one in {
        "en": ["Rooms are scarce.", "A second room is booked."],
        "fr": ["Les salles manquent.", "Une deuxième salle est réservée."],
    }[language]:
        assert one in words


def test_an_overdue_milestone_is_said_on_its_day_without_waiting_for_a_change(client, two):
    import time_machine

    with time_machine.travel("2026-06-01 15:00Z", tick=False):
        commitment = agreed(*two, milestone_days=9)
        reported(commitment, *two)
        first = client.get(address("public_commitment", "en", commitment.public_id))
        assert "A required milestone is past" not in text_of(first)
    with time_machine.travel("2026-06-11 15:00Z", tick=False):
        words = text_of(client.get(address("public_commitment", "en", commitment.public_id)))
        assert "Overdue" in words and "A required milestone is past its date." in words
        assert str(Label.AT_RISK.label) in text_of(client.get(address("public_commitments")))


@LANGUAGES
def test_a_moved_milestone_shows_both_dates_and_the_reason_on_page_table_and_data(client, two, language):
    writer, approver = two
    commitment = agreed(writer, approver)
    step = commitment.milestones.get()
    later = step.baseline_due + datetime.timedelta(days=40)
    milestones.reschedule(step, actor=writer, due=later, reason_en="Floods.", reason_fr="Inondations.")
    words = text_of(client.get(address("public_commitment", language, commitment.public_id)))
    with translation.override(language):
        dates = [plain(formats.long_date(day)) for day in (step.baseline_due, later)]
    assert [one for one in [*dates, {"en": "Floods.", "fr": "Inondations."}[language]] if one not in words] == []
    (row,) = as_table(client.get(address("public_milestones_csv", language, commitment.public_id)))
    assert (row["first_due"], row["due"], row["state"]) == (
        step.baseline_due.isoformat(),
        later.isoformat(),
        "rescheduled",
    )
    data = client.get(address("public_commitment_json", language, commitment.public_id)).json()
    assert data["milestones"][0]["reason"] == {"en": "Floods.", "fr": "Inondations."}


def test_what_is_not_public_has_no_page_and_no_data_and_stands_in_no_list(client, various):
    writer, approver = various["two"]
    hidden = various["hidden"]
    for name in ("public_commitment", "public_commitment_history", "public_commitment_json", "public_milestones_csv"):
        assert client.get(address(name, "en", hidden.public_id)).status_code == 404
    waiting = sent(various["agreed"].obligations.get(), writer)
    page = text_of(client.get(address("public_commitment", "en", various["agreed"].public_id)))
    assert waiting.narrative_en not in page
    item = proven(various["agreed"], writer, approver, classification="protected_a", title_en="Closed file")
    assert item.state == "accepted"
    assert "Closed file" not in text_of(client.get(address("public_commitment", "en", various["agreed"].public_id)))
    data = client.get(address("public_commitment_json", "en", various["agreed"].public_id)).content.decode()
    assert "Closed file" not in data and waiting.narrative_en not in data


def test_a_public_file_is_an_attachment_that_runs_nothing(client, two, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    writer, approver = two
    commitment = agreed(writer, approver)
    item = evidence.attach_file(
        commitment, b"%PDF-1.7 x", "pdf", actor=writer, title_en="Report", title_fr="Rapport", captured_on=TODAY()
    )
    url = address("public_evidence", "en", item.public_id)
    assert client.get(url).status_code == 404
    evidence.check(item, actor=writer)
    evidence.accept(item, actor=approver)
    answer = client.get(url)
    assert (answer.status_code, answer.content) == (200, b"%PDF-1.7 x")
    assert answer["Content-Disposition"] == f'attachment; filename="evidence-{item.public_id.hex[:8]}.pdf"'
    assert (answer["X-Content-Type-Options"], answer["Content-Security-Policy"]) == (
        "nosniff",
        "default-src 'none'; sandbox",
    )


def test_pa_11_what_was_withdrawn_keeps_its_address_and_says_why_and_who_decided(client, two):
    writer, approver = two
    commitment = agreed(writer, approver)
    words = {
        "reason_en": "The program ended.",
        "reason_fr": "Le programme a pris fin.",
        "office_en": "Minister",
        "office_fr": "Ministre",
    }
    commitment_decisions.approve(commitment_decisions.ask_withdrawal(commitment, actor=writer, **words), actor=approver)
    for language, side in (("en", "en"), ("fr", "fr")):
        page = text_of(client.get(address("public_commitment", language, commitment.public_id)))
        assert words[f"reason_{side}"] in page and words[f"office_{side}"] in page


def test_a_successor_that_is_not_public_is_named_neither_on_the_page_nor_in_the_data(client, two):
    writer, approver = two
    old, new = agreed(writer, approver), agreed(writer, approver, public=False)
    commitment_decisions.approve(
        commitment_decisions.ask_replacement(old, new, actor=writer, reason_en="Merged.", reason_fr="Fusionnés."),
        actor=approver,
    )
    page = client.get(address("public_commitment", "en", old.public_id)).content.decode()
    data = client.get(address("public_commitment_json", "en", old.public_id)).content.decode()
    assert new.ref not in page and new.ref not in data


def test_a_party_of_another_province_added_later_is_on_the_page_the_map_and_in_the_history(client, two, country):
    writer, approver = two
    commitment = agreed(writer, approver)
    partner = OrganizationFactory(jurisdiction=country["NU"])
    commitment_parts.add_party(
        commitment, partner, actor=writer, role=PartyRole.CONTRIBUTOR, text_en="Hosts.", text_fr="Accueille.",
        reason_en="It joined.", reason_fr="S’est joint.",
    )  # fmt: skip
    page = text_of(client.get(address("public_commitment", "fr", commitment.public_id)))
    assert partner.name_fr in page and "Accueille." in page
    history = text_of(client.get(address("public_commitment_history", "fr", commitment.public_id)))
    assert "S’est joint." in history
    assert table_rows(client.get(address("public_commitments"), {"jurisdiction": "NU"})) == [commitment.ref]


@pytest.mark.parametrize("parts", [1, 4])
def test_one_commitment_costs_the_same_whatever_it_holds(client, two, parts, django_assert_max_num_queries):
    writer, approver = two
    commitment = agreed(writer, approver)
    for number in range(parts):
        commitment_parts.add_milestone(
            commitment, TODAY() + datetime.timedelta(days=number), actor=writer, name_en="Step", name_fr="Étape",
            reason_en="More.", reason_fr="Plus.",
        )  # fmt: skip
        proven(commitment, writer, approver)
    with django_assert_max_num_queries(6):
        page = client.get(address("public_commitment", "en", commitment.public_id))
    assert page.content.count(b"Attendance sheet") == parts


# ---- the names of the day (PA-A9) --------------------------------------------------------------------------------------


def test_pa_a9_the_page_keeps_the_names_of_the_day_of_its_text_and_the_filter_finds_the_party_by_its_new_name(
    client, two
):
    import time_machine

    writer, approver = two
    with time_machine.travel("2018-09-04 15:00Z", tick=False):
        ministry = OrganizationFactory(name_en="Status of Women", name_fr="Condition féminine")
        commitment = agreed(writer, approver, organization=ministry)
    with time_machine.travel("2019-06-01 15:00Z", tick=False):
        organizations.rename(
            ministry,
            actor=writer,
            name_en="Women and Gender",
            name_fr="Femmes et genres",
            on=datetime.date(2018, 12, 13),
        )
        for language, old, new in (
            ("en", "Status of Women", "Women and Gender"),
            ("fr", "Condition féminine", "Femmes et genres"),
        ):
            page = text_of(client.get(address("public_commitment", language, commitment.public_id)))
            assert old in page and new not in page
            listed = text_of(client.get(address("public_commitments", language)))
            assert new in listed
        narrowed = client.get(address("public_commitments"), {"party": str(ministry.public_id)})
        assert table_rows(narrowed) == [commitment.ref]


# ---- the reference file (PA-A1) ----------------------------------------------------------------------------------------


@LANGUAGES
def test_pa_a1_every_commitment_of_the_file_has_its_page_with_words_and_provenance(client, language):
    content, someone = reference.load(), people()[0]
    loading.load(content, actor=someone)
    commitments_loading.load(content, actor=someone)
    rows = content.rows("commitments")
    assert len(rows) == Commitment.objects.count() > 5
    listed = text_of(client.get(address("public_commitments", language)))
    words = {"en": ("source document", "public source"), "fr": ("document source", "source publique")}[language]
    for row in rows:
        commitment = Commitment.objects.get(key=row["id"])
        page = text_of(client.get(address("public_commitment", language, commitment.public_id)))
        assert plain(formats.typographic(row[language])) in page
        assert any(word in page for word in words)
        assert plain(formats.typographic(row[language])) in listed


def test_pa_a1_a_second_load_of_the_commitments_changes_no_row():
    content, someone = reference.load(), people()[0]
    loading.load(content, actor=someone)
    commitments_loading.load(content, actor=someone)
    before = list(Commitment.objects.order_by("pk").values()), Milestone.objects.count()
    report = commitments_loading.load(content, actor=someone)
    assert (report.created, list(Commitment.objects.order_by("pk").values()), Milestone.objects.count()) == (0, *before)


def test_the_page_of_a_commitment_is_json_with_iso_dates_for_machines(client, various):
    data = json.loads(client.get(address("public_commitment_json", "en", various["complete"].public_id)).content)
    assert data["milestones"][0]["due"] == various["complete"].milestones.get().current_due.isoformat()
    assert data["label"] == "complete"
    assert set(data["history"]) == {"events", "hash"}
