"""`drugs.tsv.gz`: drugs that the curated table lacks, with the class that the stem of the name tells.

International nonproprietary names carry their class in a stem: -mab, -tinib, -vastatin. A drug without such a stem
has no class here; its name alone is worth knowing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from vocabulary_sources import (
    COLUMNS,
    curated,
    curated_kinds,
    dictionary,
    head,
    package_version,
    quantity_forms,
    stop_words,
)

from equipoise.vocabulary.normal import normalise
from equipoise.vocabulary.tsv import cell_list

_PACKAGE = "drug_named_entity_recognition"

# Classes: the stems that tell them, "-mab" at the end of a name and "cef-" at its start. From the World Health
# Organization's list (2018); of several that fit, the longest counts.
_STEMS = """
    cell therapy: -leucel
    monoclonal antibody: -mab
    jak inhibitor: -citinib
    btk inhibitor: -brutinib
    kinase inhibitor: -tinib -rafenib -metinib
    cdk4/6 inhibitor: -ciclib
    pi3k inhibitor: -lisib
    parp inhibitor: -parib
    proteasome inhibitor: -zomib
    targeted therapy: -degib
    bcl-2 inhibitor: -clax
    statin: -vastatin
    ace inhibitor: -pril
    angiotensin ii receptor blocker: -sartan
    beta blocker: -olol
    calcium channel blocker: -dipine
    antipsychotic: -piprazole -peridone
    proton pump inhibitor: -prazole
    antifungal agent: -conazole -fungin
    fluoroquinolone: -floxacin -oxacin
    tetracycline antibiotic: -cycline
    penicillin: -cillin
    carbapenem: -penem
    dpp-4 inhibitor: -gliptin
    sglt2 inhibitor: -gliflozin
    thiazolidinedione: -glitazone
    glp-1 receptor agonist: -glutide -enatide
    antiretroviral agent: -tegravir -navir
    hepatitis c antiviral: -previr -asvir -buvir
    antiviral agent: -vir -vudine
    direct oral anticoagulant: -xaban -gatran
    heparin: -parin
    bisphosphonate: -dronate -dronic acid
    nsaid: -profen -coxib -oxicam -fenac
    triptan: -triptan
    antiemetic: -setron
    anxiolytic: -azepam -azolam -barbital -orexant
    anesthesia: -caine
    muscle relaxant: -curonium
    glucocorticoid: -metasone -cinolone -nisolone -cortone -sonide
    anthracycline: -rubicin
    platinum agent: -platin
    taxane: -taxel
    antimetabolite: -trexate
    antimetabolite; chemotherapy: -trexed -citabine
    alkylating agent: -mustine -fosfamide -sulfan
    topoisomerase inhibitor: -tecan
    anti-il-1: -kinra
    biologic: -cept
    colony-stimulating factor: -grastim
    erythropoiesis-stimulating agent: -poetin
    immunosuppressant: -imus
    leukotriene receptor antagonist: -lukast
    bronchodilator: -terol
    anticholinergic: -tropium -fenacin
    diuretic: -semide -thiazide
    lipid-lowering agent: -fibrate
    antisense oligonucleotide: -siran -rsen
    gene therapy: -vec
    androgen deprivation therapy: -relix
    5-alpha reductase inhibitor: -steride
    pde5 inhibitor: -afil
    antidepressant: -triptyline -oxetine
    thrombopoietin receptor agonist: -thrombopag
    antiandrogen: -lutamide
    antimalarial: -quine
    alpha blocker: -azosin
    h2 blocker: -tidine
    hdac inhibitor: -inostat
    antibiotic: -sulfone
    cephalosporin: cef- ceph-
    sulfonamide: sulfa-
