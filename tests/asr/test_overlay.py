from pathlib import Path

from asr.overlay import Tuning, amended, overlaid


def model(folder: Path) -> Path:
    for name in ("am/final.mdl", "conf/model.conf", "conf/mfcc.conf", "conf/other.conf"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    (folder / "conf/model.conf").write_text("--beam=10.0\n--endpoint.rule2.min-trailing-silence=1.0\n")
    return folder


def test_an_option_is_replaced_and_the_others_stay() -> None:
    assert amended("--a=1\n--b=2\n", {"--a": "3"}) == "--b=2\n--a=3\n"


def test_the_model_is_seen_with_our_end_pointing_and_its_own_files(tmp_path: Path) -> None:
    with overlaid(model(tmp_path / "m"), Tuning(end_silence_s=0.5)) as folder:
        text = (folder / "conf/model.conf").read_text()
        assert "--endpoint.rule2.min-trailing-silence=0.5" in text
        assert "min-trailing-silence=1.0" not in text
        assert "--beam=10.0" in text
        assert (folder / "am/final.mdl").read_text() == "am/final.mdl"
        assert (folder / "conf/other.conf").is_file()
    assert not folder.exists()


def test_telephone_audio_may_be_resampled(tmp_path: Path) -> None:
    with overlaid(model(tmp_path / "m"), Tuning(dither=0.0)) as folder:
        assert {"--allow-upsample=true", "--dither=0.0"} <= set((folder / "conf/mfcc.conf").read_text().splitlines())


def test_the_model_itself_is_not_touched(tmp_path: Path) -> None:
    source = model(tmp_path / "m")
    before = (source / "conf/model.conf").read_text()
    with overlaid(source, Tuning(beam=8.0, max_active=1500)):
        pass
    assert (source / "conf/model.conf").read_text() == before
