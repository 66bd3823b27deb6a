"""The service with a test build of the pool's workers: ``python -m tests.faults.service``, as ``hotline``."""

import sys

from asr import service
from hotline.cli import main

if __name__ == "__main__":
    service.WORKER = (sys.executable, "-m", "tests.faults.front")
    main()
