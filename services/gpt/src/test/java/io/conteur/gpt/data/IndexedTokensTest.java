package io.conteur.gpt.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IndexedTokensTest {
    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(ints = {65_499, 65_500, 1_000_000})
    void whatIsWrittenIsReadInAnyOrderAndInParts(int vocabulary) throws IOException {
        Random random = new Random(vocabulary);
        int[][] sequences = new int[3000][];
        Arrays.setAll(sequences, i -> random.ints(random.nextInt(40), 0, vocabulary).toArray());
        write(vocabulary, sequences);

        try (IndexedTokens tokens = IndexedTokens.open(bin(), idx())) {
            assertEquals(sequences.length, tokens.sequences());
            assertArrayEquals(
                    Arrays.stream(sequences).mapToInt(each -> each.length).toArray(),
                    IndexedTokens.lengths(idx()));
            for (int i = 0; i < 1000; i++) {
                int sequence = random.nextInt(sequences.length);
                int length = sequences[sequence].length;
                int from = random.nextInt(length + 1);
                int to = from + random.nextInt(length - from + 1);

                assertArrayEquals(
                        Arrays.copyOfRange(sequences[sequence], from, to),
                        tokens.read(sequence, from, to));
            }
        }
    }

    /** The bytes that Megatron's own writer gives for these documents. */
    @Test
    void theFilesAreMegatrons() throws IOException {
        write(1000, new int[][] {{1, 2, 3}, {4}});

        assertEquals("01000200030004 00".replace(" ", ""), hex(bin()));
        assertEquals(
                ("4d4d49444944580000" // MMIDIDX
                        + "0100000000000000" // version
                        + "08" // uint16
                        + "0200000000000000" // sequences
                        + "0200000000000000" // documents and one more
                        + "0300000001000000" // lengths
                        + "00000000000000000600000000000000" // pointers
                        + "00000000000000000200000000000000"), // documents
                hex(idx()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 9, 17, 20, 40})
    void aDamagedIndexIsRefused(int position) throws IOException {
        write(1000, new int[][] {{1, 2, 3}, {4}});
        byte[] bytes = Files.readAllBytes(idx());
        bytes[position] ^= 0x55;
        Files.write(idx(), position < 40 ? bytes : Arrays.copyOf(bytes, position));

        assertThrows(IOException.class, () -> IndexedTokens.open(bin(), idx()));
    }

    private void write(int vocabulary, int[][] sequences) throws IOException {
        try (IndexedTokensWriter writer = new IndexedTokensWriter(bin(), idx(), vocabulary, 2)) {
            for (int[] sequence : sequences) {
                writer.add(sequence);
            }
        }
    }

    private Path bin() {
        return folder.resolve("tokens.bin");
    }

    private Path idx() {
        return folder.resolve("tokens.idx");
    }

    private static String hex(Path file) throws IOException {
        return HexFormat.of().formatHex(Files.readAllBytes(file));
    }
}
