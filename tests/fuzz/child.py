"""One process of the fuzzer: libFuzzer by way of atheris, led by the branches that an input takes in our code."""

import sys

import atheris

with atheris.instrument_imports(include=["telephony"]):
    from tests.fuzz.targets import TARGETS, timed


def main() -> None:
    """``child.py TARGET [libFuzzer's options and folders]``."""
    name, *options = sys.argv[1:]
    target = TARGETS[name]
    atheris.Setup([sys.argv[0], *options], lambda data: timed(target, bytes(data)))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
