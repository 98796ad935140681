"""The front end names no other host, anywhere, and holds what the pages need."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FRONT_END = ROOT / "frontend"
BUNDLE = ROOT / "src/keqiao/web/site/static/keqiao/bundle"

# Names of XML vocabularies, and words in messages of libraries: texts that nothing ever fetches.
NAMES_OF_VOCABULARIES = {"www.w3.org"}


@pytest.mark.parametrize("name", ["package.json", "package-lock.json", ".npmrc"])
def test_the_lock_names_no_host(name):
    assert "://" not in (FRONT_END / name).read_text(encoding="utf-8")


def test_every_package_is_pinned_and_checked():
    lock = json.loads((FRONT_END / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert all(entry["integrity"].startswith("sha512-") for entry in packages.values())
    asked = json.loads((FRONT_END / "package.json").read_text(encoding="utf-8"))
    for versions in (asked["dependencies"], asked["devDependencies"]):
        assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions.values())


@pytest.mark.parametrize("name", ["app.js", "app.css", "charts.js", "echarts-server.js"])
def test_the_bundle_is_built(name):
    assert (BUNDLE / name).stat().st_size > 1000, "run `make messages` to build the front end"


def test_the_bundle_hands_on_the_licences_of_what_it_holds():
    notices = (BUNDLE / "THIRD-PARTY-NOTICES.txt").read_text(encoding="utf-8")
    lock = json.loads((FRONT_END / "package-lock.json").read_text(encoding="utf-8"))
    tools = re.compile(r"(esbuild|@esbuild/.*|typescript)")
    for path, entry in lock["packages"].items():
        name = path.rpartition("node_modules/")[2]
        if name and not tools.fullmatch(name):
            assert f"{name} {entry['version']} (" in notices
    for sentence in (
        "Permission is hereby granted, free of charge",  # MIT: Tabler, Bootstrap
        "Apache License",  # ECharts, with its NOTICE
        "This product includes software developed at",
        "Permission to use, copy, modify, and/or distribute",  # 0BSD: htmx
        "Redistribution and use in source and binary forms",  # BSD: zrender, d3 within ECharts
    ):
        assert sentence in notices
    for name in ("app.js", "app.css", "charts.js", "echarts-server.js"):
        assert "THIRD-PARTY-NOTICES.txt" in (BUNDLE / name).read_text(encoding="utf-8")[:200]


def bundled():
    return [path for path in sorted(BUNDLE.iterdir()) if path.suffix in {".js", ".css", ".svg"}]


def test_the_bundle_names_no_other_host():
    for path in bundled():
        hosts = set(
            re.findall(r"(?:https?:)?//([a-z0-9.-]+\.[a-z]{2,})", path.read_text(encoding="utf-8"), re.I)
        )
        assert hosts <= NAMES_OF_VOCABULARIES, path.name


def test_the_styles_fetch_only_their_own_pictures():
    styles = (BUNDLE / "app.css").read_text(encoding="utf-8")
    fetched = set(re.findall(r"url\(\s*[\"']?([^\"')]+)", styles))
    ours = re.compile(r"\./(picture-[0-9a-f]{12}|icon-[a-z-]+-[A-Z0-9]{8})\.svg")
    assert fetched and all(ours.fullmatch(address) for address in fetched)
    assert all((BUNDLE / address).is_file() for address in fetched)
    assert "@import" not in styles and "@font-face" not in styles


def test_scripts_hold_no_source_maps_and_evaluate_no_text():
    for name in ("app.js", "charts.js"):
        script = (BUNDLE / name).read_text(encoding="utf-8")
        assert "sourceMappingURL" not in script
    own = "\n".join(path.read_text(encoding="utf-8") for path in (FRONT_END / "src").glob("*.ts"))
    assert not re.search(r"\beval\(|new Function|\.innerHTML|\.style\b|setAttribute\(\"style\"", own)


def contrast(one, other):
    """The ratio of WCAG 2.2 (1.4.3) for two colours written #rrggbb."""

    def luminance(colour):
        parts = [int(colour[position : position + 2], 16) / 255 for position in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def tokens(name):
    text = (FRONT_END / "src/styles" / name).read_text(encoding="utf-8")
    found = dict(re.findall(r"--kq-([a-z0-9-]+):\s*(#[0-9a-f]{3,6});", text))
    return {
        name: "#" + "".join(2 * c for c in value[1:]) if len(value) == 4 else value
        for name, value in found.items()
    }


@pytest.mark.parametrize("theme", ["tokens.css", "cockpit.css"])
@pytest.mark.parametrize("ink", ["ink", "ink-2", "accent-strong", "good", "watch", "bad", "demo"])
def test_text_colours_reach_the_contrast_of_aa(theme, ink):
    palette = tokens(theme)
    grounds = ["surface", "ground"]
    if ink in {"good", "watch", "bad", "demo"}:
        grounds.append(f"{ink}-soft")
    for ground in grounds:
        assert contrast(palette[ink], palette[ground]) >= 4.5, (ink, ground)


def test_chart_colours_stand_out_from_both_grounds():
    from keqiao.web.charts.pieces import COLOURS, LIFT, PULL

    for colour in (*COLOURS, LIFT, PULL):
        for ground in ("#ffffff", tokens("cockpit.css")["surface"]):
            assert contrast(colour, ground) >= 3, (colour, ground)
