"""Search in Korean: a word is found with whatever particle stands behind it.

Sphinx puts whole words into its index, and 단어를, 단어가, 단어의 are three of them. Here the
beginnings of a Hangul word are put there too, from two syllables on, so that 단어 finds them all.
"""

import re

from sphinx.search import SearchLanguage

_HANGUL = re.compile(r"[가-힣]+")


class SearchKorean(SearchLanguage):
    """Words, and the beginnings of Hangul words."""

    lang = "ko"
    language_name = "Korean"

    def split(self, input: str) -> list[str]:
        """`"단어를 GloVe는"` gives 단어를, 단어, GloVe는."""
        words = super().split(input)
        found = [match[0] for word in words for match in _HANGUL.finditer(word)]
        return words + [word[:end] for word in found for end in range(2, len(word))]


def setup(app):
    """Called by Sphinx."""
    app.add_search_language(SearchKorean)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
