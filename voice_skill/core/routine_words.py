"""How a routine speaks about itself: where somebody is, what is left, which routines there are."""

from __future__ import annotations

from voice_skill.core import routine_run, routine_walk
from voice_skill.core.knowledge import Knowledge, Replies
from voice_skill.core.routine_run import Run
from voice_skill.core.routines import Hold
from voice_skill.core.speech_numbers import number_to_words
from voice_skill.core.timer_words import joined, sentence

MOST_NAMES = 3
"""More than that nobody keeps in mind."""


def position(knowledge: Knowledge, run: Run) -> str:
    """ "We are getting up, step three of seven." """
    step, steps = number_to_words(run.step), number_to_words(run.steps)
    key = "routine_where" if run.state == "running" else "routine_where_paused"
    title = knowledge.routines[run.id].title
    return knowledge.replies.text(key, title=title, step=step, steps=steps)


def left(knowledge: Knowledge, run: Run) -> str:
    """The repetitions of a hold that are left, and the steps after this one."""
    replies = knowledge.replies
    _, _, step = routine_walk.present(knowledge, run)
    steps = run.steps - run.step
    keys = {0: "routine_last_step", 1: "routine_one_left"}
    said = sentence(replies.text(keys.get(steps, "routine_left"), count=number_to_words(steps)))
    again = step.repetitions - run.repetition if isinstance(step, Hold) else 0
    return f"{times_more(replies, again)} {said}" if again > 0 else said


def times_more(replies: Replies, count: int) -> str:
    """ "Twice more." """
    keys = {1: "routine_once_more", 2: "routine_twice_more"}
    key = keys.get(count, "routine_times_more")
    return sentence(replies.text(key, count=number_to_words(count)))


def count(replies: Replies, second: int, last: bool) -> str:
    """One second of a hold; the last one says what comes after it."""
    key = "routine_last_count" if last else "routine_count"
    return sentence(replies.text(key, count=number_to_words(second)))


def between(replies: Replies, hold: Hold, repetition: int) -> str:
    """What is said after this repetition, when there is another."""
    turns = hold.switch and repetition * 2 == hold.repetitions
    said = hold.switch if turns else replies.text("routine_rest")
    return f"{said} {times_more(replies, hold.repetitions - repetition)}"


def prompts(knowledge: Knowledge) -> tuple[str, ...]:
    """Everything that has to be said on the second: a voice may be slow with it the first time."""
    replies = knowledge.replies
    said = {replies.text("routine_ready"): None}
    for routine in knowledge.routines.values():
        for hold in [node.step for node in routine.nodes if isinstance(node.step, Hold)]:
            lengths = range(1, max(hold.hold_s, routine_run.LONGEST_HOLD_S) + 1)
            said |= {
                count(replies, second, last): None for second in lengths for last in (True, False)
            }
            said |= {between(replies, hold, done): None for done in range(1, hold.repetitions)}
    return tuple(said)


def names(knowledge: Knowledge, first: int) -> tuple[str, int]:
    """Three of the routines from `first` on in words, and where the next ones begin."""
    titles = [routine.title for routine in knowledge.routines.values()]
    if not titles:
        return knowledge.replies.text("routine_none_there"), 0
    first = first if first < len(titles) else 0
    shown = titles[first : first + MOST_NAMES]
    rest = len(titles) - first - len(shown)
    key = "routine_names_more" if rest else "routine_names"
    count = number_to_words(rest)
    said = knowledge.replies.text(key, names=joined(shown), count=count)
    return sentence(said), first + MOST_NAMES
