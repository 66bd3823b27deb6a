"""The service as it is, with a recognition process that reads one written call."""

import sys

import asr.service
from hotline.cli import main

asr.service.WORKER = (sys.executable, "-m", "tests.e2e.written_call")
HEARS = {"HOTLINE_ASR__ENGINE": "auto", "HOTLINE_ASR__AFTER_CALL": "false", "HOTLINE_ASR__GATE": "false"}
"""The settings that go with it: its words belong to the call, whatever sounds."""

if __name__ == "__main__":
    main()
