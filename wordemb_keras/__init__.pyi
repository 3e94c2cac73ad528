from . import datasets as datasets
from . import elmo as elmo
from . import evaluation as evaluation
from . import hangul as hangul
from . import onehot as onehot
from . import plots as plots
from . import subwords as subwords
from . import text as text
from . import typos as typos
from .cooccurrence import Cooccurrence as Cooccurrence
from .elmo import BiLM as BiLM
from .elmo import ELMoEmbedding as ELMoEmbedding
from .elmo import HubELMo as HubELMo
from .elmo import ScalarMix as ScalarMix
from .fasttext import FastText as FastText
from .formats import VectorFileError as VectorFileError
from .formats import open_vectors as open_vectors
from .formats import write_vectors as write_vectors
from .glove import GloVe as GloVe
from .pair_files import PairFiles as PairFiles
from .pretrained import build_embedding_matrix as build_embedding_matrix
from .text import Vocabulary as Vocabulary

__version__: str
