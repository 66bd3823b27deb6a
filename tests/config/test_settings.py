import pytest
from pydantic import ValidationError

from config.errors import BadSetting
from config.settings import Intake, load
from config.settings.messages import Messages


def test_defaults_alone_are_a_whole_configuration():
    settings = load()
    assert settings.sip.port == 5060
    assert settings.database_url == "sqlite:///var/hotline.db"
    assert [queue.name for queue in settings.queues] == ["general", "business", "grid"]


def test_the_environment_is_stronger_than_the_file(monkeypatch, tmp_path):
    file = tmp_path / "hotline.toml"
    file.write_text("[sip]\nport = 5070\nmax_calls = 7\n")
    monkeypatch.setenv("HOTLINE_CONFIG", str(file))
    monkeypatch.setenv("HOTLINE_SIP__PORT", "5080")
    settings = load()
    assert (settings.sip.port, settings.sip.max_calls) == (5080, 7)
    assert settings.sip.retry_after_s == 10, "what the file leaves out keeps its default"


def test_a_folder_may_lie_outside_home(monkeypatch, tmp_path):
    monkeypatch.setenv("HOTLINE_HOME", str(tmp_path))
    monkeypatch.setenv("HOTLINE_FOLDERS__MODELS", "/srv/models")
    settings = load()
    assert settings.recordings == tmp_path / "recordings"
    assert str(settings.models) == "/srv/models"


@pytest.mark.parametrize(
    ("variable", "value", "named"),
    [
        ("HOTLINE_SIP__PORT", "99999", "sip.port"),
        ("HOTLINE_SIP__HOST", "localhost", "sip.host"),
        ("HOTLINE_ASR__ENGINE", "siri", "asr.engine"),
        ("HOTLINE_ACD__OFFER_S", "-1", "acd.offer_s"),
        ("HOTLINE_SIP__PROT", "5060", "sip.prot"),
        ("HOTLINE_SPI__PORT", "5060", "HOTLINE_SPI__PORT"),
        ("HOTLINE_SIP__TRUNKS", "not json", "environment"),
        ("HOTLINE_CONFIG", "/nowhere/hotline.toml", "HOTLINE_CONFIG: the file"),
        ("HOTLINE_MEDIA__RTP_PORTS", "[42000, 41000]", "media.rtp_ports: must be an even first port"),
        ("HOTLINE_MEDIA__RTP_PORTS", "[42001, 43001]", "media.rtp_ports"),
        ("HOTLINE_QUEUES", "[]", "queues"),
        ("HOTLINE_QUEUES", '[{"name": "a", "title": "a", "overflow_to": "b"}]', "queue a: overflow_to"),
        ("HOTLINE_LAW__INTAKE__MAILBOX_ADDRESS", "12345.example.cn", "law.intake.mailbox_address: must be empty or an http"),
        ("HOTLINE_LAW__MESSAGES__LINK_ADDRESS", "ftp://12345.example.cn", "law.messages.link_address: must be empty or an http"),
        ("HOTLINE_WEB__PROT", "1", "web.prot: no such setting"),
    ],
)
def test_a_wrong_setting_is_named_with_its_remedy(monkeypatch, variable, value, named):
    monkeypatch.setenv(variable, value)
    with pytest.raises(BadSetting) as caught:
        load()
    assert named in str(caught.value)
    assert caught.value.remedy


def test_a_named_file_that_is_not_there_is_said(monkeypatch):
    monkeypatch.setenv("HOTLINE_CONFIG", "/nowhere/hotline.toml")
    with pytest.raises(BadSetting, match="not there"):
        load()


def test_a_file_that_is_no_toml_is_said(monkeypatch, tmp_path):
    file = tmp_path / "hotline.toml"
    file.write_text("[sip\n")
    monkeypatch.setenv("HOTLINE_CONFIG", str(file))
    with pytest.raises(BadSetting, match="cannot be read"):
        load()


@pytest.mark.parametrize(
    "address",
    [
        "https://", "https:///m", "http://.", "javascript:alert(1)", "//12345.example.cn", "https://user@12345.example.cn",
        "https://a:b@12345.example.cn", "https://12345.example.cn?a=1", "https://12345.example.cn/?", "https://12345.example.cn#",
        "https://12345.example.cn:70000", "https://12345.example.cn:x", "https://12345.example.cn:0", "https://[::1",
        " https://12345.example.cn", "https://12345.exam\nple.cn", "https://12345.example.cn\\m", "http//12345.example.cn",
    ],
)  # fmt: skip
def test_where_citizens_reach_the_pages_is_an_address_that_a_path_can_follow(address: str) -> None:
    for section in (Intake, Messages):
        field = "mailbox_address" if section is Intake else "link_address"
        with pytest.raises(ValidationError, match="must be empty or an http"):
            section.model_validate({field: address})


@pytest.mark.parametrize(
    "address",
    ["", "https://12345.example.cn", "http://10.1.2.3:8000/hotline/", "https://[fd00::1]:8443", "HTTPS://12345.例子.cn"],
)
def test_a_whole_address_is_kept_as_it_was_written(address: str) -> None:
    assert Intake(mailbox_address=address).mailbox_address == address
    assert Messages(link_address=address).link_address == address
