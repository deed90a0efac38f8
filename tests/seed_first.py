"""The first seed, read by hand."""

from __future__ import annotations

from dataclasses import replace

from seed_items import (
    EVER,
    FEMALE,
    FERTILE,
    GILBERT,
    JUDGED,
    MALE,
    NOW,
    Item,
    agreed,
    assay,
    condition,
    drug,
    judged,
    long_enough,
    times_uln,
    window,
)

from equipoise.criteria.nodes import (
    And,
    Concept,
    Expr,
    If,
    Or,
    Quantity,
    Readings,
    Relaxed,
)


def _qtc(bound: float) -> Quantity:
    return Quantity("qtc", ">=", bound, "ms", formula="bazett")


_CYC_OR_RTX = Or((drug("cyclophosphamide", response="required"), drug("rituximab", response="required")))
_WEEKS = ("P2W", "P4W")


def _refractory_dermatomyositis() -> Expr:
    """“and/or” and “two to four weeks” can each mean two things."""

    def steroid(length: str) -> Expr:
        return Or((long_enough("glucocorticoid", length), drug("glucocorticoid", response="intolerant")))

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
        return Or(tuple(long_enough(name, length) for name in names))

    infusions = Or((drug("intravenous immunoglobulin", windows=EVER), drug("cyclophosphamide", windows=EVER)))
    head = (
        condition("dermatomyositis", "active dermatomyositis", narrowed=True),
        condition("dermatomyositis", "refractory dermatomyositis", narrowed=True),
        assay("anti-mda5 antibody", "anti-mda5 antibody", result="positive"),
    )
    ways = tuple(kind((steroid(length), suppressant(length), infusions)) for kind in (Or, And) for length in _WEEKS)
    return And((*head, Readings(ways, "ambiguous-connective")))


def items() -> tuple[Item, ...]:
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
                        FERTILE,
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
        Item("E7.4", 32, Or((And((MALE, _qtc(450))), And((FEMALE, _qtc(470)))))),
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
