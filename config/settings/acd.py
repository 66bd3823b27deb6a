"""Automatic call distribution: offers, wrap-up, calls that we place, limits for one number, surges."""

from typing import Annotated

from pydantic import Field

from config.settings.values import Seconds, Section


class Surge(Section):
    """Thresholds over which a surge begins (0: none): callers waiting, expected wait, calls in the last minute.

    The expected wait counts from ``wait_counts_from`` callers on: two before the one agent of the night are no surge.
    It ends after ``least_s`` at the earliest, when all measures are under ``ends_share`` of their thresholds.
    """

    waiting: Annotated[int, Field(ge=0)] = 40
    wait_s: Annotated[float, Field(ge=0)] = 600.0
    wait_counts_from: Annotated[int, Field(ge=1)] = 5
    arrivals_per_minute: Annotated[int, Field(ge=0)] = 120
    ends_share: Annotated[float, Field(gt=0, lt=1)] = 0.6
    least_s: Seconds = 60.0


class Acd(Section):
    """Automatic call distribution: reservation and wrap-up in seconds, ``pause_after_missed`` offers (0: never).

    Calls that we place: ``outgoing_prompts`` are heard by the citizen before the agent is; ``dial_s``, ``party_s`` and
    ``supervisor_s`` bound how long a call-back, a third party and a supervisor's phone may take to answer.
    ``refer_on_trunk`` lets the trunk connect a blind transfer by itself (REFER), outside our recording.
    """

    offer_s: Seconds
    wrap_up_s: Seconds
    pause_after_missed: Annotated[int, Field(ge=0)]
    prompts: tuple[str, ...]
    service_level_s: Seconds
    service_level_goal: Annotated[float, Field(gt=0, le=1)]
    short_abandon_s: Annotated[float, Field(ge=0)]
    outgoing_prompts: tuple[str, ...] = ("recording_notice",)
    dial_s: Seconds = 90.0
    party_s: Seconds = 60.0
    supervisor_s: Seconds = 45.0
    supervisors_per_call: Annotated[int, Field(ge=1)] = 3
    pause_recording_max_s: Seconds = 180.0
    tell_agent_supervision: bool = True
    refer_on_trunk: bool = False
    ring_all_max: Annotated[int, Field(ge=1)] = 20
    """So many phones ring at most for one call of a queue that rings all."""
    shift_s: Seconds = 43_200.0
    """After so long the count of calls that ``fewest_calls`` compares begins anew."""
    handling_s: Seconds = 240.0
    """Mean time from answer to the end of wrap-up, until a queue's own calls have shown it."""
    handling_smoothing: Annotated[float, Field(gt=0, le=1)] = 0.05
    """Weight of the newest call in the smoothed handling time."""
    duty_absent_s: Seconds = 20.0
    """So long a caller waits for a leader or deputy of whom nobody sits there; then the general queue has the call."""
    duty_deputy_after_s: Seconds = 60.0
    """A caller who has waited so long for a leader in a call is offered to the deputy as well."""
    duty_max_wait_s: Seconds = 300.0
    """The longest wait in a duty session's queue; then the general queue has the call, its waiting time kept."""
    calls_per_number: Annotated[int, Field(ge=0)] = 1
    """So many calls of one number may be live at once; 0: any. One more hears why and ends."""
    calls_per_hour: Annotated[int, Field(ge=0)] = 30
    """So many calls of one number are let in within an hour; 0: any."""
    unlimited_numbers: tuple[str, ...] = ()
    """Numbers without these limits (switchboards of offices, 110); a last ``*`` stands for any further digits."""
    callback_confirm_s: Seconds = 15.0
    """Within so long the key for a call-back must be pressed again."""
    announce_wait_max_s: Seconds = 3600.0
    """A longer expected wait is not told."""
    surge: Surge = Surge()
