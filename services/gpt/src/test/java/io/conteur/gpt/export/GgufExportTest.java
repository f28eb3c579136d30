package io.conteur.gpt.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.gpt.Micro;
import io.conteur.gpt.checkpoint.CheckpointException;
import io.conteur.gpt.checkpoint.CheckpointFolder;
import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.model.WeightLayout;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GgufExportTest {
    private static final Architecture ARCHITECTURE = new Architecture(40, 64, 96, 2, 2, 64);
    private static final int VOCABULARY = 40 + 256;

    @TempDir private static Path folder;

    @BeforeAll
    static void train() throws IOException {
        Micro.saveTrained(ARCHITECTURE, folder);
    }

    @Test
    void theHeadDescribesTheModelAndItsTokens() throws IOException {
        GgufReader file = export(GgufType.F32);

        assertEquals("qwen3", file.pairs.get("general.architecture"));
        assertEquals(2, file.pairs.get("qwen3.block_count"));
        assertEquals(64, file.pairs.get("qwen3.embedding_length"));
        assertEquals(96, file.pairs.get("qwen3.feed_forward_length"));
        assertEquals(64, file.pairs.get("qwen3.context_length"));
        assertEquals(2, file.pairs.get("qwen3.attention.head_count_kv"));
        assertEquals(32, file.pairs.get("qwen3.attention.key_length"));
        assertEquals(1e4f, file.pairs.get("qwen3.rope.freq_base"));
        assertEquals(1e-6f, file.pairs.get("qwen3.attention.layer_norm_rms_epsilon"));
        List<?> tokens = (List<?>) file.pairs.get("tokenizer.ggml.tokens");
        assertEquals(VOCABULARY, tokens.size());
        assertEquals("piece 7", tokens.get(7));
        assertEquals("<0x0A>", tokens.get(40 + 10));
        assertEquals(-7f, ((List<?>) file.pairs.get("tokenizer.ggml.scores")).get(7));
        assertEquals(6, ((List<?>) file.pairs.get("tokenizer.ggml.token_type")).get(40));
        assertEquals(3, file.pairs.get("tokenizer.ggml.eos_token_id"));
    }

    @Test
    void innerDimensionsComeFirst() throws IOException {
        GgufReader file = export(GgufType.F32);

        assertEquals(List.of(64L, 96L), file.tensors.get("blk.1.ffn_gate.weight").dimensions());
        assertEquals(List.of(96L, 64L), file.tensors.get("blk.0.ffn_down.weight").dimensions());
        assertEquals(List.of(32L), file.tensors.get("blk.0.attn_q_norm.weight").dimensions());
        assertEquals(
                List.of(64L, (long) VOCABULARY), file.tensors.get("output.weight").dimensions());
    }

    @ParameterizedTest
    @EnumSource
    void theWeightsAreThoseOfTheCheckpoint(GgufType type) throws IOException {
        List<float[]> weights = CheckpointFolder.arrays(folder, ARCHITECTURE);
        List<WeightLayout.Slot> layout = WeightLayout.layout(ARCHITECTURE);
        List<GgufReader.Tensor> tensors = new ArrayList<>(export(type).tensors.values());

        assertEquals(layout.size(), tensors.size());
        for (int i = 0; i < weights.size(); i++) {
            boolean norm = layout.get(i).role() == WeightLayout.Role.NORM;
            assertEquals(norm ? 0 : type.tensorNumber, tensors.get(i).type());
            float[] exact = weights.get(i);
            float[] written = Arrays.copyOf(tensors.get(i).numbers(), exact.length);
            if (norm || type == GgufType.F32) {
                assertArrayEquals(exact, written);
            } else {
                requireNear(exact, written, type);
            }
        }
    }

    /** f16 has eleven bits of precision; q8_0 rounds to half a 127th of the largest of 32. */
    private static void requireNear(float[] exact, float[] written, GgufType type) {
        for (int block = 0; block < exact.length; block += 32) {
            float largest = 0;
            for (int i = block; i < block + 32; i++) {
                largest = Math.max(largest, Math.abs(exact[i]));
            }
            for (int i = block; i < block + 32; i++) {
                double bound =
                        type == GgufType.F16
                                ? Math.max(Math.abs(exact[i]) / 2048, 0x1p-25)
                                : largest / 127 / 2 + largest / 2048;
                assertTrue(Math.abs(exact[i] - written[i]) <= bound, exact[i] + " " + written[i]);
            }
        }
    }

    @Test
    void bytesAreReadAsUnknownAndAsUnlikelyAsPadding() throws IOException {
        GgufReader file = export(GgufType.F32);

        float[] embedding = file.tensors.get("token_embd.weight").numbers();
        float[] head = file.tensors.get("output.weight").numbers();

        for (int id = 40; id < VOCABULARY; id++) {
            assertArrayEquals(row(embedding, 1), row(embedding, id));
            assertArrayEquals(row(head, 0), row(head, id));
        }
    }

    @Test
    void aVocabularyWithBytesGetsNoOthers() {
        List<GgufVocabulary.Token> tokens = new ArrayList<>(vocabulary(40).tokens());
        tokens.set(39, new GgufVocabulary.Token("<0x00>", 0, 6));

        assertEquals(
                40, new GgufVocabulary(tokens, vocabulary(40).specialIds()).withBytes().size());
    }

    @Test
    void aMatrixWhoseRowsAreNoWholeBlocksIsF16() throws IOException {
        Path odd = folder.resolve("odd").toAbsolutePath();
        Files.createDirectory(odd);
        Micro.saveTrained(new Architecture(40, 64, 40, 1, 2, 64), odd);

        GgufReader file = export(odd, GgufType.Q8_0);

        assertEquals(8, file.tensors.get("blk.0.ffn_up.weight").type());
        assertEquals(1, file.tensors.get("blk.0.ffn_down.weight").type());
    }

    @Test
    void aTokenizerOfAnotherModelIsRefused() {
        CheckpointException refusal =
                assertThrows(
                        CheckpointException.class,
                        () ->
                                GgufExport.write(
                                        folder,
                                        vocabulary(39),
                                        GgufType.F16,
                                        new ByteArrayOutputStream()));

        assertTrue(refusal.getMessage().contains("39 pieces"), refusal.getMessage());
    }

    private static GgufReader export(GgufType type) throws IOException {
        return export(folder, type);
    }

    private static GgufReader export(Path checkpoint, GgufType type) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        GgufExport.write(checkpoint, vocabulary(40), type, file);
        return new GgufReader(file.toByteArray());
    }

    private static GgufVocabulary vocabulary(int size) {
        List<GgufVocabulary.Token> tokens = new ArrayList<>();
        for (int id = 0; id < size; id++) {
            tokens.add(new GgufVocabulary.Token("piece " + id, -id, 1));
        }
        return new GgufVocabulary(tokens, new GgufVocabulary.SpecialIds(2, 3, 1, 0));
    }

    private static float[] row(float[] matrix, int id) {
        return Arrays.copyOfRange(matrix, id * 64, (id + 1) * 64);
    }
}
