package io.conteur.gpt.export;

import ai.djl.ndarray.types.Shape;
import io.conteur.gpt.checkpoint.CheckpointException;
import io.conteur.gpt.checkpoint.CheckpointFolder;
import io.conteur.gpt.checkpoint.Safetensors;
import io.conteur.gpt.model.Architecture;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes a checkpoint as a GGUF file of the architecture {@code qwen3}, which llama.cpp loads. */
public final class GgufExport {
    private static final String ARCHITECTURE = "qwen3";
    private static final String EMBEDDING = "token_embd.weight";
    private static final String HEAD = "output.weight";
    private static final Pattern LAYER = Pattern.compile("model\\.layers\\.(\\d+)\\.(.*)\\.weight");

    private static final Map<String, String> NAMES =
            Map.of(
                    "model.embed_tokens.weight", EMBEDDING,
                    "model.norm.weight", "output_norm.weight",
                    "lm_head.weight", HEAD);

    private static final Map<String, String> NAMES_IN_LAYER =
            Map.ofEntries(
                    Map.entry("input_layernorm", "attn_norm"),
                    Map.entry("self_attn.q_proj", "attn_q"),
                    Map.entry("self_attn.k_proj", "attn_k"),
                    Map.entry("self_attn.v_proj", "attn_v"),
                    Map.entry("self_attn.o_proj", "attn_output"),
                    Map.entry("self_attn.q_norm", "attn_q_norm"),
                    Map.entry("self_attn.k_norm", "attn_k_norm"),
                    Map.entry("post_attention_layernorm", "ffn_norm"),
                    Map.entry("mlp.gate_proj", "ffn_gate"),
                    Map.entry("mlp.up_proj", "ffn_up"),
                    Map.entry("mlp.down_proj", "ffn_down"));

    private final Architecture architecture;
    private final GgufVocabulary vocabulary;
    private final List<GgufVocabulary.Token> tokens;
    private final GgufType type;

    private GgufExport(Architecture architecture, GgufVocabulary vocabulary, GgufType type) {
        this.architecture = architecture;
        this.vocabulary = vocabulary;
        this.tokens = vocabulary.withBytes();
        this.type = type;
    }

    /**
     * Writes the file.
     *
     * @param type of the matrices; norms stay fp32, and matrices that cannot be {@code Q8_0} are
     *     {@code F16}
     * @throws CheckpointException when the folder holds no model, or one of another vocabulary
     */
    public static void write(
            Path checkpoint, GgufVocabulary vocabulary, GgufType type, OutputStream out)
            throws IOException {
        Architecture architecture = CheckpointFolder.architecture(checkpoint);
        if (architecture.vocabulary() != vocabulary.tokens().size()) {
            throw new CheckpointException(
                    checkpoint,
                    "its tokenizer has %d pieces, its model %d"
                            .formatted(vocabulary.tokens().size(), architecture.vocabulary()));
        }
        new GgufExport(architecture, vocabulary, type).write(checkpoint, out);
    }

    private void write(Path checkpoint, OutputStream out) throws IOException {
        out.write(head());
        CheckpointFolder.forEachWeight(
                checkpoint,
                architecture,
                (tensor, numbers) -> {
                    float[] all = withByteRows(name(tensor), numbers);
                    write(all, type(shape(tensor)), out);
                });
    }

    private byte[] head() {
        GgufWriter head = new GgufWriter();
        head.put("general.architecture", ARCHITECTURE)
                .put("general.file_type", type.fileNumber)
                .put("general.quantization_version", 2)
                .put("general.alignment", GgufWriter.ALIGNMENT);
        putShape(head);
        putTokenizer(head);
        for (Safetensors.Entry tensor : CheckpointFolder.entries(architecture, "")) {
            head.tensor(name(tensor), shape(tensor), type(shape(tensor)));
        }
        return head.head();
    }

    private void putShape(GgufWriter head) {
        String prefix = ARCHITECTURE + ".";
        head.put(prefix + "vocab_size", tokens.size())
                .put(prefix + "block_count", architecture.layers())
                .put(prefix + "context_length", architecture.context())
                .put(prefix + "embedding_length", architecture.width())
                .put(prefix + "feed_forward_length", architecture.hidden())
                .put(prefix + "attention.head_count", architecture.heads())
                .put(prefix + "attention.head_count_kv", architecture.heads())
                .put(prefix + "attention.key_length", architecture.headWidth())
                .put(prefix + "attention.value_length", architecture.headWidth())
                .put(prefix + "attention.layer_norm_rms_epsilon", (float) Architecture.NORM_EPSILON)
                .put(prefix + "rope.freq_base", (float) Architecture.ROTARY_BASE);
    }

    private void putTokenizer(GgufWriter head) {
        String prefix = "tokenizer.ggml.";
        head.put(prefix + "model", "llama")
                .put(prefix + "pre", "default")
                .putStrings(prefix + "tokens", tokens.stream().map(t -> t.text()).toList())
                .putFloats(prefix + "scores", tokens.stream().map(t -> t.score()).toList())
                .putInts(prefix + "token_type", tokens.stream().map(t -> t.type()).toList())
                .put(prefix + "bos_token_id", vocabulary.specialIds().start())
                .put(prefix + "eos_token_id", vocabulary.specialIds().end())
                .put(prefix + "unknown_token_id", vocabulary.specialIds().unknown())
                .put(prefix + "padding_token_id", vocabulary.specialIds().padding())
                .put(prefix + "add_bos_token", true)
                .put(prefix + "add_space_prefix", true);
    }

    private static String name(Safetensors.Entry tensor) {
        Matcher layer = LAYER.matcher(tensor.name());
        return layer.matches()
                ? "blk.%s.%s.weight".formatted(layer.group(1), NAMES_IN_LAYER.get(layer.group(2)))
                : NAMES.getOrDefault(tensor.name(), tensor.name());
    }

    private Shape shape(Safetensors.Entry tensor) {
        return hasTokenRows(name(tensor))
                ? new Shape(tokens.size(), architecture.width())
                : tensor.shape();
    }

    private static boolean hasTokenRows(String name) {
        return name.equals(EMBEDDING) || name.equals(HEAD);
    }

    /**
     * Bytes are read as the unknown token is. They are as unlikely to be written as padding, which
     * no story holds.
     */
    private float[] withByteRows(String name, float[] numbers) {
        if (!hasTokenRows(name)) {
            return numbers;
        }
        int width = architecture.width();
        GgufVocabulary.SpecialIds ids = vocabulary.specialIds();
        int like = name.equals(EMBEDDING) ? ids.unknown() : ids.padding();
        float[] all = Arrays.copyOf(numbers, tokens.size() * width);
        for (int at = numbers.length; at < all.length; at += width) {
            System.arraycopy(numbers, like * width, all, at, width);
        }
        return all;
    }

    private GgufType type(Shape shape) {
        if (shape.dimension() == 1) {
            return GgufType.F32;
        }
        return shape.get(1) % type.blockNumbers == 0 ? type : GgufType.F16;
    }

    private static void write(float[] numbers, GgufType type, OutputStream out) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(type.blockBytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int from = 0; from < numbers.length; from += type.blockNumbers) {
            type.write(numbers, from, block.clear());
            out.write(block.array());
        }
        out.write(new byte[GgufWriter.padding(type.bytes(numbers.length))]);
    }
}
