"""The recognition process with a test build of the pool's workers: ``python -m tests.faults.front``, as ``asr.worker``."""

import os
import sys

from asr.pool import recognizer
from asr.worker import main

if __name__ == "__main__":
    recognizer.WORKER = (sys.executable, "-m", "tests.faults.child")
    code = main()
    sys.stdout.flush()
    os._exit(code)
