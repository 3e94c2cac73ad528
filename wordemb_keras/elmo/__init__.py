"""Section 9-5: ELMo, vectors of words in their context.

    strings -> CharacterIds -> BiLM (CharacterEncoder, two stacks of ProjectedLSTM) -> ScalarMix

`ELMoEmbedding` is all of it in one Keras layer.

Reference: [Peters et al., 2018](https://arxiv.org/abs/1802.05365)
"""

from wordemb_keras import keras_check  # noqa: F401  # before anything that needs it
from wordemb_keras.elmo.bilm import BiLM
from wordemb_keras.elmo.characters import CharacterIds, character_ids, token_ids
from wordemb_keras.elmo.encoder import CharacterEncoder
from wordemb_keras.elmo.hub import HubELMo, HubModule, elmo_hub_lambda, elmo_layer
from wordemb_keras.elmo.layers import ELMoEmbedding, mean_of_tokens
from wordemb_keras.elmo.lstm import ProjectedLSTM, ProjectedLSTMCell
from wordemb_keras.elmo.mix import ScalarMix
from wordemb_keras.elmo.sentences import SplitText, split_text, text_batch

__all__ = [
    "BiLM",
    "CharacterEncoder",
    "CharacterIds",
    "ELMoEmbedding",
    "HubELMo",
    "HubModule",
    "ProjectedLSTM",
    "ProjectedLSTMCell",
    "ScalarMix",
    "SplitText",
    "character_ids",
    "elmo_hub_lambda",
    "elmo_layer",
    "mean_of_tokens",
    "split_text",
    "text_batch",
    "token_ids",
]
