"""What expressions mean: precedence, words and phrases, operators and their parameters, dates and ages."""

from __future__ import annotations

from decimal import Decimal

import pytest

from equipoise.finding.essie import parse
from equipoise.finding.essie.tree import (
    All,
    And,
    Area,
    Bound,
    Coverage,
    Distance,
    Expansion,
    Expression,
    Extreme,
    Missing,
    Name,
    Not,
    Or,
    Phrase,
    Range,
    Search,
    Term,
    Tilt,
)
from equipoise.study.values import Age, PartialDate


def term(words: str) -> Term:
    return Term(tuple(words.split()))


def area(name: str, operand: Expression) -> Area:
    return Area(Name(name), operand)


LUNG, BREAST, PAIN = term("lung"), term("breast"), term("pain")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lung", LUNG),
        ("lung OR breast AND pain", Or((LUNG, And((BREAST, PAIN))))),
        ("(lung OR breast) AND pain", And((Or((LUNG, BREAST)), PAIN))),
        ("lung OR breast OR pain", Or((LUNG, BREAST, PAIN))),
        ("NOT lung AND breast", And((Not(LUNG), BREAST))),
        ("NOT NOT lung", Not(Not(LUNG))),
        ("lung NOT breast OR pain", Or((And((LUNG, Not(BREAST))), PAIN))),
        ("lung AND (breast AND pain)", And((LUNG, And((BREAST, PAIN))))),
        ("lung(breast)pain", And((LUNG, BREAST, PAIN))),
        ("((lung))", LUNG),
        ("knee pain OR hip pain", Or((term("knee pain"), term("hip pain")))),
        ("NOT knee pain", Not(term("knee pain"))),
        ("AREA[Phase]lung breast AND pain", And((area("Phase", term("lung breast")), PAIN))),
        ("AREA[Phase](lung OR breast)", area("Phase", Or((LUNG, BREAST)))),
        ("lung AREA[Phase]MISSING", And((LUNG, area("Phase", Missing())))),
        ("EXPANSION[Term]COVERAGE[FullMatch]lung", Expansion("Term", Coverage("FullMatch", LUNG))),
        ("EXPANSION[None] NOT (lung OR pain)", Expansion("None", Not(Or((LUNG, PAIN))))),
        ("TILT[StartDate]lung OR pain", Or((Tilt(Name("StartDate"), LUNG), PAIN))),
        ("SEARCH[Location](AREA[LocationCity]Lund)", Search("Location", area("LocationCity", term("Lund")))),
        ("lung AND SEARCH[Study]pain", And((LUNG, Search("Study", PAIN)))),
        ("ALL", All()),
        ("NOT ALL pain", And((Not(All()), PAIN))),
    ],
)
def test_precedence(text: str, expected: Expression) -> None:
    assert parse(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("covid-19  vaccine\n trial", term("covid-19 vaccine trial")),
        ("Müller's β-blocker/placebo & 5% (x)", And((term("Müller's β-blocker/placebo & 5%"), term("x")))),
        ("lung and breast or pain not all", term("lung and breast or pain not all")),
        ("ANDROGEN ORAL NOTE SMALL", term("ANDROGEN ORAL NOTE SMALL")),
        ("MIN MAX dose", term("MIN MAX dose")),
        ("Basel, Bern, and Chur", term("Basel, Bern, and Chur")),
        ("5,000", term("5,000")),
        ("AML,ALL", And((term("AML,"), All()))),
        (",", term(",")),
        (r"\ALL", term("ALL")),
        (r"AML,\ALL", term("AML,ALL")),
        (r"\TILT\[x\] \(5\) \\ \"", Term(("TILT[x]", "(5)", "\\", '"'))),
        (r"\lung", LUNG),
        (r"\“lung”", Term(("“lung”",))),
        ("size 5”", Term(("size", "5”"))),
        ('"knee pain"', Phrase("knee pain")),
        ('"pain AND (AREA[x] \\"ALL\\" \\\\"', Phrase('pain AND (AREA[x] "ALL" \\')),
        ('lung "knee pain" breast', And((LUNG, Phrase("knee pain"), BREAST))),
        ("“knee pain”", Phrase("knee pain")),
        ('„knee pain“ «ALL» “lung"', And((Phrase("knee pain"), Phrase("ALL"), Phrase("lung")))),
        ("AREA[Sex]ALL", area("Sex", All())),
        ('AREA[Sex]"ALL"', area("Sex", Phrase("ALL"))),
    ],
)
def test_words_and_phrases(text: str, expected: Expression) -> None:
    assert parse(text) == expected


