"""Scikit-learn estimators: features, key phrases and near-duplicate clusters.

They accept what `analyze` accepts: a list, a Series or a column of a DataFrame. A
missing text counts as empty; a single string is refused.
"""

from analyzer.estimators.clusterer import NearDuplicateClusterer
from analyzer.estimators.transformer import QualityTransformer
from analyzer.estimators.vectorizer import KeyPhraseVectorizer

__all__ = ["KeyPhraseVectorizer", "NearDuplicateClusterer", "QualityTransformer"]
