package io.conteur.tokenizer;

/** What Hugging Face transformers needs to read a tokenizer's folder. */
final class HuggingFace {
    static final String CONFIG_FILE = "tokenizer_config.json";
    static final String CONFIG =
            """
            {
              "tokenizer_class": "LlamaTokenizer",
              "legacy": false,
              "add_bos_token": false,
              "add_eos_token": false,
              "bos_token": "<s>",
              "eos_token": "</s>",
              "unk_token": "<unk>",
              "pad_token": "<pad>",
              "additional_special_tokens": ["<sep>", "<newline>"]
            }
            """;

    private HuggingFace() {}
}
