package io.conteur.cli.common;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CorpusFilesTest {
    @TempDir private Path folder;

    @Test
    void theSameCorpusIsStoredOnce() throws IOException {
        ArtifactStore store = ArtifactStore.at(folder.resolve("artifacts"));
        CorpusFiles corpus = read("one\ntwo\n", "first\nsecond\n");

        Artifact artifact = corpus.publish(store, "tales");

        assertEquals(artifact, corpus.publish(store, "tales"));
        assertTrue(artifact.key().startsWith("corpora/tales-"));
    }

    @Test
    void theLongestNameOfAModelFitsIntoAKey() throws IOException {
        ArtifactStore store = ArtifactStore.at(folder.resolve("artifacts"));
        CorpusFiles corpus = read("one\ntwo\n", "first\nsecond\n");

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
    void linesOfWindowsAreThoseOfOtherSystems() throws IOException {
        CorpusFiles windows = read("one\r\ntwo\r\n", "first\r\nsecond");

        assertEquals(List.of("one", "two"), CorpusFiles.lines(windows.prompts()));
        assertEquals(List.of("first", "second"), CorpusFiles.lines(windows.stories()));
    }

    @Test
    void anEmptyLineIsRefusedByItsNumber() {
        assertTrue(refusal("one\n \nthree\n", "a\nb\nc\n").contains("prompts.txt line 2 is empty"));
    }

    @Test
    void whatIsNotUtf8IsRefused() throws IOException {
        Path prompts = Files.write(folder.resolve("p"), new byte[] {(byte) 0xff, '\n'});
        Path stories = Files.writeString(folder.resolve("s"), "a\n");

        CommandFailedException refusal =
                assertThrows(
                        CommandFailedException.class,
                        () -> CorpusFiles.check(List.of(prompts), List.of(stories), null));

        assertTrue(String.valueOf(refusal.getMessage()).contains("is not UTF-8"));
    }

    @Test
    void anEmptyListOfValidationLinesMeansNoneAndIsWorthAWord() throws IOException {
        PrintStream err = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try {
            System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));

            CorpusFiles corpus = readHoldingOut("");

            assertEquals(0, Files.size(Objects.requireNonNull(corpus.validationLines())));
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

    @Test
    void manyFilesArePublishedInOrderAsTheyAre() throws IOException {
        ArtifactStore store = ArtifactStore.at(folder.resolve("artifacts"));
        List<Path> prompts = List.of(file("p1", "one\ntwo\n"), zipped("p2.gz", "three\n"));
        List<Path> stories = List.of(zipped("s1.gz", "a\nb\n"), file("s2", "c\n"));

        Artifact artifact =
                CorpusFiles.check(prompts, stories, file("lines", "2\n")).publish(store, "tales");

        Path published = store.fetch(artifact.key(), artifact.sha256());
        assertArrayEquals(
                Files.readAllBytes(prompts.get(1)),
                Files.readAllBytes(published.resolve("prompts-001.txt.gz")));
        assertArrayEquals(
                Files.readAllBytes(stories.get(0)),
                Files.readAllBytes(published.resolve("stories-000.txt.gz")));
        assertEquals("c\n", Files.readString(published.resolve("stories-001.txt")));
        assertEquals("2\n", Files.readString(published.resolve("validation-lines.txt")));
    }

    @Test
    void asManyFilesOfStoriesAsOfPromptsAreRequired() throws IOException {
        Path file = file("p", "one\n");

        UsageException refusal =
                assertThrows(
                        UsageException.class,
                        () -> CorpusFiles.check(List.of(file, file), List.of(file), null));

        assertTrue(String.valueOf(refusal.getMessage()).contains("are 1 and 2"));
        assertThrows(
                UsageException.class,
                () ->
                        CorpusFiles.check(
                                Collections.nCopies(121, file),
                                Collections.nCopies(121, file),
                                null));
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private Path zipped(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }

    private CorpusFiles readHoldingOut(String lines) throws IOException {
        return CorpusFiles.check(
                List.of(Files.writeString(folder.resolve("prompts.txt"), "a\nb\n")),
                List.of(Files.writeString(folder.resolve("stories.txt"), "c\nd\n")),
                Files.writeString(folder.resolve("lines.txt"), lines));
    }

    private String refusal(String prompts, String stories) {
        return String.valueOf(
                assertThrows(CommandFailedException.class, () -> read(prompts, stories))
                        .getMessage());
    }

    private CorpusFiles read(String prompts, String stories) throws IOException {
        Path promptFile = folder.resolve("prompts.txt");
        Path storyFile = folder.resolve("stories.txt");
        Files.write(promptFile, prompts.getBytes(StandardCharsets.UTF_8));
        Files.write(storyFile, stories.getBytes(StandardCharsets.UTF_8));
        return CorpusFiles.check(List.of(promptFile), List.of(storyFile), null);
    }
}
