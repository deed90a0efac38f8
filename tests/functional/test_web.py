"""The web pages: every section in its order, hostile text escaped, errors as pages, safe headers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from support import shared
from web_client import WebClient

from equipoise import sample
from equipoise.errors import LibraryError
from equipoise.library.store import Library
from equipoise.pages.trial import SECTIONS
from equipoise.service.library import ingest
from equipoise.web.app import create_app

VOID = {"meta", "link", "input", "br", "hr", "img", "rect"}
HOSTILE = "\"><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}{% raw %}'&amp;"


class Page(HTMLParser):
    """What a test asks of a page: its elements, its headings and their order, whether every tag is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.headings: list[tuple[int, str]] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == [], f"not closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append((int(tag[1]), ""))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and re.fullmatch(r"h[1-6]", self.open[-1]):
            level, words = self.headings[-1]
            self.headings[-1] = level, words + data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def client(sample_library: Path) -> Iterator[WebClient]:
    with WebClient(create_app(sample_library)) as opened:
        yield opened


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebClient]:
    """A library with one trial of which every text is an attack."""
    folder = tmp_path_factory.mktemp("hostile")
    _, body = next((name, body) for name, body in sample.trials() if name.startswith("NCT90000103"))
    (folder / "trial.json").write_text(json.dumps(poisoned(json.loads(body))), encoding="utf-8")
    with Library.open(folder / "library.sqlite") as library:
        done = ingest(library, [folder / "trial.json"])
    assert done.summary.new == 1
    with WebClient(create_app(folder / "library.sqlite")) as opened:
        yield opened


def poisoned(node: Any, key: str = "") -> Any:
    """The record with the attack in every free text; what has a form of its own keeps it."""
    if isinstance(node, dict):
        return {name: poisoned(value, name) for name, value in node.items()}
    if isinstance(node, list):
        return [poisoned(value, key) for value in node]
    formed = isinstance(node, str) and re.fullmatch(r"[A-Z0-9_]+|NCT\d+|\d{4}(-\d\d)*|[A-Z]{2}\d{3}|\d+ \w+", node)
    if isinstance(node, str) and key == "url":
        return "javascript:alert(3)"
    return f"{HOSTILE} {node}" if isinstance(node, str) and not formed else node


def test_a_trial_s_page_has_every_section_in_order(client: WebClient) -> None:
    answer = client.get(f"/trials/{sample.DEMO_TRIAL}")
    assert answer.status_code == 200
    page = Page(answer.text)
    sections = [(attributes["id"], attributes["aria-labelledby"]) for attributes in page.all("section")]
    assert sections == [(section.key, f"{section.key}-h") for section in SECTIONS]
    assert [words for level, words in page.headings if level == 2] == [section.heading for section in SECTIONS]


@pytest.mark.shared
def test_the_sections_are_those_of_the_reference_pages(client: WebClient) -> None:
    """Their headings come in the same order; the page may have more of its own between them."""
    known = {section.heading.lower(): place for place, section in enumerate(SECTIONS)}
    for path in shared("seeds").glob("*.txt"):
        lines = [line.lower() for line in path.read_text(encoding="utf-8").split("\n")]
        places = [known[line] for line in lines if line in known]
        assert places == sorted(places)
        assert len(places) >= 18


def test_the_page_can_be_read_without_script_sight_or_mouse(client: WebClient) -> None:
    for path in ("/", f"/trials/{sample.DEMO_TRIAL}", "/trials/NCT90000103", "/nowhere"):
        page = Page(client.get(path).text)
        assert page.all("html")[0]["lang"] == "en"
        assert not page.all("script")
        assert not page.all("style")
        assert not [1 for _, attributes in page.elements if "style" in attributes]
        assert [level for level, _ in page.headings].count(1) == 1
        steps = zip(page.headings, page.headings[1:], strict=False)
        assert all(after[0] <= before[0] + 1 for before, after in steps)
        for landmark in ("header", "main", "footer"):
            assert page.all(landmark)
        inputs = {attributes.get("id") for attributes in page.all("input")}
        assert inputs == {attributes.get("for") for attributes in page.all("label")}
        ids = [attributes["id"] for _, attributes in page.elements if attributes.get("id")]
        assert len(ids) == len(set(ids))
        targets = {str(attributes["href"])[1:] for attributes in page.all("a") if str(attributes["href"])[:1] == "#"}
        assert targets <= set(ids)
        assert all(attributes.get("scope") for attributes in page.all("th"))


def test_nothing_is_loaded_from_elsewhere(client: WebClient) -> None:
    page = Page(client.get(f"/trials/{sample.DEMO_TRIAL}").text)
    assert [attributes["href"] for attributes in page.all("link")] == ["/static/equipoise.css"]
    assert not page.all("img")
    style = client.get("/static/equipoise.css")
    assert style.headers["content-type"].startswith("text/css")
    assert "url(" not in style.text
    assert "@import" not in style.text


