"""What a model's name may begin with: light enough for the help of the command line."""

from __future__ import annotations

QUOTING = "extractive"
"""The backend that quotes."""

# The providers of init_chat_model (langchain 1.4): what tells `ollama:qwen3` from `qwen3:8b`, a model with a tag.
_NAMES = (
    "anthropic anthropic_bedrock azure_ai azure_openai baseten bedrock bedrock_converse bedrock_mantle_anthropic "
    "bedrock_mantle_openai cohere deepseek fireworks google_anthropic_vertex google_genai google_vertexai groq "
    "huggingface ibm langsmith litellm meta mistralai nvidia ollama openai openrouter perplexity together upstage xai"
)
PROVIDERS = frozenset(_NAMES.split())
OURS = PROVIDERS | {QUOTING, "http", "https"}
"""Which no package may add."""
