from . import datasets as datasets
from . import elmo as elmo
from . import evaluation as evaluation
from . import onehot as onehot
from . import plots as plots
from . import text as text
from .cooccurrence import Cooccurrence as Cooccurrence
from .cooccurrence import PairFiles as PairFiles
from .elmo import BiLM as BiLM
from .elmo import ELMoEmbedding as ELMoEmbedding
from .elmo import HubELMo as HubELMo
from .elmo import ScalarMix as ScalarMix
from .evaluation import typos as typos
from .fasttext import FastText as FastText
from .fasttext import subwords as subwords
from .formats import VectorFileError as VectorFileError
from .formats import open_vectors as open_vectors
from .formats import write_vectors as write_vectors
from .glove import GloVe as GloVe
from .pretrained import build_embedding_matrix as build_embedding_matrix
from .text import Vocabulary as Vocabulary
from .text import hangul as hangul
from .text.hangul import join_typed as join_typed

__version__: str
