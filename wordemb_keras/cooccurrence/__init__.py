"""Section 9-2: how often words stand near each other, counted in memory or into files."""

from wordemb_keras.cooccurrence.counts import Counts
from wordemb_keras.cooccurrence.pair_files import PairFiles
from wordemb_keras.cooccurrence.table import Cooccurrence

__all__ = ["Cooccurrence", "Counts", "PairFiles"]
