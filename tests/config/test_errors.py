import importlib
import inspect
import pkgutil

import pytest

from config.errors import BadSetting, HotlineError


def _all_errors():
    for package in ("config", "telephony", "asr", "ticketing", "agent_console", "hotline"):
        root = importlib.import_module(package)
        for module in pkgutil.walk_packages(root.__path__, f"{package}."):
            if ".migrations" in module.name or module.name.endswith(".__main__"):
                continue
            found = importlib.import_module(module.name)
            yield from (thing for _, thing in inspect.getmembers(found, inspect.isclass) if issubclass(thing, HotlineError))


def test_every_error_of_ours_has_a_http_status_and_the_exit_code_two():
    errors = set(_all_errors())
    assert len(errors) > 5
    assert all(400 <= error.http_status < 600 for error in errors)
    assert {error.exit_code for error in errors} == {2}


def test_an_error_reads_as_what_happened_and_what_to_do():
    error = BadSetting("sip.port", "the port is in use.", "Stop the other program or set HOTLINE_SIP__PORT.")
    assert str(error) == "sip.port: the port is in use. Stop the other program or set HOTLINE_SIP__PORT."
    assert error.code == "BadSetting"
    with pytest.raises(HotlineError):
        raise error
