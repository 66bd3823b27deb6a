"""The service as it is, with a bus that the bench can ask for events and a recognition process that replays written calls."""

import sys

import asr.service
import hotline.service
from bench.console.marks import MarkedBus
from hotline.cli import main

asr.service.WORKER = (sys.executable, "-m", "bench.console.replaying")
vars(hotline.service)["Bus"] = MarkedBus

if __name__ == "__main__":
    main()
