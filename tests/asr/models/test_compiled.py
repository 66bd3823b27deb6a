"""Two small graphs, composed by the real programs: what they accept together, and what becomes of faults on the way."""

import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from asr.choose import choose
from asr.models import check, compiled, openfst
from asr.models.alone import alone
from asr.models.compiled import find, make
from config.errors import BadInput, Conflict, HotlineError, Unavailable
from config.settings import load
from tests.asr.models.test_store import model

TOOLS = openfst.installed()
needs_programs = pytest.mark.skipif(TOOLS is None, reason="OpenFst's programs are not installed")
NAME = "vosk-model-small-cn-0.22"
WORDS = "<eps> 0\n路灯 1\n坏了 2\n#0 3\n"
# Sounds 11 and 12 are the first word, 13 is the second; 90 keeps words apart that sound alike.
PRONOUNCED = "0 1 11 1\n1 2 12 0\n2 0 90 0\n0 3 13 2\n3 0 90 0\n0\n"
# Only this order of the two words is ever said.
SAID = "0 1 路灯 路灯 0.5\n1 2 坏了 坏了 0.25\n2\n"


def programs(*command: str, given: str = "", cwd: Path) -> bytes:
    assert TOOLS is not None
    done = subprocess.run(
        command,
        input=given.encode(),
        capture_output=True,
        cwd=cwd,
        check=True,
        env={"PATH": "/usr/bin", "LD_LIBRARY_PATH": str(TOOLS.plugins)},
    )
    return done.stdout


def graphs(folder: Path, said: str = SAID) -> None:
    """As Kaldi makes the two: one that looks ahead, and one whose labels are its."""
    work = folder / "graph"
    (work / "words.syms").write_text(WORDS)
    (work / "lex").write_bytes(programs("fstcompile", given=PRONOUNCED, cwd=work))
    programs("fstconvert", "--fst_type=olabel_lookahead", "--save_relabel_opairs=pairs", "lex", "HCLr.fst", cwd=work)
    keep = ("--isymbols=words.syms", "--osymbols=words.syms", "--keep_isymbols", "--keep_osymbols")
    (work / "said").write_bytes(programs("fstcompile", *keep, given=said, cwd=work))
    # The look-ahead renumbers what the first writes; what the second reads follows, what it writes stays.
    programs("fstrelabel", "--relabel_ipairs=pairs", "said", "relabelled", cwd=work)
    programs("fstarcsort", "relabelled", "Gr.fst", cwd=work)
    (work / "disambig_tid.int").write_text("90\n")
    for name in ("words.syms", "lex", "pairs", "said", "relabelled"):
        (work / name).unlink()


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A model of two words; nothing could decode with it, so the trial on a sound is left out."""
    folder = model(tmp_path / "models" / NAME)
    if TOOLS is not None:
        graphs(folder)
    monkeypatch.setattr(check, "smoke", lambda folder: None)
    return folder


def readings(graph: Path) -> list[tuple[str, str, float]]:
    """Sounds, words and cost of all that a graph without loops allows; it may write a word early."""
    lines = [line.split("\t") for line in programs("fstprint", str(graph), cwd=graph.parent).decode().splitlines()]
    ends = {line[0]: float(line[1]) if len(line) > 1 else 0.0 for line in lines if len(line) < 3}

    def onward(state: str) -> list[tuple[str, str, float]]:
        found = [("", "", ends[state])] if state in ends else []
        for _, to, sound, word, *cost in (line for line in lines if len(line) > 3 and line[0] == state):
            step = float(cost[0]) if cost else 0.0
            found += [(f"{sound} {s}", f"{word} {w}", step + c) for s, w, c in onward(to)]
        return found

    return [(_said(sounds), _said(words), cost) for sounds, words, cost in onward(lines[0][0])]


def _said(labels: str) -> str:
    return " ".join(label for label in labels.split() if label != "0")


@needs_programs
def test_the_composed_graph_says_what_both_allow_without_the_marks_between(small: Path) -> None:
    made = make(small, small.parent)
    assert readings(made / "graph/HCLG.fst") == [("11 12 13", "1 2", 0.75)]
    assert (made / "graph/words.txt").read_text().split("\n")[:3] == ["<eps> 0", "路灯 1", "坏了 2"]
    assert not (made / "graph/HCLr.fst").exists()
    assert compiled.is_static(made)
    assert not check.missing_files(made)


@needs_programs
def test_calls_use_it_once_it_is_there_unless_the_settings_say_no(small: Path) -> None:
    asr = load().asr
    assert choose(asr, small.parent).compiled is None
    made = make(small, small.parent)
    assert choose(asr, small.parent).compiled == made
    assert choose(asr.model_copy(update={"compiled_graph": False}), small.parent).compiled is None


@needs_programs
def test_another_model_of_the_same_name_is_not_taken_for_it(small: Path) -> None:
    made = make(small, small.parent)
    graphs(small, SAID.replace("0.25", "0.75"))
    assert find(small, small.parent) is None
    assert make(small, small.parent) == made
    assert find(small, small.parent) == made


@needs_programs
def test_a_program_that_fails_leaves_the_older_one_in_place_and_no_litter(small: Path) -> None:
    made = make(small, small.parent)
    (small / "graph/Gr.fst").write_bytes((small / "graph/Gr.fst").read_bytes()[:-20])
    with pytest.raises(Unavailable, match="failed"):
        make(small, small.parent)
    assert sorted(path.name for path in (small.parent / compiled.FOLDER).iterdir()) == [made.name]


@needs_programs
def test_what_a_killed_run_left_is_swept(small: Path) -> None:
    left = small.parent / compiled.FOLDER / f"{compiled.MAKING}killed"
    left.mkdir(parents=True)
    (left / "composed.fst").write_text("a gigabyte")
    make(small, small.parent)
    assert not left.exists()


@needs_programs
def test_two_do_not_compose_into_one_folder(small: Path) -> None:
    with alone(small.parent / compiled.FOLDER, ()), pytest.raises(Conflict, match="is running"):
        make(small, small.parent)


@needs_programs
def test_too_little_memory_is_said_before_anything_is_done(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=10))
    with pytest.raises(Unavailable, match="of memory") as caught:
        make(small, small.parent)
    assert "go on without" in caught.value.remedy
    assert not (small.parent / compiled.FOLDER).exists()


def test_without_the_programs_the_packages_are_named(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda program: None)
    with pytest.raises(Unavailable) as caught:
        make(small, small.parent)
    assert "libfst-tools" in caught.value.remedy


def test_a_model_that_comes_with_one_graph_needs_nothing(small: Path) -> None:
    (small / "graph/HCLG.fst").write_text("graph")
    with pytest.raises(BadInput, match="one static graph"):
        make(small, small.parent)


@needs_programs
def test_a_damaged_composed_graph_gives_way_to_the_model_itself(small: Path) -> None:
    from asr.choose import sound_folder

    made = make(small, small.parent)
    graph = made / "graph/HCLG.fst"
    graph.write_bytes(graph.read_bytes()[:-1] + b"\x01")
    said: list[str] = []
    check.write_manifest(small, name=NAME)
    assert find(small, small.parent) == made
    assert sound_folder(choose(load().asr, small.parent), said.append) == small
    assert any("hotline models compile" in line for line in said)


@needs_programs
def test_a_program_that_cannot_write_says_so(tmp_path: Path) -> None:
    assert TOOLS is not None
    with pytest.raises(HotlineError, match="fstconvert failed"):
        TOOLS.run(["fstconvert", tmp_path / "nothing.fst"], tmp_path / "out.fst")
