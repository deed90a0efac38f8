"""The second seed, read by hand."""

from __future__ import annotations

from seed_items import (
    EVER,
    FEMALE,
    FERTILE,
    GILBERT,
    Item,
    agreed,
    assay,
    condition,
    drug,
    long_enough,
    times_uln,
    window,
)

from equipoise.criteria.nodes import (
    And,
    AtLeast,
    Concept,
    Expr,
    If,
    Or,
    Quantity,
    Relaxed,
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
    months = Or(tuple(long_enough(name, "P6M") for name in drugs))
    return And((*first, months, Concept("state", "ineffective response to conventional treatment")))


def _high_dose() -> tuple[Expr, ...]:
    return (Quantity("glucocorticoid_dose", ">", 1, "mg/kg/d"), drug("cyclophosphamide", windows=EVER))


def items() -> tuple[Item, ...]:
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
                        FERTILE,
                        assay(
                            "serum hcg test",
                            "pregnancy test",
                            present=False,
                            result="negative",
                            specimen="serum",
                            windows=(window("within", "P7D", "enrolment"),),
                        ),
                    ),
                    If(FEMALE, Concept("state", "lactating", False, key="lactating")),
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
