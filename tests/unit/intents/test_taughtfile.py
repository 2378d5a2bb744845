"""The file of what conversations taught: whole or refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from intents import taughtfile
from intents.embedding import train
from intents.fusion import ORDER, SURE, Fusion
from intents.taughtfile import Taught


@pytest.fixture(scope="module")
def taught() -> Taught:
    fusion = Fusion(np.arange(len(ORDER)) / 3, np.ones(len(SURE)), np.zeros(len(SURE)))
    return Taught(train({"a": ["停车", "泊位"], "b": ["wifi", "上网"]}, epochs=1), fusion)


def test_what_was_kept_is_read_again_exactly(taught: Taught, tmp_path: Path) -> None:
    file = tmp_path / "new" / taughtfile.NAME
    assert taughtfile.load(file) is None

    taughtfile.save(file, taught)
    read = taughtfile.load(file)

    assert read is not None
    assert read.encoder.version == taught.encoder.version
    assert np.array_equal(read.encoder.encode(["停车"]), taught.encoder.encode(["停车"]))
    assert np.array_equal(read.fusion.order, taught.fusion.order)
    assert [path.name for path in file.parent.iterdir()] == [taughtfile.NAME]


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-300])


def _other(file: Path) -> None:
    file.write_text("{}")


def _changed(file: Path) -> None:
    with np.load(file) as held:
        parts = dict(held)
    parts["vectors"] = parts["vectors"] + np.float16(1)
    np.savez(file, **parts)


def _pickled(file: Path) -> None:
    np.savez(file, format=np.array([{}], dtype=object))


def _older(file: Path) -> None:
    np.savez(file, format=np.array(taughtfile.FORMAT - 1), columns=np.array(""))


@pytest.mark.parametrize("harm", [_cut, _other, _changed, _pickled, _older])
def test_a_file_that_is_not_whole_is_refused_with_its_reason(
    harm: object, taught: Taught, tmp_path: Path
) -> None:
    file = tmp_path / taughtfile.NAME
    taughtfile.save(file, taught)
    assert callable(harm)
    harm(file)

    with pytest.raises(taughtfile.FileFault, match="it"):
        taughtfile.load(file)
