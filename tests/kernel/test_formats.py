"""The golden examples of the Canadian formats, in both languages (STD-19, STD-20)."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest

from kernel import formats, wall_time
from kernel.errors import Invalid
from kernel.formats import contact

N = "\u00a0"
FIFTH, FIRST = date(2018, 10, 5), date(2018, 10, 1)
GOLDEN = [
    (lambda g: formats.long_date(FIFTH, g), f"October{N}5, 2018", f"5{N}octobre{N}2018"),
    (lambda g: formats.long_date(FIRST, g), f"October{N}1, 2018", f"1er{N}octobre{N}2018"),
    (lambda g: formats.long_date(FIFTH, g, weekday=True), f"Friday, October{N}5, 2018", f"vendredi 5{N}octobre{N}2018"),
    (
        lambda g: formats.months(date(2018, 9, 1), FIRST, g),
        f"September and October{N}2018",
        f"septembre et octobre{N}2018",
    ),
    (
        lambda g: formats.date_range(date(2018, 3, 29), date(2018, 4, 4), g),
        f"March{N}29 to April{N}4",
        f"du 29{N}mars au 4{N}avril",
    ),
    (lambda g: formats.clock(time(14, 30), g), f"2:30{N}pm", f"14{N}h{N}30"),
    (lambda g: formats.clock(time(9), g), f"9{N}am", f"9{N}h"),
    (lambda g: formats.clock(time(9, 5), g), f"9:05{N}am", f"9{N}h{N}05"),
    (lambda g: formats.clock(time(12), g), "noon", "midi"),
    (lambda g: formats.clock(time(0), g), "midnight", "minuit"),
    (lambda g: formats.clock_range(time(9), time(17), g), f"9{N}am to 5{N}pm", f"de 9{N}h à 17{N}h"),
    (lambda g: formats.number(1234, g), "1,234", f"1{N}234"),
    (lambda g: formats.number(57220000, g), "57,220,000", f"57{N}220{N}000"),
    (lambda g: formats.number(Decimal("12.5"), g), "12.5", "12,5"),
    (lambda g: formats.number(Decimal("25.0000"), g), "25", "25"),
    (lambda g: formats.number(Decimal("1200.2500"), g), "1,200.25", f"1{N}200,25"),
    (lambda g: formats.percent(20, g), "20%", f"20{N}%"),
    (lambda g: formats.percent(Decimal("12.5"), g), "12.5%", f"12,5{N}%"),
    (lambda g: formats.money(57220000, g), "$57,220,000", f"57{N}220{N}000{N}$"),
    (lambda g: formats.money(Decimal("10.50"), g), "$10.50", f"10,50{N}$"),
    (lambda g: formats.millions(57220000, g), f"$57.22{N}million", f"57,22{N}millions de dollars"),
    (lambda g: formats.fiscal_year(2019, g), "fiscal year 2019 to 2020", "exercice 2019 à 2020"),
    (lambda g: formats.listing(["A", "B", "C"], g), "A, B and C", "A, B et C"),
    (lambda g: formats.quotation("text", g), "“text”", f"«{N}text{N}»"),
    (lambda g: formats.small_count(4, language=g), "fewer than 5", "moins de 5"),
]


@pytest.mark.parametrize(("render", "english", "french"), GOLDEN)
def test_a_golden_example_comes_out_letter_by_letter(render, english, french):
    assert (render("en"), render("fr")) == (english, french)


@pytest.mark.parametrize(
    ("wall", "zone", "words", "expected"),
    [
        (datetime(2018, 9, 18, 14, 30), "America/Vancouver", "Vancouver time", f"2:30{N}pm, Vancouver time (UTC−7)"),
        (
            datetime(2018, 10, 10, 14, 30),
            "America/St_Johns",
            "St. John's time",
            f"2:30{N}pm, St. John's time (UTC−2:30)",
        ),
        (datetime(2018, 10, 3, 9), "America/Toronto", "Ottawa time", f"9{N}am, Ottawa time (UTC−4)"),
        (datetime(2026, 12, 15, 9), "America/Vancouver", "Vancouver time", f"9{N}am, Vancouver time (UTC−7)"),
    ],
)
def test_a_time_is_printed_with_its_place_and_offset(wall, zone, words, expected):
    assert formats.clock_at(wall, zone, words, "en") == expected


def test_montreal_is_kept_as_toronto():
    assert wall_time.canonical_zone("America/Montreal") == "America/Toronto"


@pytest.mark.parametrize(
    ("wall", "code"), [(datetime(2018, 3, 11, 2, 30), "time_skipped"), (datetime(2018, 11, 4, 1, 30), "time_twice")]
)
def test_a_time_that_the_clock_skips_or_shows_twice_is_refused(wall, code):
    with pytest.raises(wall_time.WallTimeRefused) as refusal:
        wall_time.to_utc(wall, "America/Toronto")
    assert refusal.value.code == code


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../etc/passwd", "America/Toronto\x00"])
def test_an_unknown_zone_is_refused_in_words(zone):
    with pytest.raises(Invalid):
        wall_time.canonical_zone(zone)


def test_a_wall_time_survives_the_way_through_utc():
    wall = datetime(2018, 10, 10, 14, 30)

    instant = wall_time.to_utc(wall, "America/St_Johns")

    assert instant.isoformat() == "2018-10-10T17:00:00+00:00"
    assert wall_time.to_wall(instant, "America/St_Johns") == wall


def test_a_changed_row_of_the_reviewed_offsets_is_found():
    rows = {"America/Vancouver": [(datetime(2026, 12, 15, 12), "-07:00")]}

    assert wall_time.unexpected_offsets(rows) == []
    rows["America/Vancouver"][0] = (datetime(2026, 12, 15, 12), "-08:00")
    assert len(wall_time.unexpected_offsets(rows)) == 1


@pytest.mark.parametrize("typed", ["k1a0p8", "K1A-0P8", "K1A 0P8", " k1a  0p8 "])
def test_a_postal_code_is_taken_as_people_type_it(typed):
    """STD-22."""
    assert contact.parse_postal_code(typed) == "K1A0P8"


@pytest.mark.parametrize(
    "typed", ["D1A 0P8", "F1A 0P8", "W1A 0P8", "Z1A 0P8", "K1I 0P8", "K1A 0O8", "K1A 0P", "90210", "", "\x00"]
)
def test_a_postal_code_that_no_office_has_is_refused(typed):
    with pytest.raises(Invalid):
        contact.parse_postal_code(typed)
