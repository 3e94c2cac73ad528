from .figures import bars as bars
from .figures import heatmap as heatmap
from .figures import lines as lines
from .figures import plane as plane
from .figures import word_map as word_map
from .style import picture as picture
