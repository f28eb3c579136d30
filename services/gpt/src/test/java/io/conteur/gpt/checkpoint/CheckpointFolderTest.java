package io.conteur.gpt.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.gpt.model.Architecture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Configurations that transformers wrote. */
class CheckpointFolderTest {
    /** As a newer version of transformers writes ours again. */
    private static final String SAVED =
            """
            {
              "architectures": ["Qwen3ForCausalLM"], "attention_bias": false, "attention_dropout": 0.0,
              "bos_token_id": null, "dtype": "bfloat16", "eos_token_id": null, "head_dim": 8,
              "hidden_act": "silu", "hidden_size": 16, "initializer_range": 0.02,
              "intermediate_size": 24, "layer_types": ["full_attention", "full_attention"],
              "max_position_embeddings": 32, "max_window_layers": 28, "model_type": "qwen3",
              "num_attention_heads": 2, "num_hidden_layers": 2, "num_key_value_heads": 2,
              "rms_norm_eps": 1e-06,
              "rope_parameters": {"rope_theta": 10000.0, "rope_type": "default"},
              "sliding_window": null, "tie_word_embeddings": false,
              "transformers_version": "5.18.0", "use_cache": true, "use_sliding_window": false,
              "vocab_size": 40
            }
            """;

    @TempDir Path folder;

    @Test
    void aConfigurationThatTransformersSavedIsRead() throws IOException {
        assertEquals(new Architecture(40, 16, 24, 2, 2, 32), read(SAVED));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"rope_theta\": 10000.0",
                "\"rope_theta\": 10000",
                "\"rope_scaling\": null, \"rope_theta\": 10000.0"
            })
    void olderVersionsNameTheRotaryBaseAlone(String rope) throws IOException {
        String older =
                SAVED.replace(
                        "\"rope_parameters\": {\"rope_theta\": 10000.0, \"rope_type\": \"default\"}",
                        rope);

        assertEquals(16, read(older).width());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"model_type\": \"qwen3\" | \"model_type\": \"llama\" | model_type is llama",
                "\"num_key_value_heads\": 2 | \"num_key_value_heads\": 1 | num_key_value_heads is 1",
                "\"head_dim\": 8 | \"head_dim\": 128 | head_dim is 128",
                "\"tie_word_embeddings\": false | \"tie_word_embeddings\": true | tie_word_embeddings",
                "\"rope_theta\": 10000.0 | \"rope_theta\": 1000000.0 | rope_theta is 1000000.0",
                "\"rope_type\": \"default\" | \"rope_type\": \"yarn\" | rope_type is yarn",
                "\"rms_norm_eps\": 1e-06 | \"rms_norm_eps\": 1e-05 | rms_norm_eps",
                "\"hidden_act\": \"silu\" | \"hidden_act\": \"gelu\" | hidden_act is gelu",
                "\"attention_bias\": false | \"attention_bias\": true | attention_bias is true",
                "\"use_sliding_window\": false | \"use_sliding_window\": true | use_sliding_window"
            })
    void whatThisModelCannotBeIsNamed(String field, String other, String complaint) {
        CheckpointException refusal =
                assertThrows(CheckpointException.class, () -> read(SAVED.replace(field, other)));

        assertTrue(refusal.getMessage().contains(complaint), refusal.getMessage());
        assertTrue(refusal.getMessage().contains("config.json"), refusal.getMessage());
    }

    private Architecture read(String config) throws IOException {
        Files.writeString(folder.resolve("config.json"), config);
        return CheckpointFolder.architecture(folder);
    }
}
