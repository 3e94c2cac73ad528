from .model import GloVe as GloVe
from .pairs import pairs_dataset as pairs_dataset
from .pairs import weighting as weighting
from .warm_start import StayNear as StayNear
