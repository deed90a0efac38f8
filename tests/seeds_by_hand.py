"""The two seed texts read by hand: what a perfect reading hands to the evaluator.

The clauses are lines of the texts (their words are not repeated here), the trees are what the texts ask, with their
damage. With them the screening cases test the evaluator by itself, whatever the grammar makes of the texts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from equipoise.criteria.model import Criteria, Criterion, Role
from equipoise.criteria.nodes import (
    Anchor,
    And,
    AtLeast,
    Concept,
    Expr,
    If,
    Or,
    Personal,
    Quantity,
    Readings,
    Relation,
    Relaxed,
    Window,
)
from equipoise.criteria.outline import Clause, Outline
from equipoise.dates import Duration
from equipoise.source import Span


@dataclass(frozen=True)
class Item:
    """A clause by line: `begin` and `end` are words within the line where it holds several."""

    id: str
    line: int
    expr: Expr | None = None
    rule: str | None = None
    block: int | None = None
    population: str | None = None
    role: Role = "criterion"
    damage: tuple[str, ...] = ()
    begin: str = ""
    end: str = ""


def window(
    relation: Relation, length: str | None = None, anchor: Anchor = "unspecified", *, strict: bool = False
) -> Window:
    return Window(relation, Duration.parse(length) if length else None, anchor, strict=strict)


def condition(
    key: str, name: str | None = None, *, narrowed: bool = False, present: bool = True, windows: tuple[Window, ...] = ()
) -> Concept:
    return Concept("condition", name or key, present, key, narrowed, windows)


def drug(key: str, name: str | None = None, **more: object) -> Concept:
    return replace(Concept("treatment", name or key, key=key), **more)  # type: ignore[arg-type]


def assay(name: str, key: str | None = None, **more: object) -> Concept:
    return replace(Concept("test", name, key=key), **more)  # type: ignore[arg-type]


def times_uln(subject: str, op: str, value: float) -> Quantity:
    return Quantity(subject, op, value, "1", "ULN")  # type: ignore[arg-type]


EVER = (window("ever"),)
NOW = (window("current"),)
JUDGED = Personal("judgement", "judgement of the investigator")


def judged(name: str) -> Personal:
    return Personal("judgement", name)


def agreed(name: str) -> Personal:
    return Personal("agreement", name)


GILBERT = condition("gilbert syndrome")
_MALE, _FEMALE = Concept("state", "male", key="male"), Concept("state", "female", key="female")
_FERTILE = Concept("state", "woman of childbearing potential", key="woman of childbearing potential")


def _qtc(bound: float) -> Quantity:
    return Quantity("qtc", ">=", bound, "ms", formula="bazett")


_CYC_OR_RTX = Or((drug("cyclophosphamide", response="required"), drug("rituximab", response="required")))
_WEEKS = ("P2W", "P4W")


def _long(key: str, length: str, name: str | None = None) -> Concept:
    return drug(key, name, windows=(window("for_at_least", length, strict=True),))


def _refractory_dermatomyositis() -> Expr:
    """“and/or” and “two to four weeks” can each mean two things."""

    def steroid(length: str) -> Expr:
        return Or((_long("glucocorticoid", length), drug("glucocorticoid", response="intolerant")))

    def suppressant(length: str) -> Expr:
        names = (
            "methotrexate",
            "azathioprine",
            "tacrolimus",
            "cyclosporine",
            "mycophenolate mofetil",
            "intravenous immunoglobulin",
            "anti-tnf",
            "rituximab",
        )
        return Or(tuple(_long(name, length) for name in names))

    infusions = Or((drug("intravenous immunoglobulin", windows=EVER), drug("cyclophosphamide", windows=EVER)))
    head = (
        condition("dermatomyositis", "active dermatomyositis", narrowed=True),
        condition("dermatomyositis", "refractory dermatomyositis", narrowed=True),
        assay("anti-mda5 antibody", "anti-mda5 antibody", result="positive"),
    )
    ways = tuple(kind((steroid(length), suppressant(length), infusions)) for kind in (Or, And) for length in _WEEKS)
    return And((*head, Readings(ways, "ambiguous-connective")))


def _s1() -> tuple[Item, ...]:
    sle, aav, dm = "systemic lupus erythematosus", "ANCA-associated vasculitis", "dermatomyositis"
    kidney = Or(
        (
            times_uln("creatinine", "<=", 1.5),
            Quantity("creatinine_clearance", ">=", 60, "mL/min", formula="cockcroft-gault"),
        )
    )
    return (
        Item("I1", -1, role="lost"),
        Item("I2", 1, And((Quantity("age", ">=", 18, "a"), Quantity("age", "<=", 70, "a")))),
        Item(
            "I3",
            2,
            And(
                (
                    condition(sle, "classification criteria for systemic lupus erythematosus", narrowed=True),
                    condition(sle, "refractory systemic lupus erythematosus", narrowed=True),
                    Or((condition("lupus nephritis"), condition("immune thrombocytopenia"))),
                    drug("standard treatment", windows=NOW),
                )
            ),
            "any",
            0,
            sle,
        ),
        Item(
            "I3.1",
            3,
            And(
                (
                    condition("lupus nephritis", "active lupus nephritis", narrowed=True),
                    assay("lupus nephritis class", result="class iii, iv or v"),
                    Or((Quantity("upcr", ">", 1.0, "mg/mg"), Quantity("proteinuria_24h", ">", 3.5, "g/d"))),
                )
            ),
            None,
            0,
            sle,
        ),
        Item(
            "I3.2",
            4,
            And(
                (
                    condition("immune thrombocytopenia"),
                    Quantity("platelets", "<", 50, "10*9/L", consecutive=2),
                    Quantity("platelets", ">", 10, "10*9/L"),
                    assay("peripheral blood smear morphology", result="normal"),
                    Concept("condition", "enlarged spleen", False),
                    Or(
                        (
                            assay("bone marrow megakaryocytes", result="increased"),
                            assay("bone marrow megakaryocytes", result="normal"),
                        )
                    ),
                )
            ),
            None,
            0,
            sle,
        ),
        Item(
            "I4",
            5,
            And(
                (
                    condition(
                        "anca-associated vasculitis",
                        "consensus conference definition of anca-associated vasculitis",
                        narrowed=True,
                    ),
                )
                * 2
            ),
            "all",
            1,
            aav,
        ),
        Item(
            "I4.1",
            6,
            And(
                (
                    condition("anca-associated vasculitis", "relapsed anca-associated vasculitis", narrowed=True),
                    _CYC_OR_RTX,
                )
            ),
            None,
            1,
            aav,
        ),
        Item(
            "I4.2",
            7,
            And(
                (
                    condition("anca-associated vasculitis", "recurrent anca-associated vasculitis", narrowed=True),
                    _CYC_OR_RTX,
                )
            ),
            None,
            1,
            aav,
        ),
        Item(
            "I4.3",
            8,
            Or(
                (
                    assay("anti-proteinase 3 antibody", "anti-proteinase 3 antibody", result="positive", windows=EVER),
                    assay(
                        "anti-myeloperoxidase antibody",
                        "anti-myeloperoxidase antibody",
                        result="positive",
                        windows=EVER,
                    ),
                )
            ),
            None,
            1,
            aav,
        ),
        Item("I5", 9, _refractory_dermatomyositis(), "all", 2, dm),
        Item("I5.1", 10, None, None, 2, dm, "note"),
        Item("I5.2", 11, None, None, 2, dm, "note"),
        Item(
            "I6",
            12,
            And(
                (
                    If(
                        _FERTILE,
                        assay(
                            "blood pregnancy test",
                            "pregnancy test",
                            present=False,
                            result="negative",
                            specimen="blood",
                            windows=(window("within", "P7D", "conditioning"),),
                        ),
                    ),
                    agreed("contraception"),
                )
            ),
            "all",
        ),
        Item("I6.1", 13, role="note"),
        Item("I6.2", 14, role="note"),
        Item("I7", 15, None, "all"),
        Item("I7.1", 16, times_uln("ast", "<=", 3)),
        Item("I7.2", 17, times_uln("alt", "<=", 3)),
        Item(
            "I7.3",
            18,
            Or(
                (
                    times_uln("bilirubin_total", "<=", 2),
                    And((GILBERT, times_uln("bilirubin_total", "<=", 3.0), times_uln("bilirubin_direct", "<=", 1.5))),
                )
            ),
        ),
        Item("I7.4", 19, Relaxed(kidney, condition("lupus nephritis"))),
        Item(
            "I7.5",
            20,
            And(
                (
                    Concept("state", "minimal pulmonary reserve", key="minimal pulmonary reserve"),
                    Quantity("spo2", ">", 91, "%", qualifiers=("room air",)),
                )
            ),
        ),
        Item("I7.6", 21, Quantity("lymphocytes", ">", 0.4, "10*9/L")),
        Item("E1", -1, role="lost"),
        Item("E2", 23, Concept("state", "dialysis patient", key="dialysis dependence")),
        Item(
            "E3", 24, Or((Concept("state", "pregnant", key="pregnant"), Concept("state", "lactating", key="lactating")))
        ),
        Item("E4", 25, condition("infection", "uncontrollable infection", narrowed=True, windows=NOW)),
        Item(
            "E5",
            26,
            Or(
                (
                    assay("hepatitis b surface antigen", "hepatitis b surface antigen", result="positive"),
                    assay("hepatitis c virus antibody", "hepatitis c virus antibody", result="positive"),
                    assay(
                        "human immunodeficiency virus antibody",
                        "human immunodeficiency virus antibody",
                        result="positive",
                    ),
                    assay("treponema pallidum antibody", "treponema pallidum antibody", result="positive"),
                )
            ),
        ),
        Item(
            "E6",
            27,
            And(
                (
                    drug("surgery", "major surgery", narrowed=True, windows=(window("within", "P4W", "screening"),)),
                    JUDGED,
                )
            ),
        ),
        Item("E7", 28, None, "any"),
        Item("E7.1", 29, Quantity("lvef", "<=", 45, "%")),
        Item(
            "E7.2",
            30,
            Or(
                (
                    And((condition("congestive heart failure"), Quantity("nyha", ">=", 3, "{class}"))),
                    condition("heart disease", "active cardiac disease", narrowed=True),
                )
            ),
        ),
        Item(
            "E7.3",
            31,
            And(
                (
                    condition("arrhythmia", "serious arrhythmia", narrowed=True),
                    judged("requiring treatment"),
                    replace(condition("atrial fibrillation"), present=False),
                    replace(condition("supraventricular tachycardia"), present=False),
                )
            ),
        ),
        Item("E7.4", 32, Or((And((_MALE, _qtc(450))), And((_FEMALE, _qtc(470)))))),
        Item(
            "E7.5",
            33,
            Or(
                tuple(
                    replace(each, windows=(window("within", "P6M", "screening"),))
                    for each in (
                        condition("myocardial infarction"),
                        drug("coronary artery bypass graft"),
                        drug("percutaneous coronary intervention"),
                    )
                )
            ),
        ),
        Item("E7.6", 34, And((condition("heart disease", "other cardiac disease"), JUDGED))),
        Item("E8", 35, drug("live vaccine", windows=(window("within", "P6W", "screening"),))),
        Item(
            "E9",
            36,
            Or(
                (
                    Concept(
                        "state",
                        "participation in another clinical trial",
                        key="participation in another clinical trial",
                        windows=(window("within", "P3M", "infusion"),),
                    ),
                    drug("investigational drug", "treatment with an active experimental drug", windows=NOW),
                    agreed("participation in another trial during the study"),
                )
            ),
        ),
        Item(
            "E10",
            37,
            Or(
                (
                    condition("epilepsy", windows=EVER),
                    condition(
                        "central nervous system disease", "other active central nervous system disease", windows=NOW
                    ),
                )
            ),
        ),
        Item("E11", 38, Concept("condition", "hypersensitivity to the ingredients of the preparation", allergy=True)),
        Item("E12", 39, drug("chimeric antigen receptor t-cell therapy", windows=EVER)),
        Item("E13", 40, judged("other conditions")),
    )


_DRUGS = (
    "antimalarial",
    "methotrexate",
    "leflunomide",
    "cyclophosphamide",
    "azathioprine",
    "tacrolimus",
    "cyclosporine",
    "rituximab",
    "belimumab",
)


def _ineffective(drugs: tuple[str, ...], *first: Expr) -> Expr:
    """Conventional treatment given as defined, and without effect."""
    months = Or(tuple(_long(name, "P6M") for name in drugs))
    return And((*first, months, Concept("state", "ineffective response to conventional treatment")))


def _high_dose() -> tuple[Expr, ...]:
    return (Quantity("glucocorticoid_dose", ">", 1, "mg/kg/d"), drug("cyclophosphamide", windows=EVER))


def _s2() -> tuple[Item, ...]:
    pss, ssc, iim, ra = (
        "Sjögren syndrome",
        "systemic sclerosis",
        "idiopathic inflammatory myopathy",
        "rheumatoid arthritis",
    )
    failed = drug(
        "biologic or targeted synthetic dmard", "biologic or targeted synthetic dmard", count=2, response="failed"
    )
    clause_count = "criteria for "
    return (
        Item("I1", -1, role="lost"),
        Item("I2", 1, None, "all"),
        Item("I2.1", 3, None, "all", begin="Bone marrow", end="a. "),
        Item("I2.1.1", 3, Quantity("wbc", ">=", 3, "10*9/L"), begin="White", end=" b. "),
        Item(
            "I2.1.2",
            3,
            Quantity(
                "anc",
                ">=",
                1,
                "10*9/L",
                sample_needs=drug(
                    "colony-stimulating factor", present=False, windows=(window("within", "P2W", "test"),)
                ),
            ),
            begin="Neutrophil",
            end=" c. ",
        ),
        Item("I2.1.3", 3, Quantity("hemoglobin", ">=", 60, "g/L"), begin="Hemoglobin"),
        Item(
            "I2.2",
            4,
            Relaxed(
                And(
                    (
                        times_uln("alt", "<=", 3),
                        times_uln("ast", "<=", 3),
                        Or(
                            (
                                times_uln("bilirubin_total", "<=", 1.5),
                                And((GILBERT, times_uln("bilirubin_total", "<=", 3))),
                            )
                        ),
                    )
                )
            ),
        ),
        Item("I2.3", 5, Quantity("creatinine_clearance", ">=", 60, "mL/min", formula="cockcroft-gault")),
        Item("I2.4", 6, And((times_uln("inr", "<", 1.5), times_uln("pt", "<", 1.5)))),
        Item("I2.5", 7, Concept("state", "good hemodynamic stability", key="hemodynamic stability"), end=" 3. "),
        Item(
            "I3",
            7,
            And(
                (
                    agreed("contraception"),
                    If(
                        _FERTILE,
                        assay(
                            "serum hcg test",
                            "pregnancy test",
                            present=False,
                            result="negative",
                            specimen="serum",
                            windows=(window("within", "P7D", "enrolment"),),
                        ),
                    ),
                    If(_FEMALE, Concept("state", "lactating", False, key="lactating")),
                )
            ),
            begin="Female",
            end=" 4. ",
        ),
        Item(
            "I4",
            7,
            And((agreed("informed consent"), agreed("good compliance"), agreed("follow-up"))),
            begin="Voluntarily",
        ),
        Item(
            "I[2].1", 8, condition("sjogren syndrome", clause_count + "sjogren syndrome", narrowed=True), None, 0, pss
        ),
        Item("I[2].2", 9, Quantity("essdai", ">=", 5, "{score}"), None, 0, pss),
        Item("I[2].3", 10, _ineffective(_DRUGS, *_high_dose()), None, 0, pss),
        Item("I[3].1", 11, condition(ssc, clause_count + ssc, narrowed=True), None, 1, ssc),
        Item(
            "I[3].2",
            12,
            If(
                condition("interstitial lung disease"),
                And(
                    (
                        assay("chest hrct", result="ground-glass"),
                        Or((Quantity("fvc", "<", 70, "%", "predicted"), Quantity("dlco", "<", 70, "%", "predicted"))),
                    )
                ),
            ),
            None,
            1,
            ssc,
        ),
        Item(
            "I[3].3",
            13,
            _ineffective((*_DRUGS, "mycophenolate mofetil"), drug("glucocorticoid", windows=EVER)),
            None,
            1,
            ssc,
        ),
        Item("I[3].4", 14, Quantity("mrss", ">", 10, "%", change="increase"), None, 1, ssc, "definition"),
        Item("I[4].1", 15, condition(iim, clause_count + iim, narrowed=True), None, 2, iim),
        Item(
            "I[4].2",
            16,
            If(
                Concept("condition", "muscle involvement"),
                And(
                    (
                        Quantity("mmt8", "<", 142, "{score}"),
                        AtLeast(
                            2,
                            (
                                Quantity("physician_global", ">=", 2, "cm"),
                                Quantity("patient_global", ">=", 2, "cm"),
                                Quantity("extramuscular_activity", ">=", 2, "cm"),
                                Quantity("haq_di", ">=", 0.25, "{score}"),
                                times_uln("muscle_enzyme", ">=", 1.5),
                            ),
                        ),
                    )
                ),
            ),
            None,
            2,
            iim,
        ),
        Item("I[4].3", 17, assay("myositis antibody", "myositis antibody", result="positive"), None, 2, iim),
        Item("I[4].4", 18, _ineffective(_DRUGS, *_high_dose()), None, 2, iim),
        Item(
            "I[5].1",
            19,
            And(
                (
                    condition(ra, clause_count + ra, narrowed=True),
                    condition(ra, windows=(window("for_at_least", "P6M"),)),
                    Or(
                        (
                            Concept("condition", "severe rheumatoid arthritis disease activity"),
                            Concept("condition", "moderate rheumatoid arthritis disease activity"),
                        )
                    ),
                )
            ),
            None,
            3,
            ra,
        ),
        Item(
            "I[5].2",
            20,
            And(
                (
                    Quantity("swollen_joints", ">=", 6, "{count}", qualifiers=("66 joints",)),
                    Quantity("tender_joints", ">=", 6, "{count}", qualifiers=("68 joints",)),
                )
            ),
            None,
            3,
            ra,
        ),
        Item("I[5].3", 21, Or((Quantity("crp", ">=", 10, "mg/L"), Quantity("esr", ">=", 28, "mm/h"))), None, 3, ra),
        Item("I[5].4", 22, None, "atleast 3", 3, ra),
        Item("I[5].4.1", 24, And((drug("conventional synthetic dmard", response="failed"), failed)), None, 3, ra),
        Item(
            "I[5].4.2",
            25,
            And(
                (
                    Concept("state", "symptom management considered problematic by the patient"),
                    Concept("state", "symptom management considered problematic by the physician"),
                )
            ),
            None,
            3,
            ra,
        ),
        Item("I[5].4.3", 26, None, "any", 3, ra),
        Item(
            "I[5].4.3.1",
            27,
            Or((Quantity("das28_esr", ">", 3.2, "{score}"), Quantity("cdai", ">", 10, "{score}"))),
            None,
            3,
            ra,
        ),
        Item("I[5].4.3.2", 28, Concept("condition", "signs and/or symptoms suggestive of active disease"), None, 3, ra),
        Item(
            "I[5].4.3.3",
            29,
            Concept("state", "unable to reduce glucocorticoids below 7.5 mg/day prednisone equivalent"),
            None,
            3,
            ra,
        ),
        Item("I[5].4.3.4", 30, Quantity("mtss", ">=", 5, "{score}", change="increase"), None, 3, ra),
        Item("I[5].4.3.5", 31, Concept("condition", "decreased quality of life"), None, 3, ra),
        Item("I[5].4.6", 32, None, None, 3, ra, "rule"),
        Item("E1", 34, condition("cirrhosis"), damage=("ambiguous-scope",)),
        Item(
            "E2",
            35,
            Or(
                (
                    condition("aplastic anemia"),
                    condition("myelodysplastic syndrome"),
                    condition("myeloproliferative neoplasm"),
                )
            ),
            damage=("ambiguous-scope",),
        ),
        Item("E[2].1", 36, condition("drug-induced myositis"), damage=("ambiguous-scope",)),
        Item("E[2].2", 37, condition("inclusion body myositis"), damage=("ambiguous-scope",)),
        Item(
            "E[2].3",
            38,
            Or(
                (
                    condition("cancer-associated myositis"),
                    condition("myositis", windows=(window("within", "P2Y", "diagnosis"),)),
                )
            ),
            damage=("ambiguous-scope",),
        ),
        Item("E[3].1", 39, Quantity("ra_functional_class", "=", 4, "{class}"), damage=("ambiguous-scope",)),
    )


def read_by_hand(text: str, which: int) -> Criteria:
    """The criteria of seed 0 or 1, over the text itself."""
    items = (_s1, _s2)[which]()
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    places = {item.id: place for place, item in enumerate(items)}
    criteria = []
    for item in items:
        parent = _parent(item.id)
        kids = tuple(places[other.id] for other in items if _parent(other.id) == item.id)
        clause = Clause(
            id=item.id,
            section="inclusion" if item.id.startswith("I") else "exclusion",
            span=_span(text, starts, item),
            parent=places.get(parent) if parent else None,
            children=kids,
            children_rule=item.rule if kids else None,
            population=item.population,
            block=item.block,
            damage=item.damage,
            lost=item.role == "lost",
        )
        criteria.append(Criterion(clause, _placed(item.expr, clause.span, text), item.role))
    return Criteria(text, Outline(tuple(c.clause for c in criteria)), tuple(criteria))


def _placed(expr: Expr | None, span: Span, text: str) -> Expr | None:
    """The tree, with the place of a window that is counted from a diagnosis: its disease is named in its words."""
    if isinstance(expr, Or):
        return replace(
            expr, items=tuple(placed for item in expr.items if (placed := _placed(item, span, text)) is not None)
        )
    if isinstance(expr, Concept) and any(each.anchor == "diagnosis" for each in expr.windows):
        at = span.start + span.of(text).index("within")
        return replace(expr, windows=tuple(replace(each, span=Span(at, span.end)) for each in expr.windows))
    return expr


def _parent(name: str) -> str:
    return name.rpartition(".")[0] if "." in name.replace("].", "]") else ""


def _span(text: str, starts: list[int], item: Item) -> Span:
    if item.line < 0:
        return Span(0, 0)
    start, end = starts[item.line], starts[item.line + 1] - 1
    line = text[start:end]
    first = line.index(item.begin) if item.begin else 0
    last = line.index(item.end, first) if item.end else len(line)
    return Span(start + first, start + last)
