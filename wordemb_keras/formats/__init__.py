"""Vector files of every kind, opened with one call (section 9-4).

| format | what stands in a row |
|---|---|
| GloVe text | the word and its numbers, separated by spaces |
| word2vec text, fastText `.vec` | the same below a line `count dim` |
| word2vec `.bin` | the word, a space, raw float32 (or float16) |
| fastText `.bin` | words, a table of word and n-gram vectors, training arguments |
| `.safetensors` of `FastText.save` | the same in int8, and a scale for each row |
| a cache made by `convert` | arrays mapped into memory |
| a `.npy` and a `.parquet` | an array, and words |

Each may be inside .gz, .bz2, .xz or .zip. What a file is is seen from its
content. Reading streams: no format needs more memory than a block of rows and
the vectors that were asked for.

Reference: Pennington et al., [GloVe](https://nlp.stanford.edu/projects/glove/);
Mikolov et al., [word2vec](https://code.google.com/archive/p/word2vec/)
"""

from wordemb_keras.formats.base import ArrayVectors, ReadReport, VectorFile, VectorFileError
from wordemb_keras.formats.door import convert, info, open_vectors
from wordemb_keras.formats.options import Options
from wordemb_keras.formats.sources import as_vectors
from wordemb_keras.formats.writers import write_vectors

__all__ = [
    "ArrayVectors",
    "Options",
    "ReadReport",
    "VectorFile",
    "VectorFileError",
    "as_vectors",
    "convert",
    "info",
    "open_vectors",
    "write_vectors",
]
