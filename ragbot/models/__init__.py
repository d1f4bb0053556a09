"""The models that ragbot runs or asks: embeddings, reranker, judge, language model."""
