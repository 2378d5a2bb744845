"""The first words to a new follower, per source (``welcome.yaml``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from bot.content.texts import Sentence
from intents.strict import Strict, load_document
from intents.types import Problem


class SceneForm(Strict):
    """Words for followers who came through QR codes whose scene starts with ``scene``."""

    scene: str = Field(min_length=1, max_length=64)
    text: Sentence


class WelcomeFile(Strict):
    """``welcome.yaml``."""

    brand: Sentence | None = None
    default: Sentence | None = None
    scenes: list[SceneForm] = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Welcome:
    """The brand's name and its welcome texts by language."""

    brand: Mapping[str, str]
    default: Mapping[str, str]
    scenes: tuple[tuple[str, Mapping[str, str]], ...]

    def words_for(self, scene: str) -> Mapping[str, str]:
        """The texts for this QR scene, else the default, else nothing."""
        fitting = [(prefix, texts) for prefix, texts in self.scenes if scene.startswith(prefix)]
        if scene and fitting:
            return max(fitting, key=lambda item: len(item[0]))[1]
        return self.default


def load_welcome(folder: Path) -> tuple[Welcome, tuple[Problem, ...]]:
    """Read the welcome; a missing file means the packaged sentence greets."""
    path = folder / "welcome.yaml"
    if not path.exists():
        return Welcome({}, {}, ()), ()
    document = load_document(path, WelcomeFile, name=path.as_posix())
    form = document.value or WelcomeFile()
    scenes = [item.scene for item in form.scenes]
    twice = [
        document.problem(f"the scene `{scene}` stands twice", "keep one", "scenes", index, "scene")
        for index, scene in enumerate(scenes)
        if scene in scenes[:index]
    ]
    welcome = Welcome(
        form.brand.by_lang() if form.brand else {},
        form.default.by_lang() if form.default else {},
        tuple((item.scene, item.text.by_lang()) for item in form.scenes),
    )
    return welcome, (*document.problems, *twice)
