"""A study record in the retired public XML (`<clinical_study>`), put into the model of API version 2."""

from __future__ import annotations

from equipoise.errors import RecordError
from equipoise.source import Problem
from equipoise.study.annexes import (
    Annotation,
    AnnotationSection,
    Browse,
    DerivedSection,
    DocumentSection,
    LargeDocument,
    LargeDocuments,
    MeshTerm,
    MiscInfo,
    UnpostedAnnotation,
    UnpostedEvent,
)
from equipoise.study.checking import unknown_values
from equipoise.study.ctgov import trial_id
from equipoise.study.legacy_protocol import read_protocol
from equipoise.study.legacy_results import read_results
from equipoise.study.legacy_tree import Log, Node, parse
from equipoise.study.legacy_words import date, flag, read_date
from equipoise.study.model import Record, Study

_ROOT = "clinical_study"


def read_study(raw: bytes) -> tuple[Study, tuple[Problem, ...]]:
    """The study in one XML document, and what is odd about it; problems name the XML path.

    Raises RecordError where there is no trial: no well-formed XML, another root element, no NCT id.
    """
    element = parse(raw)
    if element.tag != _ROOT:
        raise RecordError(f"the XML is no trial record: its root is not <{_ROOT}>")
    log = Log()
    root = Node(element, log)
    # The download's own data, and its rank in a list of search results, are not the trial's.
    root.skip("required_header")
    root.attribute("rank")
    results = read_results(root)
    record = Record(
        protocol=read_protocol(root),
        results=results,
        annotation=_annotation(root),
        document=_documents(root),
        derived=_derived(root),
        has_results=results is not None,
    )
    nct_id = trial_id(record)
    log.report_untaken()
    study = Study(nct_id=nct_id, source="legacy_xml", record=record, raw=raw)
    return study, (*log.problems.all(), *unknown_values(record))


def _annotation(root: Node) -> AnnotationSection | None:
    """Results that were submitted, returned or taken back, and are not posted yet."""
    node = root.node("pending_results")
    if node is None:
        return None
    kinds = (("submitted", "RELEASE"), ("returned", "RESET"), ("submission_canceled", "UNRELEASE"))
    events = [_unposted(node, tag, kind, text) for tag, kind in kinds for text in node.texts(tag)]
    events.sort(key=lambda event: event.date or "9")
    unposted = UnpostedAnnotation(unposted_events=tuple(events))
    return AnnotationSection(annotation=Annotation(unposted_annotation=unposted))


def _unposted(node: Node, tag: str, kind: str, text: str) -> UnpostedEvent:
    if text == "Unknown":
        return UnpostedEvent(type=kind, date_unknown=True)
    return UnpostedEvent(type=kind, date=read_date(node, tag, text))


def _documents(root: Node) -> DocumentSection | None:
    whole = root.node("provided_document_section")
    if whole is None:
        return None
    documents = tuple(
        LargeDocument(
            label=node.text("document_type"),
            has_protocol=flag(node, "document_has_protocol"),
            has_sap=flag(node, "document_has_sap"),
            has_icf=flag(node, "document_has_icf"),
            date=date(node, "document_date"),
            filename=(node.text("document_url") or "").rpartition("/")[2] or None,
        )
        for node in whole.nodes("provided_document")
    )
    return DocumentSection(large_document=LargeDocuments(large_docs=documents))


def _derived(root: Node) -> DerivedSection | None:
    removed = root.node("removed_countries")
    section = DerivedSection(
        misc_info=MiscInfo(removed_countries=removed.texts("country")) if removed else None,
        condition_browse=_browse(root, "condition_browse"),
        intervention_browse=_browse(root, "intervention_browse"),
    )
    return None if section == DerivedSection() else section


def _browse(root: Node, tag: str) -> Browse | None:
    node = root.node(tag)
    return Browse(meshes=tuple(MeshTerm(term=text) for text in node.texts("mesh_term"))) if node else None
