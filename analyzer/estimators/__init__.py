"""The measures as scikit-learn estimators, for pipelines and searches.

They take what `analyze` takes: a list, a Series, a column of a DataFrame. A
missing text is an empty one; one bare string is refused.
"""

from analyzer.estimators.clusterer import NearDuplicateClusterer
from analyzer.estimators.transformer import QualityTransformer
from analyzer.estimators.vectorizer import KeyPhraseVectorizer

__all__ = ["KeyPhraseVectorizer", "NearDuplicateClusterer", "QualityTransformer"]