@pytest.mark.parametrize(
    "path", ["/", "/trials/NCT90000101", "/healthz", "/nowhere", "/?page=x", "/static/equipoise.css"]
)
def test_every_answer_has_safe_headers(client: WebClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_json_is_the_same_page(client: WebClient) -> None:
    answer = client.get(f"/trials/{sample.DEMO_TRIAL}.json")
    assert answer.headers["content-type"] == "application/json"
    page = answer.json()
    assert page["nct_id"] == sample.DEMO_TRIAL
    html = client.get(f"/trials/{sample.DEMO_TRIAL}").text
    assert page["eligibility_criteria"]["coverage"] in html
    for location in page["locations"]:
        assert location["facility"] in html
    assert page["related_trials"][0]["reasons"]
    assert page["related_trials"][0]["title"] in unescape(html)


def test_hostile_text_is_shown_and_never_acts(hostile: WebClient) -> None:
    (nct_id,) = re.findall(r'href="/trials/(NCT\d+)"', hostile.get("/").text)
    for path in (
        "/",
        "/?q=%3Cscript%3E",
        f"/?q={HOSTILE.replace('&', '%26').replace('%', '%25')}",
        f"/trials/{nct_id}",
    ):
        answer = hostile.get(path)
        assert answer.status_code == 200
        page = Page(answer.text)
        assert not page.all("script")
        assert not page.all("img")
        assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]
        links = [str(attributes["href"]).lower() for attributes in page.all("a")]
        assert all(link.startswith(("/", "#", "https://", "http://")) for link in links)
    shown = hostile.get(f"/trials/{nct_id}").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert "{{7*7}}" in shown
    assert '"><script>alert(1)</script>' in hostile.get(f"/trials/{nct_id}.json").json()["title"]


def test_results_are_shown_as_tables(client: WebClient) -> None:
    page = Page(client.get("/trials/NCT90000103").text)
    assert len(page.all("table")) == len(page.all("caption")) > 5


def test_ids_lead_to_their_one_address(client: WebClient) -> None:
    for spelled in ("nct90000101", "NCT%2090000101", "90000101"):
        answer = client.get(f"/trials/{spelled}")
        assert answer.status_code == 308
        assert answer.headers["location"] == "/trials/NCT90000101"


def test_the_first_page_lists_and_searches(client: WebClient) -> None:
    total = len(list(sample.trials()))
    every = client.get("/").text
    assert f"{total} trials in the library" in every
    assert every.count('href="/trials/NCT') == total
    by_title = client.get("/", params={"q": "nephritis"})
    assert sample.DEMO_TRIAL in by_title.text
    assert by_title.text.count('href="/trials/NCT') < total
    assert 'value="nephritis"' in by_title.text
    by_id = client.get("/", params={"q": "nct90000205"})
    assert re.findall(r'href="/trials/(NCT\d+)"', by_id.text) == ["NCT90000205"]
    assert "No trial here" in client.get("/", params={"q": "nothing is called so"}).text
    assert client.get("/", params={"page": 999}).status_code == 200


def test_an_empty_library_says_how_to_fill_it(tmp_path: Path) -> None:
    Library.open(tmp_path / "library.sqlite").close()
    with WebClient(create_app(tmp_path / "library.sqlite")) as client:
        assert "equipoise ingest" in client.get("/").text


def test_health(client: WebClient) -> None:
    assert client.get("/healthz").json()["status"] == "ok"
    assert client.head("/healthz").status_code == 200


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/trials/NCT90000119", 404, "not-found"),
        ("/trials/what-is-this", 404, "not-found"),
        ("/nowhere", 404, "not-found"),
        ("/static/../../etc/passwd", 404, "not-found"),
        ("/?page=x", 400, "request"),
        ("/?page=0", 400, "request"),
        (f"/?q={'x' * 300}", 400, "request"),
    ],
)
def test_errors_are_pages(client: WebClient, path: str, status: int, code: str) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert f"code {code}" in answer.text
    as_data = client.get(path, headers={"accept": "application/json"})
    assert as_data.status_code == status
    assert as_data.json()["code"] == code


def test_other_methods_are_refused_with_a_page(client: WebClient) -> None:
    answer = client.post("/trials/NCT90000101")
    assert answer.status_code == 405
    assert Page(answer.text).headings[0] == (1, "Method Not Allowed")


def test_a_fault_is_a_page_without_a_traceback(sample_library: Path) -> None:
    app: FastAPI = create_app(sample_library)

    @app.get("/fault")
    def fault() -> None:
        raise ZeroDivisionError("patient Erika Mustermann")

    with WebClient(app, raise_faults=False) as client:
        answer = client.get("/fault")
    assert answer.status_code == 500
    assert "Traceback" not in answer.text
    assert "Mustermann" not in answer.text
    assert "content-security-policy" in answer.headers


def test_names_that_are_not_its_own_are_refused(sample_library: Path) -> None:
    with WebClient(create_app(sample_library, hosts=("127.0.0.1", "localhost"))) as client:
        assert client.get("/", headers={"host": "elsewhere.example"}).status_code == 400
        assert client.get("/", headers={"host": "127.0.0.1:8000"}).status_code == 200


def test_without_a_library_there_is_nothing_to_serve(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="no library"):
        create_app(tmp_path / "none.sqlite")
