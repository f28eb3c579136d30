package io.conteur.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.tokenizer.model.TokenizerParameters;
import io.conteur.tokenizer.model.TokenizerTrainingException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordCountFileTest {
    private static final int MAX_LINE = 3000;

    @TempDir Path folder;

    /** Prose of many scripts, and lines of invalid bytes, odd spaces and symbols. */
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 64})
    void partsThatAreCountedApartGiveTheSamePieces(int parts) throws IOException {
        for (int seed = 0; seed < 3; seed++) {
            byte[] text = text(new Random(seed));
            TokenizerParameters parameters = parameters(seed);
            List<Path> counts = new ArrayList<>();
            for (Path part : split(text, parts)) {
                Path file = part.resolveSibling(part.getFileName() + ".tsv");
                WordCountFile.count(List.of(part), MAX_LINE, fraction -> true).write(file);
                counts.add(file);
            }

            TokenizerTrainer trainer = new TokenizerTrainer(parameters, (stage, done) -> true);
            TrainedTokenizer expected =
                    trainer.train(List.of(Files.write(folder.resolve("whole"), text)));

            assertEquals(expected.vocabulary(), trainer.trainOnCounts(counts).vocabulary());
        }
    }

    @Test
    void wordsAreSortedByHowOftenTheyOccur() throws IOException {
        Path text = Files.writeString(folder.resolve("t"), "the owl and the\tfox\n\n owl the\n");
        Path counts = folder.resolve("counts");

        WordCountFile counted = WordCountFile.count(List.of(text), MAX_LINE, fraction -> true);
        counted.write(counts);

        assertEquals("the\t3\nowl\t2\nand\t1\nfox\t1\n", Files.readString(counts));
        assertEquals(4, counted.words());
        assertEquals(2, counted.lines());
    }

    @Test
    void countsOfTextsWithSpacesAreTakenAsSentencePieceTakesThem() throws IOException {
        TokenizerTrainer trainer = new TokenizerTrainer(parameters(0), (stage, fraction) -> true);
        Path counts = Files.writeString(folder.resolve("c"), "the owl\t2\nthe fox\t1\n");
        Path text = Files.writeString(folder.resolve("t"), "the owl\nthe owl\nthe fox\n");

        TrainedTokenizer trained = trainer.trainOnCounts(List.of(counts));
        TrainedTokenizer expected = trainer.train(List.of(text));

        assertEquals(expected.vocabulary(), trained.vocabulary());
        assertEquals(expected.lines(), trained.lines());
        assertEquals(expected.bytesPerToken(), trained.bytesPerToken());
    }

    @ParameterizedTest
    @ValueSource(strings = {"owl", "owl\t0", "owl\t-1", "owl\tmany", "owl\t1\t2", "\t\t"})
    void aLineThatIsNoCountIsRefused(String line) throws IOException {
        Path counts = Files.writeString(folder.resolve("c"), "the\t3\n" + line + "\n");
        TokenizerTrainer trainer = new TokenizerTrainer(parameters(0), (stage, fraction) -> true);

        TokenizerTrainingException refusal =
                assertThrows(
                        TokenizerTrainingException.class,
                        () -> trainer.trainOnCounts(List.of(counts)));

        assertTrue(String.valueOf(refusal.getMessage()).contains("a tab and a number"));
    }

    @Test
    void countingCanBeCancelled() throws IOException {
        Path text = Files.writeString(folder.resolve("t"), "the owl\n");

        assertThrows(
                CancellationException.class,
                () -> WordCountFile.count(List.of(text), MAX_LINE, fraction -> false));
    }

    private static TokenizerParameters parameters(int seed) {
        return new Options()
                .vocabularySize(600)
                .hardVocabularyLimit(false)
                .maxSentenceLength(MAX_LINE)
                .byteFallback(seed == 1)
                .build();
    }

    private static byte[] text(Random random) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        text.writeBytes(new RandomCorpus(random).bytes(300));
        text.writeBytes(new HardText(random).lines(60, 4000));
        text.writeBytes("a<sep>b <newline> <sep>\u00a8 x\u00a8 \u3000y\n".getBytes(UTF_8));
        return text.toByteArray();
    }

    /** Every n-th line to each part, some of them gzip. */
    private List<Path> split(byte[] text, int parts) throws IOException {
        List<ByteArrayOutputStream> bytes = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            bytes.add(new ByteArrayOutputStream());
        }
        int line = 0;
        for (byte each : text) {
            bytes.get(line % parts).write(each);
            line += each == '\n' ? 1 : 0;
        }
        List<Path> files = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            Path file = folder.resolve("part-" + part);
            try (OutputStream out = Files.newOutputStream(file);
                    OutputStream packed = part % 2 == 0 ? out : new GZIPOutputStream(out)) {
                packed.write(bytes.get(part).toByteArray());
            }
            files.add(file);
        }
        return files;
    }
}
