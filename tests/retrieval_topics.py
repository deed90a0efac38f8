"""The benchmark's topics (descriptions of patients) and judgements."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from defusedxml import ElementTree

from equipoise.finding.patient import PatientQuery, read_form, read_note

COLLECTIONS = ("trec_2021", "trec_2023", "sigir_2016")


@dataclass(frozen=True)
class Topic:
    """A patient as the benchmark gives them: a note, or a form with a subject and fields."""

    text: str = ""
    subject: str = ""
    fields: tuple[tuple[str, str], ...] = ()

    def query(self) -> PatientQuery:
        """What the product reads in it."""
        return read_form(self.subject, self.fields) if self.subject else read_note(self.text)

    def words(self) -> str:
        """All that stands in it, for plain BM25, which does worse without the names of filled fields."""
        fields = (f"{name} {value}" for name, value in self.fields if value)
        return self.text or ". ".join((self.subject, *fields))


def topics(labels: Path, collection: str) -> dict[str, Topic]:
    """The topics of a collection, by their ids."""
    if (structured := labels / f"{collection}_topics.xml").exists():
        return {
            topic.get("number", ""): Topic(
                subject=topic.get("template", ""),
                fields=tuple((field.get("name", ""), (field.text or "").strip()) for field in topic),
            )
            for topic in ElementTree.parse(structured).iter("topic")
        }
    lines = (labels / f"{collection}_topics.jsonl").read_text(encoding="utf-8").splitlines()
    return {topic["_id"]: Topic(text=topic["text"]) for topic in map(json.loads, lines)}


def judgements(labels: Path, collection: str) -> Mapping[str, Mapping[str, int]]:
    """Topic -> trial -> grade."""
    found: dict[str, dict[str, int]] = {}
    with (labels / f"{collection}_qrels.tsv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            found.setdefault(row["topic"], {})[row["nct_id"]] = int(row["relevance"])
    return found
