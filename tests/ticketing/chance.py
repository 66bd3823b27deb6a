"""Random histories that anybody can repeat: the seed is printed at the end of every run, and ``LAW_SEED`` sets it.

A history that fails is printed as it was; with ``LAW_SHRINK=1`` the shortest one that fails is looked for, which takes minutes.
"""

import os
import secrets

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

SEED = int(os.environ.get("LAW_SEED", "0")) or secrets.randbelow(2**31) + 1
PHASES = (Phase.generate, Phase.shrink) if os.environ.get("LAW_SHRINK") else (Phase.generate,)


def run_by_chance(machine: type[RuleBasedStateMachine], *, examples: int, steps: int) -> None:
    """Play ``examples`` histories of up to ``steps`` steps; a failure says how to repeat it."""
    print(f"LAW_SEED={SEED}")
    bounds = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        print_blob=True,
        phases=PHASES,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    run_state_machine_as_test(seed(SEED)(machine), settings=bounds)
