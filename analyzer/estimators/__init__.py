"""The measures as scikit-learn estimators, for pipelines and searches.

They take what `analyze` takes: a list, a Series, a column of a DataFrame. A
missing text is an empty one; one bare string is refused.
"""

from analyzer.estimators.duplicates import NearDuplicateClusterer
from analyzer.estimators.phrase_weights import KeyPhraseVectorizer
from analyzer.estimators.quality import QualityTransformer

__all__ = ["KeyPhraseVectorizer", "NearDuplicateClusterer", "QualityTransformer"]
