package io.conteur.modeltrainer.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.events.training.Progressed.State;
import io.conteur.modeltrainer.corpus.PairReader.Pair;
import io.conteur.tokenizer.TextLines;
import io.conteur.workersupport.JobControl;
import io.conteur.workersupport.JobEndedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusCheckerTest {
    @TempDir Path folder;
    private long maxBytes = 1000;

    @Test
    void readsAPairPerLine() throws IOException {
        write("prompts.txt", "A fox\nA wölf\r\n");
        write("stories.txt", "It ran .\nIt slept .");

        TextCorpus corpus = read();

        assertEquals(
                List.of(new Pair("A fox", "It ran ."), new Pair("A wölf", "It slept .")),
                pairs(corpus));
        assertEquals(2, corpus.pairs());
        assertEquals("A foxA wölf\rIt ran .It slept .".getBytes(UTF_8).length, corpus.bytes());
        assertEquals(Optional.empty(), corpus.validationLines());
    }

    @Test
    void aLineEndsAtALineFeedAlone() throws IOException {
        write("prompts.txt", "one\u2028still one\n");
        write("stories.txt", "one\u0085still one\n");

        assertEquals(1, read().pairs());
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

        assertRejected("stories.txt has 1 lines and prompts.txt has more");
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
    void readsManyFilesInTheOrderOfTheirNamesPlainAndGzip() throws IOException {
        write("prompts-000.txt", "a\nb\n");
        zip("stories-000.txt.gz", "c\nd");
        zip("prompts-001.txt.gz", "e\n");
        write("stories-001.txt", "f\n");
        write("validation-lines.txt", "2\n");

        TextCorpus corpus = read();

        assertEquals(
                List.of(new Pair("a", "c"), new Pair("b", "d"), new Pair("e", "f")), pairs(corpus));
        assertEquals(Optional.of(List.of(2)), corpus.validationLines());
    }

    @Test
    void readsGzipFilesThatWereJoined() throws IOException {
        write("prompts.txt", "a\nb\n");
        byte[] joined = new byte[gzip("c\n").length + gzip("d\n").length];
        System.arraycopy(gzip("c\n"), 0, joined, 0, gzip("c\n").length);
        System.arraycopy(gzip("d\n"), 0, joined, gzip("c\n").length, gzip("d\n").length);
        Files.write(folder.resolve("stories.txt"), joined);

        assertEquals(List.of(new Pair("a", "c"), new Pair("b", "d")), pairs(read()));
    }

    @Test
    void namesAFileThatItsPartnerLacks() throws IOException {
        pairs();
        write("prompts-001.txt", "e\n");

        assertRejected("no stories-001.txt");
    }

    @Test
    void rejectsAGzipFileThatIsCutOff() throws IOException {
        write("prompts.txt", "a\n");
        Files.write(folder.resolve("stories.txt"), Arrays.copyOf(gzip("b\n"), 15));

        assertRejected("stories.txt cannot be unpacked");
    }

    @Test
    void rejectsALineThatIsNoText() throws IOException {
        write("prompts.txt", "a\nb\n");
        write("stories.txt", "c\n" + "d".repeat(TextLines.MAX_LINE_BYTES + 1));

        maxBytes = Long.MAX_VALUE;
        assertRejected("stories.txt line 2 has more than 16777216 bytes");
    }

    @Test
    void rejectsMoreTextThanAllowed() throws IOException {
        pairs();
        maxBytes = 3;

        assertRejected("more than 3 bytes");
    }

    private void pairs() throws IOException {
        write("prompts.txt", "a\nb\n");
        write("stories.txt", "c\nd\n");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text, UTF_8);
    }

    private void zip(String name, String text) throws IOException {
        Files.write(folder.resolve(name), gzip(text));
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(UTF_8));
        }
        return bytes.toByteArray();
    }

    private TextCorpus read() throws IOException {
        JobControl control = new JobControl(() -> 0, Duration.ZERO);
        try (Stream<Path> all = Files.list(folder)) {
            List<String> names = all.map(file -> file.getFileName().toString()).toList();
            return new CorpusChecker(maxBytes, control).check(names, files -> folder);
        }
    }

    private static List<Pair> pairs(TextCorpus corpus) throws IOException {
        List<Pair> pairs = new ArrayList<>();
        try (PairReader reader = new PairReader(corpus.parts())) {
            while (reader.next()) {
                pairs.add(reader.pair());
            }
        }
        return pairs;
    }

    private void assertRejected(String reason) {
        JobEndedException rejection = assertThrows(JobEndedException.class, this::read);
        assertEquals(State.REJECTED, rejection.state());
        assertTrue(rejection.reason().contains(reason), rejection.reason());
    }
}