"""


def _stems() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for line in _STEMS.strip().splitlines():
        classes, _, stems = line.strip().partition(": ")
        found |= {stem: cell_list(classes) for stem in stems.split()}
    return found


STEMS = _stems()

_NAME = re.compile(r"[a-z][a-z\-]{4,}(?: [a-z\-]{3,}){0,2}")
_BRAND = re.compile(r"[a-z][a-z\-]{4,}(?: [a-z\-]{2,})?")
_KNOWN_TO_PATIENTS = ("medline_plus_id", "nhs_url")
# Groups, substances of the body and materials, as MeSH has them beside the drugs.
_NOT_A_DRUG = re.compile(
    r"(agents|inhibitors|compounds|proteins?|receptors?|antibod(y|ies)|vaccines?|acids|enzymes?|peptides?|factors?|extracts?"
    r"|pollen|allergen|hormones|antigens?|cells?|oil|dander|oxide|chloride|cation|anion|ion|water|kinase|synthase"
    r"|dehydrogenase|globulins?|lectins?|toxins?|steroids|analogs|derivatives|salts|whole|spp?|venom|smut|fulva|mite)$"
)
_MAXIMUM_BRANDS = 8
_FOREIGN = ("um", "ina", "ino", "ida", "ona", "ol ", "ato", "ique", "ine hcl", " sodium", " hydrochloride")


def _fits(name: str, stem: str) -> bool:
    return name.endswith(stem[1:]) if stem.startswith("-") else name.startswith(stem[:-1])


def _classes(name: str) -> tuple[str, ...]:
    fitting = [stem for stem in STEMS if _fits(name, stem)]
    return STEMS[max(fitting, key=len)] if fitting else ()


def _wanted(name: str, facts: Mapping[str, object]) -> bool:
    """A drug that people are given: described for patients, or with the stem of a drug's name."""
    if not _NAME.fullmatch(name) or _NOT_A_DRUG.search(name):
        return False
    if any(source in facts for source in _KNOWN_TO_PATIENTS) or _classes(name):
        return True
    return "drugbank_id" in facts and ("wikipedia_url" in facts or "mesh_id" in facts) and " " not in name


def _brands(name: str, variants: Sequence[str], taken: set[str]) -> list[str]:
    """The few variants worth looking for: one or two plain words, neither Latin or Spanish nor the name with a salt."""
    found: list[str] = []
    for variant in sorted(set(variants)):
        foreign = variant.endswith(_FOREIGN) or variant.startswith(name)
        if foreign or not _BRAND.fullmatch(variant) or normalise(variant) in taken:
            continue
        taken.add(normalise(variant))
        found.append(variant)
    return found[:_MAXIMUM_BRANDS]


def rows() -> list[tuple[str, ...]]:
    """The rows by name, one a drug; a drug that the curated table has adds its brands to it."""
    content = dictionary(_PACKAGE, "drug_ner_dictionary.pkl.bz2")
    variants: dict[str, list[str]] = {}
    for variant, canonicals in content["drug_variant_to_canonical"].items():
        for canonical in canonicals:
            variants.setdefault(canonical, []).append(variant)
    drugs = content["drug_canonical_to_data"]
    taken = set(curated()) | quantity_forms() | stop_words()
    ours = {name for name in drugs if curated_kinds().get(name) == "treatment" and _NAME.fullmatch(name)}
    wanted = {name for name in drugs if _wanted(name, drugs[name]) and normalise(name) not in taken}
    taken |= {normalise(name) for name in wanted}
    found: list[tuple[str, ...]] = []
    for name in sorted(ours | wanted):
        brands = _brands(name, variants.get(name, ()), taken)
        if name in wanted or brands:
            found.append((name, "treatment", "; ".join(brands), "", "" if name in ours else "; ".join(_classes(name))))
    return found


def table() -> tuple[Sequence[str], Iterable[Sequence[str]]]:
    """What `build_vocabulary` writes."""
    source = (
        f"names of drugs (MeSH, MedlinePlus, NHS, Wikipedia, DrugBank vocabulary), as in {package_version(_PACKAGE)}"
    )
    licence = (
        "the package: MIT, Fast Data Science Ltd; DrugBank vocabulary: CC0; MeSH, MedlinePlus: courtesy of the NLM"
    )
    return head("Drugs that the curated table lacks.", source, licence, COLUMNS), rows()
