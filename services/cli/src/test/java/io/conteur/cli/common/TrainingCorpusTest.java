package io.conteur.cli.common;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingCorpusTest {
    @TempDir private Path folder;

    @Test
    void theBundledCorpusHasHundredsOfDifferentStoriesWithPrompts() throws IOException {
        TrainingCorpus corpus = TrainingCorpus.bundled();

        List<String> prompts = TrainingCorpus.lines(corpus.prompts(), "prompts");
        List<String> stories = TrainingCorpus.lines(corpus.stories(), "stories");
        assertTrue(stories.size() >= 300);
        assertEquals(stories.size(), prompts.size());
        assertEquals(stories.size(), new HashSet<>(stories).size());
        stories.forEach(story -> assertTrue(story.split(" ").length >= 60, story));
    }

    @Test
    void theSameCorpusIsStoredOnce() throws IOException {
        ArtifactStore store = ArtifactStore.at(folder.resolve("artifacts"));
        TrainingCorpus corpus = read("one\ntwo\n", "first\nsecond\n");

        Artifact artifact = corpus.publish(store, "tales");

        assertEquals(artifact, corpus.publish(store, "tales"));
        assertTrue(artifact.key().startsWith("corpora/tales-"));
    }

    @Test
    void theLongestNameOfAModelFitsIntoAKey() throws IOException {
        ArtifactStore store = ArtifactStore.at(folder.resolve("artifacts"));
        TrainingCorpus corpus = read("one\ntwo\n", "first\nsecond\n");

        for (int length = 86; length <= 100; length++) {
            assertTrue(corpus.publish(store, "m".repeat(length)).key().startsWith("corpora/mmm"));
        }
    }

    @Test
    void filesOfDifferentLengthAreRefusedWithBothCounts() {
        String refusal = refusal("one\ntwo\nthree\n", "first\nsecond\n");

        assertTrue(refusal.contains("has 3 lines") && refusal.contains("has 2;"), refusal);
    }

    @Test
    void anEmptyLineIsRefusedByItsNumber() {
        assertTrue(refusal("one\n \nthree\n", "a\nb\nc\n").contains("line 2 of"));
    }

    @Test
    void whatIsNotUtf8IsRefused() throws IOException {
        Path prompts = Files.write(folder.resolve("p"), new byte[] {(byte) 0xff, '\n'});
        Path stories = Files.writeString(folder.resolve("s"), "a\n");

        CommandFailedException refusal =
                assertThrows(
                        CommandFailedException.class,
                        () -> TrainingCorpus.read(prompts, stories, null));

        assertTrue(String.valueOf(refusal.getMessage()).contains("is not UTF-8 text"));
    }

    @Test
    void anEmptyListOfValidationLinesMeansNoneAndIsWorthAWord() throws IOException {
        PrintStream err = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try {
            System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));

            TrainingCorpus corpus = readHoldingOut("");

            assertArrayEquals(new byte[0], corpus.validationLines());
        } finally {
            System.setErr(err);
        }
        assertTrue(said.toString(StandardCharsets.UTF_8).contains("no pair is held out"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0\n2\n", "0\n-1\n", "0\none\n", "0\n\n", "0\n99999999999\n"})
    void whatIsNoLineNumberOfTheCorpusIsRefused(String lines) {
        CommandFailedException refusal =
                assertThrows(CommandFailedException.class, () -> readHoldingOut(lines));

        String message = String.valueOf(refusal.getMessage());
        assertTrue(message.contains("must be a line number from 0 to 1"), message);
        assertTrue(message.startsWith("line 2 of "), message);
    }

    private TrainingCorpus readHoldingOut(String lines) throws IOException {
        return TrainingCorpus.read(
                Files.writeString(folder.resolve("prompts.txt"), "a\nb\n"),
                Files.writeString(folder.resolve("stories.txt"), "c\nd\n"),
                Files.writeString(folder.resolve("lines.txt"), lines));
    }

    private String refusal(String prompts, String stories) {
        return String.valueOf(
                assertThrows(CommandFailedException.class, () -> read(prompts, stories))
                        .getMessage());
    }

    private TrainingCorpus read(String prompts, String stories) throws IOException {
        Path promptFile = folder.resolve("prompts.txt");
        Path storyFile = folder.resolve("stories.txt");
        Files.write(promptFile, prompts.getBytes(StandardCharsets.UTF_8));
        Files.write(storyFile, stories.getBytes(StandardCharsets.UTF_8));
        return TrainingCorpus.read(promptFile, storyFile, null);
    }
}
