package io.conteur.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares with the output of SentencePiece 0.2.2 for generated corpora of many scripts, as written
 * by {@link DifferentialTest}: the pieces in order, and the ids of other texts.
 */
class GoldenTest {
    private static final long SEED = 1;

    @TempDir Path directory;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void piecesAndIdsAreThoseThatThePackageGave(int number) throws IOException {
        Path folder = directory.resolve("case");
        DifferentialTest.Case one = DifferentialTest.write(folder, SEED, number);
        for (String file : new String[] {DifferentialTest.VOCABULARY, DifferentialTest.IDS}) {
            Files.write(folder.resolve(file), golden("%05d.%s".formatted(number, file)));
        }

        assertEquals("", DifferentialTest.difference(one), one.parameters().toString());
    }

    private static byte[] golden(String name) throws IOException {
        try (InputStream in = GoldenTest.class.getResourceAsStream("golden/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        }
    }
}
