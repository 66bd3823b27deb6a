"""Quality: when a call is worth a second look, how many of each agent's calls are reviewed, and which figures stand alone."""

from typing import Annotated

from pydantic import Field

from config.settings.values import Count, Seconds, Section

Percent = Annotated[float, Field(ge=0, le=100)]
Days = Annotated[int, Field(ge=1, le=400)]
Times = Annotated[int, Field(ge=1, le=100)]
Share = Annotated[float, Field(ge=0, le=1)]
Hours = Annotated[float, Field(gt=0, le=720)]


class SampleRules(Section):
    """From where on each rule of a rule-based sample takes a call; a grade is dissatisfied by the evaluation's own setting."""

    long_talk_s: Seconds = 600.0
    long_hold_s: Seconds = 120.0
    many_transfers: Times = 2
    very_short_s: Seconds = 15.0
    repeat_calls: Annotated[int, Field(ge=2, le=100)] = 3
    """So many calls of one number within …"""
    repeat_days: Days = 7
    """… so many days, the call itself among them."""
    new_agent_days: Days = 90
    """An account younger than this is a new agent's."""
    low_confidence: Share = 0.6
    """The caller's mean recogniser confidence below this."""


class Mismatches(Section):
    """Where transcript, ticket and outcome do not fit; looked for once, after each call."""

    check_after_s: Seconds = 600.0
    """A call is looked at so long after its end: its transcript is whole by then and its outcome given."""
    at_once: Times = 20
    """So many calls in one round."""
    without_outcome_h: Hours = 72.0
    """A call whose outcome nobody gave for so long is looked at no more."""
    again_days: Days = 7
    """A caller who was answered on the spot and calls again within so many days."""
    least_answer: Times = 4
    """An answer of fewer characters is none."""
    much_speech: Times = 60
    """So many characters of the caller are much for a wrong number, a silent or a harassing call."""
    type_weight: Annotated[float, Field(gt=0, le=100)] = 3.0
    """The caller's words for another type must weigh so much more than those for the ticket's own."""


class Quality(Section):
    """Scores run from 0 to 100; days run by the calendar."""

    pass_score: Percent = 80.0
    least_reviews: Times = 5
    """An agent, a criterion or a reviewer with fewer cases is listed apart."""
    per_agent: Times = 4
    """So many calls of each agent in a draw and its period, unless the draw says otherwise."""
    due_days: Days = 5
    """A review is due so many days after it was assigned …"""
    objection_days: Days = 7
    """… and an agent may object for so long after it was handed in."""
    most_frame: Annotated[int, Field(ge=100, le=200_000)] = 20_000
    """A sample is drawn from at most so many calls."""
    tolerance: Percent = 5.0
    """In a calibration a reviewer within so many points of the agreed score agrees."""
    agreed_share: Share = 0.8
    """A criterion on which a smaller share of the reviewers agrees is shown as one to talk about."""
    at_once: Count = 50
    """Overdue reviews that one round reminds of."""
    rules: SampleRules = SampleRules()
    mismatches: Mismatches = Mismatches()