def test_operators_take_blanks_and_older_spellings_and_small_letters_in_their_parameters() -> None:
    modern = parse("SEARCH[Location]EXPANSION[Term]COVERAGE[FullMatch]AREA[LocationCity]Lund")
    assert parse("SEARCH [ location ] EXPAND[ TERM ] COVER[fullmatch] ( AREA[ LocationCity ] Lund )") == modern


@pytest.mark.parametrize("mode", ["FullMatch", "StartsWith", "EndsWith", "Contains"])
def test_coverage(mode: str) -> None:
    made = parse(f"COVERAGE[{mode}]lung")
    assert isinstance(made, Coverage)
    assert made.mode == mode


@pytest.mark.parametrize("degree", ["None", "Term", "Concept", "Relaxation", "Lossy"])
def test_expansion(degree: str) -> None:
    made = parse(f"EXPANSION[{degree}]lung")
    assert isinstance(made, Expansion)
    assert made.degree == degree


def test_names_are_kept_as_written_with_or_without_size() -> None:
    assert parse("AREA[NCT-ID]x") == area("NCT-ID", term("x"))
    assert parse("AREA[protocolSection.statusModule]MISSING") == area("protocolSection.statusModule", Missing())
    assert parse("AREA[Phase:size] 2") == Area(Name("Phase", size=True), term("2"))
    assert parse("TILT[ Phase : SIZE ]lung") == Tilt(Name("Phase", size=True), LUNG)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("MIN", Extreme.MIN),
        ("max", Extreme.MAX),
        ("0", Decimal(0)),
        ("-12.50", Decimal("-12.5")),
        ("2022", Decimal(2022)),
        ("2022-05", PartialDate("2022-05")),
        ("2022-5-7", PartialDate("2022-05-07")),
        ("2024-02-29T10:30", PartialDate("2024-02-29T10:30")),
        ("01/31/2015", PartialDate("2015-01-31")),
        ("2/2015", PartialDate("2015-02")),
        ("16 years", Age("16 Years")),
        ("1 Month", Age("1 Month")),
        ("90DAYS", Age("90 Days")),
    ],
)
def test_ends_of_ranges(written: str, expected: Extreme | Decimal | PartialDate | Age) -> None:
    made = parse(f"RANGE[{written}, MAX]")
    assert made == Range(Bound(expected), Bound(Extreme.MAX))
    assert isinstance(made, Range)
    assert type(made.low.value) is type(expected)
    assert parse(f"RANGE[MIN,{written}]") == Range(Bound(Extreme.MIN), Bound(expected))


def test_a_year_alone_is_a_number_that_can_be_a_date() -> None:
    made = parse("RANGE[2022,2024-06]")
    assert isinstance(made, Range)
    assert (made.low.value, made.low.date) == (Decimal(2022), PartialDate("2022"))
    assert made.high.date == PartialDate("2024-06")
    assert [Bound(value).date for value in (Extreme.MIN, Decimal(18), Decimal(-2022), Age("16 Years"))] == [None] * 4


def test_distance() -> None:
    made = parse("AREA[LocationGeoPoint] DISTANCE[ -31.5 , 121.47, 50MI ]")
    assert made == area("LocationGeoPoint", Distance(-31.5, 121.47, 50, "mi"))
    assert parse("DISTANCE[0,0,1.5km]") == Distance(0, 0, 1.5, "km")
    assert Distance(0, 0, 50, "mi").kilometres == pytest.approx(80.4672)
    assert Distance(0, 0, 3.5, "km").kilometres == 3.5


def test_long_expressions() -> None:
    many = parse(" OR ".join(["pain"] * 14_000))
    assert isinstance(many, Or)
    assert len(many.operands) == 14_000
    run = parse("pain " * 20_000)
    assert isinstance(run, Term)
    assert len(run.words) == 20_000
    assert parse("x" * 100_000) == Term(("x" * 100_000,))
    assert parse('"' + "x " * 50_000 + '"') == Phrase("x " * 50_000)
    side_by_side = parse("(pain)" * 16_000)
    assert isinstance(side_by_side, And)
    assert len(side_by_side.operands) == 16_000
