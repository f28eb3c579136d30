package io.conteur.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.tokenizer.TrainingListener.Stage;
import io.conteur.tokenizer.model.TokenizerParameters;
import io.conteur.tokenizer.model.TokenizerTrainingException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerTrainerTest {
    private static final TrainingListener ALWAYS = (stage, fraction) -> true;

    @TempDir Path directory;
    private Path prose;

    @BeforeEach
    void writeCorpus() throws IOException {
        prose = Corpus.prose(directory, 300, 1);
    }

    @Test
    void anyNumberOfThreadsGivesTheSameTokenizer() throws IOException {
        Path large = Corpus.prose(directory, 30_000, 2); // several blocks
        TokenizerParameters parameters = parameters().build();

        String alone = train(parameters, 1, large).vocabulary();

        assertEquals(alone, train(parameters, 2, large).vocabulary());
        assertEquals(alone, train(parameters, 7, large).vocabulary());
    }

    @Test
    void severalFilesAndPackedOnesReadAsOne() throws IOException {
        Path other = Corpus.prose(directory, 200, 3);
        Path whole =
                Files.writeString(
                        directory.resolve("whole.txt"),
                        Files.readString(prose) + Files.readString(other));
        TokenizerTrainer trainer = new TokenizerTrainer(parameters().build(), ALWAYS);

        TrainedTokenizer ofOne = trainer.train(List.of(whole));
        TrainedTokenizer ofTwo = trainer.train(List.of(prose, gzip(other)));

        assertEquals(ofOne.vocabulary(), ofTwo.vocabulary());
        assertEquals(ofOne.bytes(), ofTwo.bytes());
    }

    @Test
    void aGzipFileThatIsCutOffYieldsNoTokenizer() throws IOException {
        byte[] whole = Files.readAllBytes(gzip(prose));

        for (int length : new int[] {2, 9, whole.length / 2}) {
            Path cut = directory.resolve("cut.txt.gz");
            Files.write(cut, Arrays.copyOf(whole, length));
            String message = untrainable(parameters().build(), cut);
            assertTrue(
                    message.startsWith("the corpus file cut.txt.gz begins as gzip does but"),
                    message);
        }
    }

    @Test
    void reservedPiecesHaveTheIdsAskedFor() throws IOException {
        TokenizerParameters parameters =
                parameters().specialIds(3, 0, -1, 7).controlSymbols(List.of("<c>")).build();

        List<String> lines = train(parameters, 1, prose).vocabulary().lines().toList();

        assertEquals("<unk>\t0", lines.get(0));
        assertEquals("<c>\t0", lines.get(1));
        assertEquals("<sep>\t0", lines.get(2));
        assertEquals("<pad>\t0", lines.get(3));
        assertEquals("<newline>\t0", lines.get(4));
        assertTrue(lines.get(5).endsWith("\t-0"), lines.get(5));
        assertEquals("</s>\t0", lines.get(7));
    }

    @Test
    void aSampleHasAsManyLinesAsAskedForAndTheSameEveryTime() throws IOException {
        TokenizerParameters shuffled = parameters().sample(100, true).build();
        TokenizerParameters first = parameters().sample(100, false).build();
        Path head =
                Files.write(
                        directory.resolve("head.txt"), Files.readAllLines(prose).subList(0, 100));

        TrainedTokenizer sample = train(shuffled, 2, prose);

        assertEquals(100, sample.lines());
        assertEquals(sample.vocabulary(), train(shuffled, 1, prose).vocabulary());
        TrainedTokenizer beginning = train(first, 1, prose);
        assertEquals(train(parameters().build(), 1, head).vocabulary(), beginning.vocabulary());
        assertEquals(Files.size(head), beginning.bytes());
        assertTrue(!sample.vocabulary().equals(beginning.vocabulary()));
        assertEquals(
                train(parameters().build(), 1, prose).vocabulary(),
                train(parameters().sample(1_000_000, true).build(), 1, prose).vocabulary());
    }

    @Test
    void noLineIsSkippedUnlessALimitSaysSo() throws IOException {
        Path long1 =
                Files.writeString(
                        directory.resolve("long.txt"), "fox moon ".repeat(1000) + "\nfox\n\n");
        TokenizerParameters limited =
                parameters().vocabularySize(12).maxSentenceLength(4192).build();

        TrainedTokenizer all = train(parameters().vocabularySize(20).build(), 1, long1);
        TrainedTokenizer some = train(limited, 1, long1);

        assertEquals(0, all.skippedLines());
        assertEquals(2, all.lines());
        assertEquals(1, some.lines());
        assertEquals(1, some.skippedLines());
        assertEquals(9000, some.skippedBytes());
    }

    @Test
    void aWordOfAMillionCharactersIsMergedLikeShortOnes() throws IOException {
        Path word =
                Files.writeString(
                        directory.resolve("word.txt"), "foxmoonwaldmond".repeat(1_000_000 / 15));
        TokenizerParameters parameters =
                parameters().vocabularySize(30).hardVocabularyLimit(false).build();

        TrainedTokenizer trained = train(parameters, 1, word);

        assertEquals(1, trained.lines());
        assertTrue(trained.vocabulary().contains("\nfoxmoonwaldmond\t"), trained.vocabulary());
        assertEquals(15, trained.bytesPerToken(), 0.01);
    }

    @Test
    void tooLargeAVocabularyNamesTheLargest() throws IOException {
        TokenizerParameters parameters = parameters().vocabularySize(5000).build();

        String message = untrainable(parameters, prose);
        int largest = Integer.parseInt(message.replaceAll(".*at most (\\d+) .*", "$1"));

        TokenizerParameters soft =
                parameters().vocabularySize(5000).hardVocabularyLimit(false).build();
        assertEquals(largest, train(soft, 1, prose).vocabularySize());
        assertEquals(
                largest,
                train(parameters().vocabularySize(largest).build(), 1, prose).vocabularySize());
    }

    @Test
    void tooSmallAVocabularyNamesTheSmallest() throws IOException {
        String message = untrainable(parameters().vocabularySize(20).build(), prose);
        int smallest = Integer.parseInt(message.replaceAll(".*at least (\\d+) .*", "$1"));

        assertEquals(
                smallest,
                train(parameters().vocabularySize(smallest).build(), 1, prose).vocabularySize());
    }

    @Test
    void emptyCorpusAndMissingFileAreErrorsOfTheirOwn() throws IOException {
        Path empty = Files.writeString(directory.resolve("empty.txt"), "\n \n\t\n");
        Path missing = directory.resolve("missing.txt");
        TokenizerTrainer trainer = new TokenizerTrainer(parameters().build(), ALWAYS);

        assertTrue(untrainable(parameters().build(), empty).contains("empty"));
        IOException error = assertThrows(IOException.class, () -> trainer.train(List.of(missing)));
        assertTrue(error.getMessage().contains("missing.txt"), error.getMessage());
    }

    @Test
    void parametersThatCannotBeAreRefused() {
        refused("given twice", parameters().symbols(List.of("<sep>", "<sep>")));
        refused("given twice", parameters().controlSymbols(List.of("<sep>")));
        refused("below the vocabulary size 200", parameters().specialIds(200, 1, 2, 3));
        refused("the id 1", parameters().specialIds(1, 1, 2, 3));
        refused("unknown piece", parameters().specialIds(0, -1, 2, 3));
        refused("character coverage", parameters().characterCoverage(0));
        refused(
                "<0x41> is the piece of a byte",
                parameters().byteFallback(true).symbols(List.of("<0x41>")));
    }

    @Test
    void whatLooksLikeAByteIsASymbolWithoutByteFallback() throws IOException {
        TokenizerParameters parameters = parameters().symbols(List.of("<0x41>")).build();

        assertTrue(train(parameters, 1, prose).vocabulary().contains("<0x41>\t0\n"));
    }

    @Test
    void listenerHearsEveryStageInOrder() throws IOException {
        List<Stage> stages = new ArrayList<>();
        List<Double> merging = new ArrayList<>();
        TrainingListener listener =
                (stage, fraction) -> {
                    if (stages.isEmpty() || stages.get(stages.size() - 1) != stage) {
                        stages.add(stage);
                    }
                    if (stage == Stage.MERGING) {
                        merging.add(fraction);
                    }
                    return true;
                };

        new TokenizerTrainer(parameters().build(), listener, 2).train(List.of(prose));

        assertEquals(List.of(Stage.READING, Stage.COUNTING, Stage.MERGING), stages);
        assertEquals(merging.stream().sorted().toList(), merging);
        assertEquals(1.0, merging.get(merging.size() - 1));
    }

    @Test
    void listenerCanCancelAnyStage() {
        for (Stage unwanted : Stage.values()) {
            TokenizerTrainer trainer =
                    new TokenizerTrainer(
                            parameters().build(), (stage, fraction) -> stage != unwanted, 2);

            assertThrows(CancellationException.class, () -> trainer.train(List.of(prose)));
        }
    }

    private static Options parameters() {
        return new Options().vocabularySize(200);
    }

    private static TrainedTokenizer train(TokenizerParameters parameters, int threads, Path corpus)
            throws IOException {
        return new TokenizerTrainer(parameters, ALWAYS, threads).train(List.of(corpus));
    }

    private static String untrainable(TokenizerParameters parameters, Path corpus) {
        return assertThrows(TokenizerTrainingException.class, () -> train(parameters, 1, corpus))
                .getMessage();
    }

    private static void refused(String reason, Options parameters) {
        String message =
                assertThrows(TokenizerTrainingException.class, parameters::build).getMessage();
        assertTrue(message.contains(reason), message);
    }

    private Path gzip(Path file) throws IOException {
        Path packed = directory.resolve("packed.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
            Files.copy(file, out);
        }
        return packed;
    }
}
