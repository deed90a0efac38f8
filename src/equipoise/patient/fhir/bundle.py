"""A FHIR R4 bundle: its one patient, its resources by reference, and who each resource is about.

    bytes -> decode -> Bundle(patient, entries, resolve)

What is wrong with the bundle as a whole raises `PatientError`, with the place and without a word of the patient's.
What is wrong with one resource costs that resource.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from equipoise.errors import PatientError
from equipoise.patient.fhir.wire import Node, node, nodes, text

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource: `reference` is what an answer cites ("Observation/tb1")."""

    reference: str
    type: str
    node: Node
    full_url: str | None = None
    base: str | None = None  # the full URL's part before "Observation/tb1"


@dataclass(frozen=True, slots=True)
class Bundle:
    """A decoded bundle. `unusable` holds (place, reason) for entries without a resource."""

    patient: Resource
    resources: tuple[Resource, ...]
    unusable: tuple[tuple[str, str], ...]
    _by_url: dict[str, Resource] = field(repr=False)
    _by_reference: dict[str, Resource] = field(repr=False)

    def resolve(self, reference: object, within: Resource) -> Resource | None:
        """The resource that a `Reference` means: contained (#id), relative (Type/id), absolute or urn; else None."""
        target = text(node(reference).get("reference"))
        if target is None:
            return None
        if target.startswith("#"):
            return contained(within, target[1:])
        target = target.split("/_history/", 1)[0]
        if (found := self._by_url.get(target)) is not None:
            return found
        if within.base is not None and (found := self._by_url.get(within.base + target)) is not None:
            return found
        return self._by_reference.get(target)

    def about_patient(self, resource: Resource) -> bool:
        """Whether the resource is about the bundle's patient. One that does not say is taken to be."""
        subject = node(resource.node.get("subject")) or node(resource.node.get("patient"))
        focus = nodes(resource.node.get("focus")) if resource.type == "Observation" else []
        return all(self._is_patient(reference, resource) for reference in (subject, *focus))

    def _is_patient(self, reference: Node, within: Resource) -> bool:
        target = text(reference.get("reference"))
        person = self.patient.node
        if target is None:
            known = {text(one.get("value")) for one in nodes(person.get("identifier"))} - {None}
            given = text(node(reference.get("identifier")).get("value"))
            return given is None or not known or given in known
        if target.startswith("#"):
            inner = contained(within, target[1:])
            if inner is None or inner.type != "Patient":
                return False
            # One inside another resource is the bundle's only if nothing in it says otherwise.
            return all(inner.node.get(key) in (None, person.get(key)) for key in ("birthDate", "gender"))
        target = target.split("/_history/", 1)[0]
        if target in (self.patient.full_url, self.patient.reference):
            return True
        if text(person.get("id")) is None:
            url = self.patient.full_url
            return target.rsplit("/", 2)[-2:-1] == ["Patient"] and (url is None or url.endswith("/" + target))
        # An absolute reference means the patient of that server; the id is enough only where no server is named.
        absolute = "://" in target and self.patient.full_url is not None and "://" in self.patient.full_url
        return not absolute and target.endswith("/" + self.patient.reference)


def contained(within: Resource, identity: str) -> Resource | None:
    """A resource inside another: `Observation/o1#m`."""
    for inner in nodes(within.node.get("contained")):
        kind = text(inner.get("resourceType"))
        if kind is not None and text(inner.get("id")) == identity:
            return Resource(f"{within.reference}#{identity}", kind, inner)
    return None


