"""Where ``hotline`` begins: Ctrl-C is quiet even while the command line itself is being loaded."""

from typing import Any


def main() -> Any:
    try:
        from hotline.cli import main as run

        return run()
    except KeyboardInterrupt:
        raise SystemExit(130) from None


if __name__ == "__main__":
    main()
