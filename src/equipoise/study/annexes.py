"""What surrounds the protocol: annotations by the registry, documents, and what the registry derived."""

from __future__ import annotations

from msgspec import field

from equipoise.study.base import Part
from equipoise.study.common import DatedEvent
from equipoise.study.enumerations import BrowseLeafRelevance, UnpostedEventType, ViolationEventType
from equipoise.study.values import PartialDate


class UnpostedEvent(Part, frozen=True):
    """A step of results that were submitted and are not posted yet."""

    type: UnpostedEventType | None = None
    date: PartialDate | None = None
    date_unknown: bool | None = None


class UnpostedAnnotation(Part, frozen=True):
    """Results submitted and not posted yet."""

    unposted_responsible_party: str | None = None
    unposted_events: tuple[UnpostedEvent, ...] = ()


class ViolationEvent(Part, frozen=True):
    """A notice under FDAAA 801."""

    type: ViolationEventType | None = None
    description: str | None = None
    creation_date: PartialDate | None = None
    issued_date: PartialDate | None = None
    release_date: PartialDate | None = None
    posted_date: PartialDate | None = None


class ViolationAnnotation(Part, frozen=True):
    """Notices under FDAAA 801."""

    violation_events: tuple[ViolationEvent, ...] = ()


class Annotation(Part, frozen=True):
    """Remarks by the registry."""

    unposted_annotation: UnpostedAnnotation | None = None
    violation_annotation: ViolationAnnotation | None = None


class AnnotationSection(Part, frozen=True):
    """The section that holds the registry’s remarks."""

    annotation: Annotation | None = field(default=None, name="annotationModule")


class LargeDocument(Part, frozen=True):
    """An uploaded protocol, analysis plan or consent form."""

    type_abbrev: str | None = None
    has_protocol: bool | None = None
    has_sap: bool | None = None
    has_icf: bool | None = None
    label: str | None = None
    date: PartialDate | None = None
    upload_date: PartialDate | None = None
    filename: str | None = None
    size: int | None = None


class LargeDocuments(Part, frozen=True):
    """Uploaded documents."""

    no_sap: bool | None = None
    large_docs: tuple[LargeDocument, ...] = ()


class DocumentSection(Part, frozen=True):
    """The section that holds uploaded documents."""

    large_document: LargeDocuments | None = field(default=None, name="largeDocumentModule")


class FirstMcpInfo(Part, frozen=True):
    """The first posting of results with quality-control comments."""

    post_date: DatedEvent | None = field(default=None, name="postDateStruct")


class SubmissionInfo(Part, frozen=True):
    """One round of submitting results."""

    release_date: PartialDate | None = None
    unrelease_date: PartialDate | None = None
    unrelease_date_unknown: bool | None = None
    reset_date: PartialDate | None = None
    mcp_release_n: int | None = None


class SubmissionTracking(Part, frozen=True):
    """How results went to and fro before they were posted."""

    estimated_results_first_submit_date: PartialDate | None = None
    first_mcp: FirstMcpInfo | None = field(default=None, name="firstMcpInfo")
    submissions: tuple[SubmissionInfo, ...] = field(default=(), name="submissionInfos")


class MiscInfo(Part, frozen=True):
    """Version of the dump, countries that were removed, submission tracking."""

    version_holder: PartialDate | None = None
    removed_countries: tuple[str, ...] = ()
    submission_tracking: SubmissionTracking | None = None


class MeshTerm(Part, frozen=True):
    """A MeSH heading."""

    id: str | None = None
    term: str | None = None


class BrowseLeaf(Part, frozen=True):
    """A topic that the registry browses by."""

    id: str | None = None
    name: str | None = None
    as_found: str | None = None
    relevance: BrowseLeafRelevance | None = None


class BrowseBranch(Part, frozen=True):
    """A group of topics."""

    abbrev: str | None = None
    name: str | None = None


class Browse(Part, frozen=True):
    """MeSH headings, their ancestors and browsing topics."""

    meshes: tuple[MeshTerm, ...] = ()
    ancestors: tuple[MeshTerm, ...] = ()
    browse_leaves: tuple[BrowseLeaf, ...] = ()
    browse_branches: tuple[BrowseBranch, ...] = ()


class DerivedSection(Part, frozen=True):
    """What the registry derived from the record."""

    misc_info: MiscInfo | None = field(default=None, name="miscInfoModule")
    condition_browse: Browse | None = field(default=None, name="conditionBrowseModule")
    intervention_browse: Browse | None = field(default=None, name="interventionBrowseModule")
