"""The service as it is, with a recognition process that reads one alarming call."""

import sys

import asr.service
from hotline.cli import main

asr.service.WORKER = (sys.executable, "-m", "tests.browser.alarming_call")

if __name__ == "__main__":
    main()
