package io.conteur.tokenizertrainer.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.events.training.TokenizerSettings;
import io.conteur.events.training.TokenizerSettingsBuilder;
import io.conteur.workersupport.HandOverException;
import io.conteur.workersupport.JobEndedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SentencePieceAlgorithmTest {
    private static final TokenizerAlgorithm.Listener SILENT = (stage, fraction) -> {};

    @TempDir Path folder;

    private final SentencePieceAlgorithm algorithm = new SentencePieceAlgorithm();

    @Test
    void everySettingHasADefault() throws ReflectiveOperationException {
        TokenizerSettings complete = algorithm.complete(null);

        for (var component : TokenizerSettings.class.getRecordComponents()) {
            boolean all = component.getName().equals("inputSentenceSize"); // absent means all lines
            assertTrue(
                    all || component.getAccessor().invoke(complete) != null, component.getName());
        }
        assertEquals(2500, complete.vocabularySize());
        assertEquals(List.of("<sep>", "<newline>"), complete.symbols());
        assertEquals(Integer.MAX_VALUE, complete.maxSentenceLength());
    }

    @Test
    void whatIsAskedForWins() {
        TokenizerSettings asked =
                TokenizerSettingsBuilder.builder()
                        .vocabularySize(77)
                        .symbols(List.of())
                        .characterCoverage(0.99)
                        .maxSentenceLength(5)
                        .maxPieceLength(4)
                        .splitByUnicodeScript(false)
                        .splitByNumber(false)
                        .splitDigits(true)
                        .byteFallback(true)
                        .hardVocabularyLimit(false)
                        .inputSentenceSize(9)
                        .build();

        assertEquals(asked, algorithm.complete(asked));
    }

    @Test
    void theSameTextsGiveTheSameBytes() throws IOException {
        Path text = text("doors.txt");
        Path first = Files.createDirectory(folder.resolve("first"));
        Path second = Files.createDirectory(folder.resolve("second"));

        TrainingReport report =
                algorithm.train(texts(List.of(text)), vocabulary(100), first, SILENT);
        algorithm.train(texts(List.of(text)), vocabulary(100), second, SILENT);

        assertEquals(100, report.vocabularySize());
        assertTrue(report.bytesPerToken() > 1);
        for (String file : List.of("tokenizer.model", "tokenizer.vocab", "tokenizer_config.json")) {
            assertArrayEquals(
                    Files.readAllBytes(first.resolve(file)),
                    Files.readAllBytes(second.resolve(file)),
                    file);
        }
    }

    @Test
    void aPartOfTheTextSuffices() throws IOException {
        TokenizerSettings few =
                TokenizerSettingsBuilder.builder()
                        .vocabularySize(1000)
                        .hardVocabularyLimit(false)
                        .inputSentenceSize(3)
                        .build();
        Path text = text("doors.txt");

        TrainingReport ofFew =
                algorithm.train(texts(List.of(text)), algorithm.complete(few), folder, SILENT);
        TrainingReport ofAll =
                algorithm.train(
                        texts(List.of(text)),
                        algorithm.complete(
                                TokenizerSettingsBuilder.builder()
                                        .vocabularySize(1000)
                                        .hardVocabularyLimit(false)
                                        .build()),
                        folder,
                        SILENT);

        assertTrue(ofFew.vocabularySize() < ofAll.vocabularySize());
    }

    @Test
    void progressRises() throws IOException {
        List<Double> fractions = new ArrayList<>();
        List<String> stages = new ArrayList<>();

        algorithm.train(
                texts(List.of(text("doors.txt"))),
                vocabulary(100),
                Files.createDirectory(folder.resolve("out")),
                (stage, fraction) -> {
                    stages.add(stage);
                    fractions.add(fraction);
                });

        assertEquals(fractions.stream().sorted().toList(), fractions);
        assertEquals("counting words", stages.get(0));
    }

    @Test
    void aVocabularyThatDoesNotFitTheCorpusIsRejected() throws IOException {
        List<Path> texts = List.of(text("doors.txt"));

        for (int size : new int[] {16, 500_000}) {
            JobEndedException rejection =
                    assertThrows(
                            JobEndedException.class,
                            () -> algorithm.train(texts(texts), vocabulary(size), folder, SILENT));
            assertTrue(
                    String.valueOf(rejection.getMessage()).contains("vocabulary size"),
                    rejection.getMessage());
        }
    }

    @Test
    void anEmptyCorpusIsRejected() throws IOException {
        List<Path> texts = Arrays.asList(Files.writeString(folder.resolve("empty.txt"), "\n \n\n"));

        assertThrows(
                JobEndedException.class,
                () -> algorithm.train(texts(texts), vocabulary(100), folder, SILENT));
    }

    @Test
    void aStopInTheMiddleGetsThrough() throws IOException {
        List<Path> texts = List.of(text("doors.txt"));

        assertThrows(
                HandOverException.class,
                () ->
                        algorithm.train(
                                texts(texts),
                                vocabulary(100),
                                folder,
                                (stage, fraction) -> {
                                    throw new HandOverException();
                                }));
    }

    private TokenizerSettings vocabulary(int size) {
        return algorithm.complete(TokenizerSettings.ofVocabularySize(size));
    }

    private Path text(String name) throws IOException {
        return Files.write(
                folder.resolve(name),
                IntStream.range(0, 200)
                        .mapToObj(i -> "Door " + Integer.toString(i * 7919, 36) + " opened slowly.")
                        .toList());
    }

    private static TokenizerAlgorithm.Input texts(List<Path> files) {
        return TokenizerAlgorithm.Input.texts(files);
    }
}
