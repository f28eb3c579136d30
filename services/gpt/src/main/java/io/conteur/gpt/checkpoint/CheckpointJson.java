package io.conteur.gpt.checkpoint;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.JsonSyntaxException;
import io.conteur.gpt.model.Architecture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The small JSON files of a checkpoint. */
public final class CheckpointJson {
    private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();
    private static final long MAX_BYTES = 1 << 20;

    private CheckpointJson() {}

    /** Writes {@code config.json} as Hugging Face transformers reads it. */
    public static void writeArchitecture(Path file, Architecture a) throws IOException {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("architectures", List.of("Qwen3ForCausalLM"));
        config.put("model_type", "qwen3");
        config.put("vocab_size", a.vocabulary());
        config.put("hidden_size", a.width());
        config.put("intermediate_size", a.hidden());
        config.put("num_hidden_layers", a.layers());
        config.put("num_attention_heads", a.heads());
        config.put("num_key_value_heads", a.heads());
        config.put("head_dim", a.headWidth());
        config.put("max_position_embeddings", a.context());
        config.put("rope_theta", Architecture.ROTARY_BASE);
        config.put("rms_norm_eps", Architecture.NORM_EPSILON);
        config.put("hidden_act", "silu");
        config.put("attention_bias", false);
        config.put("tie_word_embeddings", false);
        config.put("torch_dtype", "float32");
        Files.writeString(file, GSON.toJson(config));
    }

    static void writeTokenIds(Path file, int startId, int endId, int paddingId) throws IOException {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("bos_token_id", startId);
        config.put("eos_token_id", endId);
        config.put("pad_token_id", paddingId);
        Files.writeString(file, GSON.toJson(config));
    }

    /**
     * The fields of {@code config.json} that are read, under their names in the file. Newer
     * versions of transformers write {@code rope_parameters} instead of {@code rope_theta}.
     */
    private record Qwen3(
            @Nullable String model_type,
            int vocab_size,
            int hidden_size,
            int intermediate_size,
            int num_hidden_layers,
            int num_attention_heads,
            int num_key_value_heads,
            int head_dim,
            int max_position_embeddings,
            @Nullable Double rope_theta,
            @Nullable Rope rope_parameters,
            @Nullable Rope rope_scaling,
            double rms_norm_eps,
            @Nullable String hidden_act,
            boolean attention_bias,
            boolean use_sliding_window,
            boolean tie_word_embeddings) {
        private record Rope(@Nullable String rope_type, @Nullable Double rope_theta) {}

        /** Throws when the file describes what this model cannot be. */
        void requireKind(Architecture a, Path file) throws CheckpointException {
            require(file, "model_type", model_type, "qwen3");
            require(file, "tie_word_embeddings", tie_word_embeddings, false);
            require(file, "num_key_value_heads", num_key_value_heads, a.heads());
            require(file, "head_dim", head_dim, a.headWidth());
            require(file, "rms_norm_eps", rms_norm_eps, Architecture.NORM_EPSILON);
            require(file, "hidden_act", hidden_act == null ? "silu" : hidden_act, "silu");
            require(file, "attention_bias", attention_bias, false);
            require(file, "use_sliding_window", use_sliding_window, false);
            requireRope(rope_scaling, file);
            requireRope(rope_parameters, file);
            if (rope_theta != null) {
                require(file, "rope_theta", rope_theta, Architecture.ROTARY_BASE);
            }
        }

        private static void requireRope(@Nullable Rope rope, Path file) throws CheckpointException {
            if (rope != null && rope.rope_type != null) {
                require(file, "rope_type", rope.rope_type, "default");
            }
            if (rope != null && rope.rope_theta != null) {
                require(file, "rope_theta", rope.rope_theta, Architecture.ROTARY_BASE);
            }
        }

        private static void require(Path file, String field, @Nullable Object value, Object wanted)
                throws CheckpointException {
            if (!wanted.equals(value)) {
                throw new CheckpointException(
                        file,
                        "it describes another kind of model: %s is %s instead of %s"
                                .formatted(field, value, wanted));
            }
        }
    }

    public static Architecture readArchitecture(Path file) throws IOException {
        Qwen3 config = read(file, Qwen3.class);
        try {
            Architecture architecture =
                    new Architecture(
                            config.vocab_size,
                            config.hidden_size,
                            config.intermediate_size,
                            config.num_hidden_layers,
                            config.num_attention_heads,
                            config.max_position_embeddings);
            config.requireKind(architecture, file);
            return architecture;
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(file, String.valueOf(e.getMessage()));
        }
    }

    /** Writes a record as JSON. */
    public static void write(Path file, Record content) throws IOException {
        Files.writeString(file, GSON.toJson(content));
    }

    /**
     * Reads a record from JSON.
     *
     * @throws CheckpointException when the file is missing, too large, or has invalid content
     */
    public static <T> T read(Path file, Class<T> type) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new CheckpointException(file, "there is no such file");
        }
        if (Files.size(file) > MAX_BYTES) {
            throw new CheckpointException(file, "it has more than " + MAX_BYTES + " bytes");
        }
        try {
            T content = GSON.fromJson(Files.readString(file), type);
            if (content == null) {
                throw new CheckpointException(file, "it is empty");
            }
            return content;
        } catch (JsonSyntaxException e) {
            throw new CheckpointException(file, "it is not the JSON it should be");
        } catch (JsonParseException | IllegalArgumentException e) {
            throw new CheckpointException(file, "a value in it is out of range");
        } catch (RuntimeException e) {
            // Gson wraps the exception of a record's compact constructor.
            throw new CheckpointException(file, "a value in it is missing or out of range");
        }
    }
}
