"""Function words and set phrases of English with the part they play. The lexicon matches the longest first."""

from __future__ import annotations

from itertools import product

from comuros.language.tag import Tag

_DONE = ("done", "finished", "complete", "completed", "over", "accomplished")
_ONCE = ("once", "when", "after", "as soon as")
_THAT = ("that", "this", "it", "the task", "that task", "this task")
_ALL = (
    "everything", "all", "all that", "all this", "all of that", "all of this", "these", "those", "they", "these tasks", "those tasks",
    "the tasks", "all tasks", "all the tasks", "all of these", "all of these tasks", "all these tasks", "both", "both tasks", "all of those",
)

PHRASES: dict[Tag, tuple[str, ...]] = {
    Tag.FIRST: ("first", "firstly", "first of all", "to begin with", "to start with", "start by", "begin by", "start with", "begin with", "at first"),
    Tag.THEN: (
        "then", "next", "after that", "afterwards", "afterward", "after this", "subsequently", "thereafter", "later", "and then",
        "following that", "following this", "followed by", "after which", "when done", "once done", "when finished", "once finished",
        "next up", "second", "secondly", "third", "thirdly", "later on", "proceed to", "and afterwards", "before you", "from there on",
        "as a next step", "next step", "upon completion", "when ready", "once complete", "and after that", "continue by", "continue with",
    ),
    Tag.FINALLY: (
        "finally", "lastly", "last", "at last", "in the end", "last of all", "to finish", "finish by", "finish with", "at the end", "end by",
        "conclude by", "end with", "to conclude", "as a last step", "and finally", "in closing", "to end", "finish up by", "to wrap up", "wrap up by",
    ),
    Tag.AFTER_ALL: (
        "after completing these tasks", "after completing the previous tasks", "after completing all previous tasks", "after all that",
        "after completing all these tasks", "after completing the tasks", "after finishing these tasks", "after finishing the previous tasks",
        "after these tasks", "after all of that", "after all of this", "after all this", "after both", "after all tasks", "after everything",
        "after completing those tasks", "after doing that", "after doing this", "after doing all that", "after everything else",
        "after completing all of these tasks", "after the previous tasks", "after finishing that", "after completing that", "after all",
    ),
    Tag.MEANWHILE: (
        "meanwhile", "in the meantime", "at the same time", "concurrently", "simultaneously", "in parallel", "during that time", "meantime",
        "and meanwhile", "and at the same time", "all the while", "while that happens", "while this happens", "while that is happening",
        "while doing so", "in the mean time", "during this", "at once",
    ),
    Tag.ANY_ORDER: ("in any order", "in no particular order", "in whatever order", "in either order", "in whichever order", "the order does not matter"),
    Tag.ANY_TIME: ("at any time", "at any point", "any time", "anytime", "whenever possible", "can be done at any time", "whenever convenient", "some time", "sometime", "independently"),
    Tag.AFTER: ("after", "once", "as soon as", "when", "upon", "following", "only after", "only once", "directly after", "right after", "immediately after", "as soon as"),
    Tag.BEFORE: ("before", "prior to", "ahead of", "only before", "right before", "but before"),
    Tag.UNTIL: ("until", "till", "unless"),
    Tag.WHILE: ("while", "whilst", "and while", "as long as"),
    Tag.WITHOUT: ("without",),
    Tag.WITHIN: ("within", "in less than", "in under", "in at most", "no later than"),
    Tag.NEVER: (
        "never", "do not", "must not", "may not", "should not", "can not", "must never", "should never", "will not", "not", "do not ever",
        "must not ever", "is not allowed to", "are not allowed to", "is not to", "are not to", "does not", "may never", "shall not",
        "is forbidden to", "are forbidden to", "please do not", "shall never", "at no time", "under no circumstances", "refrain from", "is never to",
    ),
    Tag.AVOID: (
        "avoid", "stay out of", "keep out of", "stay away from", "keep away from", "keep clear of", "stay clear of", "steer clear of",
        "avoids", "avoiding", "stays out of", "keeps out of", "stays away from", "keeps away from", "keeps clear of", "staying out of", "keep off",
        "keeping out of", "keeping away from", "keeping clear of", "staying away from", "bypass", "bypassing", "stay off", "skip around", "not through",
    ),
    Tag.HAVE: (
        "have", "let", "make", "get", "ask", "tell", "order", "command", "instruct", "want", "i want", "we want", "i need", "we need",
        "i would like", "we would like", "i want to have", "i would like to have", "use", "request", "assign", "send", "i want to see", "i wish",
        "dispatch", "has",
    ),
    Tag.BE: (
        "is", "are", "be", "has been", "have been", "was", "were", "should be", "must be", "needs to be", "need to be", "has to be",
        "have to be", "can be", "will be", "shall be", "ought to be", "is to be", "are to be", "gets", "being", "had been", "may be",
        "should get", "is done", "are being", "is being", "must get", "must stay", "should end up", "must end up", "ends up", "belongs",
        "belong", "should stand", "should lie", "should go", "must go", "needs to go", "need to go", "goes", "needs to get", "has to go",
        "have to go", "is going", "should be put", "needs to end up", "should end up being", "is now", "are now",
    ),
    Tag.MODAL: (
        "should", "must", "will", "shall", "can", "may", "has to", "have to", "needs to", "need to", "is to", "are to", "ought to", "could", "would",
        "is supposed to", "are supposed to", "is going to", "are going to",
    ),
    Tag.TOGETHER: ("together", "jointly", "as a team", "in tandem", "as one team", "side by side", "in unison", "cooperatively", "as a pair"),
    Tag.EITHER: ("either",),
    Tag.AND: ("and", "plus", "as well as", "along with", "together with", "and also", "but", "but also", "and both", "also", "and additionally", "additionally", "in addition", "besides"),
    Tag.OR: ("or", "or else", "or alternatively", "alternatively"),
    Tag.COMMA: (",",),
    Tag.IF: ("if", "in case", "provided", "provided that", "only if", "whether", "every time", "each time", "otherwise", "except"),
    Tag.FILLER: (
        "please", "kindly", "could you", "can you", "would you", "will you", "i want you to", "i would like you to", "i need you to", "we need to",
        "you should", "you must", "you need to", "you have to", "your task is to", "let us", "make sure to", "be sure to", "remember to", "go ahead and",
        "try to", "just", "too", "now", "thanks", "thank you", "hey", "hello", "hi", "ok", "okay", "for me", "well", "so", "well then",
        "make sure that", "make sure", "ensure", "ensure that", "see to it that", "see that", "take care that", "i need", "you can", "do", "you",
        "would you mind", "it is time to", "we should", "we must", "we have to", "i would like to", "i want to", "the goal is to", "the task is to", "help",
        "your job is to", "your mission is to", "in order", "for us", "could somebody", "could someone", "somebody", "someone", "everybody", "everyone",
        "may i ask you to", "do me a favor and", "do me a favour and", "that said", "right away", "right now", "immediately", "at once please", "all right", "guys", "folks",
        "we want to", "i need to", "do not forget to", "it would be great to", "feel free to", "mind", "start", "begin", "anybody", "anyone", "straight away", "if you can", "if possible", "one of you",
    ),
    Tag.MANNER: (
        "quickly", "carefully", "gently", "slowly", "safely", "fast", "quietly", "as fast as possible", "as quickly as possible", "as soon as possible",
        "asap", "with care", "neatly", "properly", "thoroughly", "again", "once more", "directly", "straight", "promptly", "efficiently", "urgently",
        "one by one", "one at a time", "one after another", "nicely", "completely", "fully",
    ),
    Tag.DETERMINER: ("a", "an", "the", "this", "that", "these", "those", "its", "their", "his", "her", "our", "your", "my", "some", "such", "which"),
    Tag.QUANTIFIER: (
        "each", "every", "all", "all the", "all of the", "each of the", "every one of the", "both", "both the", "both of the", "any", "any of the",
        "one of the", "everything", "anything", "everyone", "the other", "another", "other", "no", "none of the", "every single", "all of these",
        "all of those", "a different", "the same", "the rest of the", "the remaining", "all remaining", "all other", "the rest", "half of the",
        "all its", "all their", "whatever", "any one of the", "all these", "all those", "both these", "both of these", "a second", "yet another", "the two",
        "a couple of", "a pair of", "any available", "any free", "a free", "an available", "either of the",
    ),
    Tag.PRONOUN: ("it", "them", "they", "there", "me", "us", "one", "that one", "this one", "that", "this", "these", "those", "itself", "themselves", "he", "she", "him", "each other", "here", "i", "we", "the latter", "ones"),
    Tag.PREP: (
        "to", "into", "onto", "on to", "on", "in", "in to", "at", "from", "off", "off of", "out of", "away from", "inside", "inside of", "within reach of", "on top of",
        "upon", "under", "underneath", "beneath", "below", "beside", "next to", "near", "near to", "by", "behind", "between", "above", "over", "against", "across",
        "around", "toward", "towards", "through", "via", "along", "in front of", "to the left of", "to the right of", "left of", "right of",
        "on the left of", "on the right of", "close to", "with", "containing", "using", "by means of", "for", "of", "back to", "back on", "back in", "back into",
        "back onto", "back from", "over to", "up to", "down to", "down on", "down in", "away in", "away to", "off to", "opposite", "holding", "full of",
        "filled with", "from inside", "from under", "from on top of", "from next to", "from behind", "from within", "from near", "adjacent to", "past", "beyond", "among", "amongst", "per",
        "along the side of", "at the side of", "about", "back at", "over at", "down at", "out to", "over on", "across from", "on board", "aboard", "with the help of", "during", "down onto", "down into", "up on", "up onto", "up into", "in between", "out from", "back inside", "to inside",
    ),
    Tag.PARTICLE: ("up", "down", "away", "back", "off", "out", "over", "on", "around", "along"),
}
NUMBERS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
    "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
}
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10}


def function_phrases() -> dict[Tag, tuple[str, ...]]:
    """All phrases, those built by pattern included ('once that is done')."""
    phrases = dict(PHRASES)
    phrases[Tag.THEN] += _finished(_THAT)
    phrases[Tag.AFTER_ALL] += _finished(_ALL)
    return phrases


def _finished(subjects: tuple[str, ...]) -> tuple[str, ...]:
    verbs = ("is", "are", "has been", "have been")
    return tuple(" ".join(parts) for parts in product(_ONCE, subjects, verbs, _DONE))
