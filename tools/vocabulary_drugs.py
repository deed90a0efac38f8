"""`drugs.tsv.gz`: drugs that the curated table lacks, with the class that the stem of the name tells.

International nonproprietary names carry their class in a stem: -mab, -tinib, -vastatin. A drug without such a stem has no
class here; its name alone is worth knowing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from equipoise.vocabulary.normal import normalise

from vocabulary_sources import COLUMNS, curated, curated_kinds, dictionary, head, package_version, quantity_forms, stop_words

_PACKAGE = "drug_named_entity_recognition"

# End of the name -> classes; the first that fits. The list of stems is the World Health Organization's (2018).
STEMS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("leucel", ("cell therapy",)), ("mab", ("monoclonal antibody",)), ("citinib", ("jak inhibitor",)),
    ("brutinib", ("btk inhibitor",)), ("tinib", ("kinase inhibitor",)), ("rafenib", ("kinase inhibitor",)),
    ("metinib", ("kinase inhibitor",)), ("ciclib", ("cdk4/6 inhibitor",)), ("lisib", ("pi3k inhibitor",)),
    ("parib", ("parp inhibitor",)), ("zomib", ("proteasome inhibitor",)), ("degib", ("targeted therapy",)),
    ("clax", ("bcl-2 inhibitor",)), ("vastatin", ("statin",)), ("pril", ("ace inhibitor",)),
    ("sartan", ("angiotensin ii receptor blocker",)), ("olol", ("beta blocker",)), ("dipine", ("calcium channel blocker",)),
    ("piprazole", ("antipsychotic",)), ("prazole", ("proton pump inhibitor",)), ("conazole", ("antifungal agent",)),
    ("fungin", ("antifungal agent",)), ("floxacin", ("fluoroquinolone",)), ("cycline", ("tetracycline antibiotic",)),
    ("cillin", ("penicillin",)), ("penem", ("carbapenem",)), ("gliptin", ("dpp-4 inhibitor",)),
    ("gliflozin", ("sglt2 inhibitor",)), ("glitazone", ("thiazolidinedione",)), ("glutide", ("glp-1 receptor agonist",)),
    ("enatide", ("glp-1 receptor agonist",)), ("tegravir", ("antiretroviral agent",)), ("previr", ("hepatitis c antiviral",)),
    ("asvir", ("hepatitis c antiviral",)), ("buvir", ("hepatitis c antiviral",)), ("navir", ("antiretroviral agent",)),
    ("vir", ("antiviral agent",)), ("vudine", ("antiviral agent",)), ("xaban", ("direct oral anticoagulant",)),
    ("gatran", ("direct oral anticoagulant",)), ("parin", ("heparin",)), ("dronate", ("bisphosphonate",)),
    ("dronic acid", ("bisphosphonate",)), ("profen", ("nsaid",)), ("coxib", ("nsaid",)), ("oxicam", ("nsaid",)),
    ("fenac", ("nsaid",)), ("triptan", ("triptan",)), ("setron", ("antiemetic",)), ("azepam", ("anxiolytic",)),
    ("azolam", ("anxiolytic",)), ("barbital", ("anxiolytic",)), ("caine", ("anesthesia",)), ("curonium", ("muscle relaxant",)),
    ("metasone", ("glucocorticoid",)), ("cinolone", ("glucocorticoid",)), ("nisolone", ("glucocorticoid",)),
    ("cortone", ("glucocorticoid",)), ("rubicin", ("anthracycline",)), ("platin", ("platinum agent",)),
    ("taxel", ("taxane",)), ("trexate", ("antimetabolite",)), ("trexed", ("antimetabolite", "chemotherapy")),
    ("citabine", ("antimetabolite", "chemotherapy")), ("mustine", ("alkylating agent",)), ("fosfamide", ("alkylating agent",)),
    ("sulfan", ("alkylating agent",)), ("tecan", ("topoisomerase inhibitor",)), ("kinra", ("anti-il-1",)),
    ("cept", ("biologic",)), ("grastim", ("colony-stimulating factor",)), ("poetin", ("erythropoiesis-stimulating agent",)),
    ("imus", ("immunosuppressant",)), ("lukast", ("leukotriene receptor antagonist",)), ("terol", ("bronchodilator",)),
    ("tropium", ("anticholinergic",)), ("fenacin", ("anticholinergic",)), ("semide", ("diuretic",)), ("thiazide", ("diuretic",)),
    ("fibrate", ("lipid-lowering agent",)), ("siran", ("antisense oligonucleotide",)), ("rsen", ("antisense oligonucleotide",)),
    ("vec", ("gene therapy",)), ("relix", ("androgen deprivation therapy",)), ("steride", ("5-alpha reductase inhibitor",)),
    ("afil", ("pde5 inhibitor",)), ("triptyline", ("antidepressant",)), ("oxetine", ("antidepressant",)),
    ("peridone", ("antipsychotic",)), ("thrombopag", ("thrombopoietin receptor agonist",)), ("sonide", ("glucocorticoid",)),
    ("lutamide", ("antiandrogen",)), ("setmelanotide", ()), ("quine", ("antimalarial",)), ("oxyquinoline", ()),
    ("azosin", ("alpha blocker",)), ("tidine", ("h2 blocker",)), ("gepant", ()), ("orexant", ("anxiolytic",)),
    ("inostat", ("hdac inhibitor",)), ("urea", ()), ("sulfone", ("antibiotic",)), ("oxacin", ("fluoroquinolone",)),
)  # fmt: skip
_STARTS = (("cef", ("cephalosporin",)), ("ceph", ("cephalosporin",)), ("sulfa", ("sulfonamide",)))

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


def _classes(name: str) -> tuple[str, ...]:
    for stem, classes in STEMS:
        if name.endswith(stem):
            return classes
    return next((classes for start, classes in _STARTS if name.startswith(start)), ())


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
    found = []
    for name in sorted(ours | wanted):
        brands = _brands(name, variants.get(name, ()), taken)
        if name in wanted or brands:
            found.append((name, "treatment", "; ".join(brands), "", "" if name in ours else "; ".join(_classes(name))))
    return found


def table() -> tuple[Sequence[str], Iterable[Sequence[str]]]:
    """What `build_vocabulary` writes."""
    source = f"names of drugs (MeSH, MedlinePlus, NHS, Wikipedia, DrugBank vocabulary), as in {package_version(_PACKAGE)}"
    licence = "the package: MIT, Fast Data Science Ltd; MeSH and MedlinePlus: courtesy of the U.S. National Library of Medicine"
    return head("Drugs that the curated table lacks.", source, licence, COLUMNS), rows()
