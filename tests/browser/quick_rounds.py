"""The service as it is, but for the law's rounds, which come every second: a test does not wait for a quarter of a minute."""

from hotline import housekeeping
from hotline.cli import main

housekeeping.EVERY_S = 1.0

if __name__ == "__main__":
    main()
