from . import datasets as datasets
from . import onehot as onehot
from . import plots as plots
from . import text as text
from .text import Vocabulary as Vocabulary

__version__: str
