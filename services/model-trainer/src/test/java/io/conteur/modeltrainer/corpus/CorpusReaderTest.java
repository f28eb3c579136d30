package io.conteur.modeltrainer.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.events.training.Progressed.State;
import io.conteur.workersupport.JobEndedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusReaderTest {
    @TempDir Path folder;

    @Test
    void readsAPairPerLine() throws IOException {
        write("prompts.txt", "A fox\nA wölf\r\n");
        write("stories.txt", "It ran .\nIt slept .");

        ParallelCorpus corpus = read();

        assertEquals(List.of("A fox", "A wölf"), corpus.prompts());
        assertEquals(List.of("It ran .", "It slept ."), corpus.stories());
        assertEquals(Optional.empty(), corpus.validationLines());
    }

    @Test
    void aLineEndsAtALineFeedAlone() throws IOException {
        write("prompts.txt", "one\u2028still one\n");
        write("stories.txt", "one\u0085still one\n");

        assertEquals(1, read().size());
    }

    @Test
    void readsWhichLinesAreHeldOut() throws IOException {
        pairs();
        write("validation-lines.txt", "1\n");

        assertEquals(Optional.of(List.of(1)), read().validationLines());
    }

    @Test
    void anEmptyListOfLinesHoldsOutNone() throws IOException {
        pairs();
        write("validation-lines.txt", "");

        assertEquals(Optional.of(List.of()), read().validationLines());
    }

    @Test
    void rejectsFilesOfDifferentLength() throws IOException {
        write("prompts.txt", "a\nb\n");
        write("stories.txt", "a\n");

        assertRejected("prompts.txt has 2 lines and stories.txt has 1");
    }

    @Test
    void namesAnEmptyLine() throws IOException {
        write("prompts.txt", "a\nb\n");
        write("stories.txt", "a\n \n");

        assertRejected("stories.txt line 2 is empty");
    }

    @Test
    void namesALineThatIsNotUtf8() throws IOException {
        Files.write(folder.resolve("prompts.txt"), new byte[] {'a', '\n', (byte) 0xC3, '\n'});
        write("stories.txt", "a\nb\n");

        assertRejected("prompts.txt line 2 is not UTF-8");
    }

    @Test
    void namesAMissingFile() throws IOException {
        write("prompts.txt", "a\n");

        assertRejected("no stories.txt");
    }

    @Test
    void rejectsAnEmptyCorpus() throws IOException {
        write("prompts.txt", "");
        write("stories.txt", "");

        assertRejected("prompts.txt is empty");
    }

    @Test
    void rejectsHeldOutLinesThatDoNotExist() throws IOException {
        pairs();
        write("validation-lines.txt", "0\n2\n");

        assertRejected("validation-lines.txt line 2 must be a line number from 0 to 1");
    }

    @Test
    void rejectsMoreBytesThanAllowedBeforeReadingThem() throws IOException {
        pairs();

        JobEndedException rejection =
                assertThrows(JobEndedException.class, () -> new CorpusReader(7).read(folder));

        assertTrue(rejection.reason().contains("8 bytes"), rejection.reason());
    }

    private void pairs() throws IOException {
        write("prompts.txt", "a\nb\n");
        write("stories.txt", "c\nd\n");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text, StandardCharsets.UTF_8);
    }

    private ParallelCorpus read() throws IOException {
        return new CorpusReader(1000).read(folder);
    }

    private void assertRejected(String reason) {
        JobEndedException rejection = assertThrows(JobEndedException.class, this::read);
        assertEquals(State.REJECTED, rejection.state());
        assertTrue(rejection.reason().contains(reason), rejection.reason());
    }
}
