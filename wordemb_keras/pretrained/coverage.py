"""How much of a vocabulary has a pretrained vector, and where each came from (section 9-4)."""

from dataclasses import dataclass, field
from typing import Any

from wordemb_keras.formats import ReadReport


@dataclass
class Coverage:
    """Which words of a vocabulary have a vector, and where each of them came from.

    Attributes:
        found: words that the source has as they are written.
        respelled: dict from word to the (fallback, spelling) that was found instead.
        missing: the other words, the most frequent first if counts are known.
        filled: dict from missing word to what its row was filled with.
        counts: how often each word occurs; empty if unknown.
        report: what reading the source met: duplicates, invalid UTF-8, skipped rows.
    """

    found: list[str] = field(default_factory=list)
    respelled: dict[str, tuple[str, str]] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    filled: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    report: ReadReport = field(default_factory=ReadReport)

    @property
    def fraction(self) -> float:
        """Share of the words that have a vector of their own; 0 for no words."""
        with_vector = len(self.found) + len(self.respelled)
        return with_vector / max(with_vector + len(self.missing), 1)

    @property
    def token_fraction(self) -> float | None:
        """The same, every word counted as often as it occurs; None without counts."""
        everything = [*self.found, *self.respelled, *self.missing]
        total = sum(self.counts.get(word, 0) for word in everything)
        lost = sum(self.counts.get(word, 0) for word in self.missing)
        return 1 - lost / total if total else None

    def to_pandas(self) -> Any:
        """A `pandas.DataFrame`: word, count, status, how (spelling or what filled the row)."""
        import pandas as pd

        rows = [(word, "found", word) for word in self.found]
        rows += [
            (w, f"fallback: {rule}", spelling) for w, (rule, spelling) in self.respelled.items()
        ]
        rows += [(word, "missing", self.filled[word]) for word in self.missing]
        table = pd.DataFrame(rows, columns=["word", "status", "how"])
        table.insert(1, "count", table["word"].map(self.counts).astype("Int64"))
        return table

    def __str__(self) -> str:
        with_vector = len(self.found) + len(self.respelled)
        lines = [
            f"{with_vector:,} of {with_vector + len(self.missing):,} words have a vector "
            f"({self.fraction:.1%})"
        ]
        if self.token_fraction is not None:
            lines[0] += f", {self.token_fraction:.1%} of the text"
        for rule, words in _grouped({w: rule for w, (rule, _) in self.respelled.items()}).items():
            lines.append(f"  by the spelling {rule}: {_some(words)}")
        for how, words in _grouped({w: self.filled[w] for w in self.missing}).items():
            lines.append(f"  missing, row filled with {how}: {_some(words)}")
        for name in ("duplicates", "invalid_utf8", "skipped"):
            if number := getattr(self.report, name):
                lines.append(f"  in the source: {number:,} {name}")
        return "\n".join(lines)


def _grouped(kinds: dict[str, str]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for word, kind in kinds.items():
        groups.setdefault(kind, []).append(word)
    return groups


def _some(words: list[str], most: int = 8) -> str:
    more = ", ..." if len(words) > most else ""
    return f"{len(words):,} ({', '.join(words[:most])}{more})"
