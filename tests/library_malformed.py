"""Inputs that no honest registry writes, made from small valid records by rules and a fixed seed."""

from __future__ import annotations

import gzip
import io
import json
import random
import struct
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

from library_samples import jsonl, many, page, v2, xml

Maker = Callable[[random.Random], bytes]

BESIDE = "a secret that lies beside the records"


def truncated(rng: random.Random) -> bytes:
    """The end is missing."""
    whole = rng.choice(
        [v2(), xml(), jsonl(*many(3)), gzip.compress(v2()), gzip.compress(jsonl(*many(50))), zipped(v2())]
    )
    return whole[: rng.randrange(1, len(whole) * 9 // 10)]


def wrong_type(rng: random.Random) -> bytes:
    """A value is of another type than its field's."""
    record = json.loads(v2())
    holder, key = rng.choice(list(places(record)))
    value = holder[key]
    strangers: list[Any] = [True, 17, -1.5, "text", "", [], {}, [[]], {"a": {"b": []}}, [None], [{"x": 1}], [17]]
    holder[key] = rng.choice([each for each in strangers if type(each) is not type(value)])
    return json.dumps(rng.choice([record, {"studies": [record]}, [record]])).encode()


def wrong_root(rng: random.Random) -> bytes:
    """There is no record at all, in well-formed JSON or XML."""
    roots = [
        b"[]x",
        b"[17]",
        b'["text"]',
        b"[null, true]",
        b'{"studies": 5}',
        b'{"studies": {}}',
        b'{"studies": [[], 1]}',
    ]
    roots += [
        b"{}",
        b"[[[]]]",
        b'{"protocolSection": null}',
        b"<html><body>Not found</body></html>",
        b"<a/>",
        b"<!-- -->",
    ]
    root = rng.choice(roots)
    return b" " * rng.randrange(3) + root + b"\n" * rng.randrange(3)


def wrong_id(rng: random.Random) -> bytes:
    """The id is none."""
    bad = rng.choice(
        [
            "",
            "NCT",
            "NCT123",
            "NCT123456789",
            "nct 9",
            "NCT٩٩٩٩٩٩٩٩",
            "NCT9000000O",
            "../../x",
            "'; DROP TABLE t",
            "\x00",
        ]
    )
    return rng.choice([v2(bad), page(bad), xml(bad.replace("\x00", "&#0;"))])


def deep(rng: random.Random) -> bytes:
    """Nesting without measure."""
    depth = rng.choice([500, 5_000, 100_000])
    opened, closed = rng.choice([(b"[", b"]"), (b'{"a":', b"}"), (b'{"protocolSection":', b"}"), (b"<a>", b"</a>")])
    bottom = b"" if opened == b"<a>" else b"1"
    whole = opened * depth + bottom + closed * depth
    shapes = [whole, opened * depth, v2()[:-1] + b', "more": ' + b"[" * depth + b"]" * depth + b"}", nest_archives(5)]
    shapes.append(b"<clinical_study>" + b"<a>" * depth + b"</a>" * depth + b"</clinical_study>")
    return rng.choice(shapes)


def no_number(rng: random.Random) -> bytes:
    """Numbers that JSON does not have, or that nothing can hold."""
    number = rng.choice(
        ["NaN", "Infinity", "-Infinity", "1e999", "-1e999", "01", "1.", "+1", "0x10", "9" * 5000, "1.5"]
    )
    return v2(enrollment=4711).replace(b"4711", number.encode())


def duplicate_keys(rng: random.Random) -> bytes:
    """A key that stands twice."""
    twice = rng.choice(
        [b'"hasResults": true, ', b'"protocolSection": 5, ', b'"hasResults": null, ', b'"derivedSection": [], ']
    )
    return b"{" + twice * rng.randrange(1, 4) + v2()[1:]


def binary(rng: random.Random) -> bytes:
    """Bytes that are no text, some under a well-known beginning."""
    heads = [
        b"",
        b"\x1f\x8b",
        b"\x1f\x8b\x08\x00",
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"\x89PNG\r\n",
        b"\x7fELF",
        b"SQLite format 3\x00",
    ]
    heads += [b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"{", b"<", b"[", b"\x00" * 50, b"%PDF-1.7\n"]
    return rng.choice(heads) + rng.randbytes(rng.choice([0, 1, 10, 1000, 50_000])) + b"\xff\x00"


def flipped(rng: random.Random) -> bytes:
    """An archive of which bytes have changed."""
    whole = bytearray(rng.choice([gzip.compress(jsonl(*many(20))), zipped(v2(), xml())]))
    for _ in range(rng.randrange(10, 30)):
        whole[rng.randrange(len(whole))] ^= 1 << rng.randrange(8)
    return bytes(whole)


def bad_text(rng: random.Random) -> bytes:
    """Text that is no Unicode."""
    bad = rng.choice(
        [b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80", b"\\ud800", b"\\x41", b"\x00", b"\x01", b"\n"]
    )
    record = rng.choice([v2(title="HERE"), xml(title="HERE"), page(title="HERE")])
    if record.startswith(b"{") or bad.startswith((b"\\", b"\n", b"\x00", b"\x01")):
        record = v2(title="HERE")
    return record.replace(b"HERE", b"x" + bad * rng.randrange(1, 4))


def huge(rng: random.Random) -> bytes:
    """Far too much of something in its place."""
    much = rng.choice([200_000, 2_000_000])
    kind = rng.randrange(7)
    if kind == 0:
        return v2("NCT" + "9" * much)
    if kind == 1:
        return v2(enrollment=4711).replace(b"4711", b"9" * much)
    if kind == 2:
        return b'{"' + b"k" * much + b'": 1}'
    if kind == 3:
        return b"<" + b"a" * much + b"/>"
    if kind == 4:
        return b"x" * much
    if kind == 5:
        return b"NCT ID:" + b" " * much + b"\n" * 100
    return v2(minimum="1" * much + " Years")


def bad_names(rng: random.Random) -> bytes:
    """An archive whose names lead elsewhere; what it holds is no record."""
    names = [
        "../../../../tmp/escaped",
        "/etc/escaped",
        "..\\..\\escaped",
        "C:\\escaped",
        "a/../../escaped",
        "\x00",
        "a" * 60_000,
    ]
    names += ["con", ".", "..", "dir/", "\u202egnp.json", "x\ny", "~/escaped", "$(touch escaped)", "{0}", "%s%n"]
    return zipped(*([b"no record"] * 3), names=[rng.choice(names) + str(number) for number in range(3)])


def bomb(rng: random.Random) -> bytes:
    """Little that becomes much."""
    size = rng.choice([30, 60]) * 2**20
    filling = rng.choice([b"\x00", b" ", b"[", b"<a>", b'{"a":', b"\n"])
    content = (filling * (size // len(filling)))[:size]
    kind = rng.randrange(4)
    if kind == 0:
        return gzip.compress(content)
    if kind == 1:
        return zipped(content)
    if kind == 2:
        return gzip.compress(gzip.compress(content))
    return zipped(zipped(content), names=["inner.zip"])


def lying_archive(rng: random.Random) -> bytes:
    """An archive whose directory says other things than are there."""
    whole = bytearray(zipped(v2(), b"\x00" * 3000))
    at = whole.rfind(b"PK\x01\x02", 0, whole.rfind(b"PK\x01\x02"))
    field, form = rng.choice([(8, "<H"), (10, "<H"), (16, "<I"), (20, "<I"), (24, "<I"), (42, "<I")])
    value = rng.choice([1, 99, 0xFFFF if form == "<H" else 0xFFFFFFFF, 0x7FFF])
    struct.pack_into(form, whole, at + field, value)
    return bytes(whole)


def entities(rng: random.Random) -> bytes:
    """XML that wants to be expanded, or to fetch something."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    declared = rng.choice(
        [
            f'<!ENTITY l0 "lol">{laughs}<!ENTITY x "&l11;">',
            f'<!ENTITY big "{"b" * 50_000}"><!ENTITY x "{"&big;" * 2000}">',
            '<!ENTITY x SYSTEM "secret.txt">',
            '<!ENTITY x SYSTEM "file:///etc/passwd">',
            '<!ENTITY x SYSTEM "http://127.0.0.1:1/">',
            '<!ENTITY % p SYSTEM "secret.txt"> %p; <!ENTITY x "y">',
            '<!ENTITY x "&x;">',
            '<!ENTITY x "harmless">',
        ]
    )
    text = xml(title="&x;").decode().split("\n", 1)[1]
    return f'<?xml version="1.0"?>\n<!DOCTYPE clinical_study [{declared}]>\n{text}'.encode()


def odd_xml(rng: random.Random) -> bytes:
    """XML that is not well-formed, or written in something unexpected."""
    text = xml().decode()
    return rng.choice(
        [
            text.replace("</brief_title>", "").encode(),
            text.replace("<phase>", "<phase attribute>").encode(),
            text.replace("Phase 2", "Phase 2 & 3").encode(),
            text.replace("Phase 2", "Phase &nbsp; 2").encode(),
            text.replace("Phase 2", "Phase \x02").encode(),
            text.replace("UTF-8", "UTF-7").encode(),
            text.replace("UTF-8", "no-such-code").encode(),
            text.encode("utf-16"),
            text.replace("UTF-8", "UTF-16").encode(),
            (text + text).encode(),
            text.replace("<nct_id>NCT90000001</nct_id>", "<nct_id/>").encode(),
            text.replace("<id_info>", "<id_info><![CDATA[").encode(),
        ]
    )


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every holder with a key or position in it, below a value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield value, key
        yield from places(inner)


def zipped(*contents: bytes, names: list[str] | None = None) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, content in enumerate(contents):
            archive.writestr(
                zipfile.ZipInfo(names[number] if names else f"{number}.json"), content, zipfile.ZIP_DEFLATED
            )
    return target.getvalue()


def nest_archives(depth: int) -> bytes:
    """An archive in an archive in an archive …"""
    whole = v2()
    for _ in range(depth):
        whole = gzip.compress(whole)
    return whole


SHARES: dict[Maker, int] = {
    truncated: 260,
    wrong_type: 300,
    wrong_root: 120,
    wrong_id: 100,
    deep: 100,
    no_number: 120,
    duplicate_keys: 100,
    binary: 250,
    flipped: 150,
    bad_text: 130,
    huge: 50,
    bad_names: 60,
    bomb: 20,
    lying_archive: 60,
    entities: 80,
    odd_xml: 100,
}
"""How many inputs each rule gives: 2,000 together."""


def malformed(seed: int) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of every input."""
    for maker, share in SHARES.items():
        for number in range(share):
            name = f"{maker.__name__}-{number:03d}"
            yield name, maker(random.Random(f"{seed}:{name}"))  # noqa: S311 (a test's choices)
