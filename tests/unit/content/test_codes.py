"""The table of QR codes: what a scene tells of its source, and what a row may not be."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.codes import check_code_tags, load_codes
from bot.content.tags import load_tags

FAQ = Path(__file__).parents[3] / "faq"
ROW = "{scene: store.a, place: store, city: shanghai, label: {zh: 恒隆}}"


def problems_of(folder: Path, *rows: str) -> list[str]:
    (folder / "codes.yaml").write_text(f"codes: [{', '.join(rows)}]\n", "utf-8")
    codes, problems = load_codes(folder)
    registry, _ = load_tags(FAQ)
    return [str(problem) for problem in (*problems, *check_code_tags(codes, registry))]


def test_no_file_knows_no_scene(tmp_path: Path) -> None:
    codes, problems = load_codes(tmp_path)

    assert (codes.find("store.a"), problems) == (None, ())


def test_scene_of_the_sample_house_tells_its_source() -> None:
    codes, _ = load_codes(FAQ)
    code = codes.find("popup.shanghai.zhangyuan")

    assert code is not None
    assert (code.place, code.city, code.campaign, code.days) == (
        "popup",
        "shanghai",
        "ss26_bag",
        30,
    )
    assert code.tags == {
        "source.place": "popup",
        "source.city": "shanghai",
        "source.campaign": "ss26_bag",
    }
    assert codes.find("popup.shanghai") is None


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([ROW, ROW.replace("store.a", "Store.A")], "the scene `Store.A` stands twice"),
        ([ROW.replace("store.a", "店")], "does not have the right form"),
        ([ROW.replace("store.a", "x" * 65)], "does not have the right form"),
        ([ROW.replace("store.a", '"12"')], "the scene `12` is a number"),
        ([ROW.replace("place: store, ", "")], "tells neither a place nor a campaign"),
        ([ROW.replace("place: store", "place: shop")], "`shop` is none of the possible values"),
        ([ROW.replace("city: shanghai", "city: 上海")], "does not have the right form"),
        ([ROW.replace("label: {zh: 恒隆}", "label: {en: Plaza}")], "zh"),
        ([ROW.replace("}}", "}, days: 31}")], "31"),
    ],
)
def test_faults_are_told_with_their_line(tmp_path: Path, rows: list[str], says: str) -> None:
    found = problems_of(tmp_path, *rows)

    assert any(says in problem and "codes.yaml:1:" in problem for problem in found), found


def test_source_that_the_registry_does_not_know_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "codes.yaml").write_text(f"codes: [{ROW}]\n", "utf-8")
    (tmp_path / "tags.yaml").write_text(
        "tags: [{key: source.place, type: enum, values: [event], owner: crm, meaning: {zh: 地点}}]",
        "utf-8",
    )
    codes, _ = load_codes(tmp_path)
    registry, _ = load_tags(tmp_path)

    assert [str(problem) for problem in check_code_tags(codes, registry)] == [
        f"{codes.path}:1:17: store.a: `store` is not a value of `source.place` (use one of event)",
        f"{codes.path}:1:17: store.a: the tag `source.city` is not declared"
        " (declare it in tags.yaml or use a known key)",
    ]
