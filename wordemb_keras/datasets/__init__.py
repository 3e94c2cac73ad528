"""Names to local files: what the chapter reads, and what stands in for it offline.

A name is looked up in this order; nothing is downloaded unless you ask for it:

1. the folders in the environment variable `WORDEMB_DATA` (the file, the file
   with `.gz`, or either of them one folder deeper),
2. the user cache, where `fetch` puts what it downloads (`WORDEMB_CACHE` moves it),
3. data that came with an installed package,
4. the `.zip` that it comes in, in one of the folders of 1 and 2,
5. a small sample written for this project.

Example:

>>> location = locate("english")
>>> location.origin, [path.suffix for path in location.paths]
('package gensim', ['.bz2', '.cor'])
"""

from wordemb_keras.datasets.download import DownloadError
from wordemb_keras.datasets.lookup import (
    DatasetNotFoundError,
    Location,
    cache_folder,
    fetch,
    find_file,
    locate,
    sample_folder,
    search_path,
)
from wordemb_keras.datasets.readers import read_labelled, read_sentences
from wordemb_keras.datasets.registry import (
    REGISTRY,
    Dataset,
    RemoteFile,
    describe_size,
    info,
    names,
)

__all__ = [
    "REGISTRY",
    "Dataset",
    "DatasetNotFoundError",
    "DownloadError",
    "Location",
    "RemoteFile",
    "cache_folder",
    "describe_size",
    "fetch",
    "find_file",
    "info",
    "locate",
    "names",
    "read_labelled",
    "read_sentences",
    "sample_folder",
    "search_path",
]
