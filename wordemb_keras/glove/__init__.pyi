from .model import GloVe as GloVe
from .pairs import pairs_dataset as pairs_dataset
from .pairs import weighting as weighting
