"""The style sheet: text that can be read against its ground, in light and in dark."""

from __future__ import annotations

import re

import pytest

from equipoise.pages.html import stylesheet

TEXTS = ("ink", "soft", "accent", "computed", "person", "not-understood", "other", "remark")
GROUNDS = ("paper", "card")
ENOUGH = 4.5  # WCAG 2.2, 1.4.3, level AA


def palettes() -> dict[str, dict[str, str]]:
    """The colours by name, as the style sheet sets them in light and in dark."""
    blocks = re.findall(r":root \{(.*?)\}", stylesheet().decode(), re.DOTALL)
    light, dark = (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block)) for block in blocks)
    return {"light": light, "dark": light | dark}


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("name", TEXTS)
def test_text_can_be_read_against_its_ground(mode: str, ground: str, name: str) -> None:
    palette = palettes()[mode]
    assert contrast(palette[name], palette[ground]) >= ENOUGH


def test_every_colour_is_named_and_used() -> None:
    style = stylesheet().decode()
    named = set(palettes()["light"])
    assert set(re.findall(r"var\(--([\w-]+)\)", style)) == named
    outside = re.sub(r":root \{.*?\}", "", style, flags=re.DOTALL)
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b", outside)
