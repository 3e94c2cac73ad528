from . import diagrams as diagrams
from .figures import bars as bars
from .figures import heatmap as heatmap
from .figures import lines as lines
from .maps import before_and_after as before_and_after
from .maps import plane as plane
from .maps import word_map as word_map
from .style import picture as picture