def decode(data: bytes | Path, name: str) -> Bundle:
    """The bundle in a file or in bytes. Raises `PatientError` for what cannot be used; `name` is how the message
    calls it.
    """
    root = _object(_bytes(data, name), name)
    if root.get("resourceType") != "Bundle":
        raise PatientError("this is not a FHIR Bundle", place=f"{name}: resourceType", hint=_hint(root))
    entries = root.get("entry", [])
    if not isinstance(entries, list):
        raise PatientError("the entries of a bundle are a list", place=f"{name}: entry")
    resources, unusable = _resources(entries)
    resources = _newest_versions(resources, unusable)
    patient = _patient(resources, name)
    by_url = {resource.full_url: resource for resource in reversed(resources) if resource.full_url}
    by_reference = {resource.reference: resource for resource in reversed(resources)}
    return Bundle(patient, tuple(resources), tuple(unusable), by_url, by_reference)


def _bytes(data: bytes | Path, name: str) -> bytes:
    if isinstance(data, Path):
        try:
            data = data.read_bytes()
        except OSError as error:
            raise PatientError(f"the file cannot be read ({error.strerror})", place=name) from None
    return data.removeprefix(_BOM)


def _object(data: bytes, name: str) -> Node:
    """JSON as RFC 8259 has it: no NaN, no infinities, no numbers beyond a float."""
    try:
        root = msgspec.json.decode(data)
    except RecursionError:
        raise PatientError("nested too deeply to be a patient record", place=name) from None
    except (msgspec.MsgspecError, UnicodeError, ValueError) as error:
        # msgspec names the byte or the path, never the value.
        raise PatientError(f"this is not JSON: {error}", place=name) from None
    if not isinstance(root, dict):
        raise PatientError("a bundle is a JSON object", place=name)
    return root


def _hint(root: Node) -> str | None:
    if root.get("resourceType") == "Patient":
        return "put the patient and the other resources into the entries of a Bundle"
    return None


def _resources(entries: list[object]) -> tuple[list[Resource], list[tuple[str, str]]]:
    resources: list[Resource] = []
    unusable: list[tuple[str, str]] = []
    for index, entry in enumerate(entries):
        place = f"entry[{index}]"
        resource = node(node(entry).get("resource"))
        kind = text(resource.get("resourceType"))
        if kind is None or not kind.isalpha():
            unusable.append((place, "holds no resource"))
            continue
        full_url = text(node(entry).get("fullUrl"))
        resources.append(_resource(kind, resource, full_url, place))
    return resources, unusable


def _resource(kind: str, resource: Node, full_url: str | None, place: str) -> Resource:
    identity = text(resource.get("id"))
    reference = f"{kind}/{identity}" if identity else (full_url or f"{kind}/{place}")
    base = full_url.removesuffix(reference) if full_url and full_url.endswith("/" + reference) else None
    return Resource(reference, kind, resource, full_url, base)


def _newest_versions(resources: list[Resource], unusable: list[tuple[str, str]]) -> list[Resource]:
    """Of several versions of one resource the newest, where their dates tell which that is; else all of them."""
    by_reference: dict[str, list[Resource]] = {}
    for resource in resources:
        by_reference.setdefault(resource.reference, []).append(resource)
    if len(by_reference) == len(resources):
        return resources
    old: set[int] = set()
    for versions in by_reference.values():
        updated = [text(node(one.node.get("meta")).get("lastUpdated")) or "" for one in versions]
        if len(set(updated)) == len(versions) > 1 and all(updated):
            newest = max(updated)
            old |= {id(one) for one, when in zip(versions, updated, strict=True) if when != newest}
    unusable += [(one.reference, "is superseded by a newer version") for one in resources if id(one) in old]
    return [one for one in resources if id(one) not in old]


def _patient(resources: list[Resource], name: str) -> Resource:
    patients = [resource for resource in resources if resource.type == "Patient"]
    if not patients:
        raise PatientError("there is no Patient in the bundle", place=f"{name}: entry")
    first = patients[0]
    if any((other.reference, other.node) != (first.reference, first.node) for other in patients[1:]):
        raise PatientError(
            f"the bundle holds {len(patients)} patients, and one is screened at a time",
            place=f"{name}: entry",
            hint="split the export by patient",
        )
    return first
