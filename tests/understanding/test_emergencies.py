"""Signs of an emergency: heard anywhere, unless they are denied or harmless."""

from __future__ import annotations

import pytest

from tests.simulated import understander
from voice_skill.content import load
from voice_skill.resources import content_dir
from voice_skill.understanding.emergencies import Sign, weigh
from voice_skill.understanding.pipeline import Understander

WITHOUT_MODEL = Understander(load(content_dir()).language)
BOTH = pytest.mark.parametrize("with_model", [True, False])


def _understander(with_model: bool) -> Understander:
    return understander() if with_model else WITHOUT_MODEL


CERTAIN = [
    ("bladder_bowel", "I wet the bed and never felt it"),
    ("bladder_bowel", "since yesterday i cannot pass urine"),
    ("bladder_bowel", "set an ice timer and also i lost control of my bowels"),
    ("saddle_numbness", "everything is numb between my legs"),
    ("saddle_numbness", "i can't feel it when i wipe"),
    ("leg_weakness", "my left leg keeps giving way"),
    ("leg_weakness", "both my legs have gone numb"),
    ("leg_weakness", "my left leg is fine but my right leg gave way"),
    ("fever", "i have a fever and my back hurts"),
    ("fever", "my temperature is 39"),
    ("injury", "i fell down the stairs this morning"),
    ("injury", "a car hit me yesterday"),
    ("overdose", "i have taken ten ibuprofen can i take more"),
    ("overdose", "she swallowed the whole bottle of pills"),
    ("chest_pain", "there's a crushing pain in my chest"),
    ("chest_pain", "i can't breathe"),
    ("self_harm", "i want to kill myself"),
    ("self_harm", "everyone would be better off without me"),
    ("cancer_weight_loss", "i had breast cancer and now my spine hurts"),
    ("cancer_weight_loss", "i lost twenty pounds without trying"),
]
HARMLESS = [
    "no fever at all",
    "i do not have any numbness between my legs",
    "nothing is numb down there",
    "i nearly wet myself laughing",
    "the dog wet the rug",
    "i fell off a horse when i was nine",
    "i fell asleep on the couch",
    "the computer crashed at work",
    "hay fever is dreadful this week",
    "this back is killing me",
    "my star sign is cancer",
    "i overdosed on cake",
    "get it off my chest",
    "bring my knees to my chest",
    "how many ibuprofen can i take",
    "what is a slipped disc",
    "how long should i keep the ice on",
    "stop",
]


@BOTH
@pytest.mark.parametrize(("sign", "text"), CERTAIN)
def test_signs_outrank_everything(sign: str, text: str, with_model: bool) -> None:
    meaning = _understander(with_model).understand(text)
    assert (meaning.intent, meaning.red_flag) == ("emergency", sign)
    # Where the model has its doubts about one of these, it is asked about, never passed over.
    assert with_model or "certain" not in meaning.slots
    assert meaning.sources == ()


@BOTH
@pytest.mark.parametrize("text", HARMLESS)
def test_neighbours_are_left_alone(text: str, with_model: bool) -> None:
    assert _understander(with_model).understand(text).red_flag is None


def test_a_doubtful_sign_is_asked_about() -> None:
    meaning = WITHOUT_MODEL.understand("i slipped")
    assert meaning.red_flag == "injury"
    assert meaning.slots == {"certain": False}


@BOTH
def test_a_denial_does_not_reach_beyond_its_clause(with_model: bool) -> None:
    understand = _understander(with_model).understand
    assert understand("no fever but i cannot feel my legs").red_flag == "leg_weakness"
    assert understand("no it is numb between my legs").red_flag == "saddle_numbness"


FEVER = Sign("fever", True)
DOUBTED = Sign("fever", False)


@pytest.mark.parametrize(
    ("words", "likely", "expected"),
    [
        (FEVER, 0.9, FEVER),
        (FEVER, 0.05, DOUBTED),
        (FEVER, 0.001, None),
        (DOUBTED, 0.9, DOUBTED),
        (DOUBTED, 0.001, None),
        (None, 0.97, FEVER),
        (None, 0.9, DOUBTED),
        (None, 0.4, DOUBTED),
        (None, 0.05, None),
    ],
)
def test_words_and_model_are_weighed(
    words: Sign | None, likely: float, expected: Sign | None
) -> None:
    scores = {"redflag.fever": likely, "redflag.injury": 0.0, "oos": 1 - likely}
    heard = [{"oos": 1.0, "redflag.fever": 0.0}, scores]
    assert weigh(words, heard, lambda sign: False) == expected


@pytest.mark.parametrize(("likely", "expected"), [(0.98, DOUBTED), (0.6, DOUBTED), (0.3, None)])
def test_a_sign_beside_a_no_is_asked_about_where_the_model_is_sure(
    likely: float, expected: Sign | None
) -> None:
    scores = {"redflag.fever": likely, "oos": 1 - likely}
    assert weigh(None, [scores], lambda sign: sign == "fever") == expected


def test_of_a_sign_of_many_kinds_the_model_alone_is_never_sure() -> None:
    assert (
        weigh(None, [{"redflag.fever": 0.99}], lambda sign: False, frozenset(["fever"])) == DOUBTED
    )


def test_a_sign_in_the_middle_of_a_long_story_is_heard() -> None:
    story = "so on monday i tidied the shed and then we had soup and watched the football " * 4
    told = f"{story} and i have not been able to feel anything when i wipe myself {story}"
    assert understander().understand(told).red_flag == "saddle_numbness"


def test_a_sign_inside_a_reminder_is_heard() -> None:
    said = "remind me to tell the doctor that both my legs went from under me"
    assert understander().understand(said).red_flag == "leg_weakness"


@pytest.mark.parametrize("text", ["she can feel her legs", "i can feel my legs"])
def test_where_a_negation_may_have_been_lost_it_is_asked(text: str) -> None:
    # Recognisers hear "can't feel" as "can feel".
    meaning = understander().understand(text)
    assert (meaning.red_flag, dict(meaning.slots)) == ("leg_weakness", {"certain": False})
