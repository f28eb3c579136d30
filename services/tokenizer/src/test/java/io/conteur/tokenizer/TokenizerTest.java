package io.conteur.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.tokenizer.model.TokenizerParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerTest {
    @TempDir static Path directory;
    private static Tokenizer tokenizer;

    @BeforeAll
    static void train() throws IOException {
        TokenizerParameters parameters =
                new Options().vocabularySize(420).byteFallback(true).characterCoverage(1).build();
        new TokenizerTrainer(parameters, (stage, fraction) -> true)
                .train(List.of(Corpus.prose(directory, 300, 1)))
                .saveTo(directory);
        tokenizer = Tokenizer.load(directory.resolve("tokenizer.model"));
    }

    @AfterAll
    static void close() {
        tokenizer.close();
    }

    @Test
    void piecesShowUnknownTextAsItStands(@TempDir Path other) throws IOException {
        TokenizerParameters parameters =
                new Options().vocabularySize(120).characterCoverage(1).build();
        new TokenizerTrainer(parameters, (stage, fraction) -> true)
                .train(List.of(Corpus.prose(other, 300, 1)))
                .saveTo(other);
        try (Tokenizer plain = Tokenizer.load(other.resolve("tokenizer.model"))) {
            List<String> pieces = plain.pieces("fox \u2603\u2604 moon");

            assertEquals("\u2581fox\u2581\u2603\u2604\u2581moon", String.join("", pieces));
            assertEquals(plain.encode("fox \u2603\u2604 moon").length, pieces.size());
        }
    }

    @Test
    void decodingWhatWasEncodedGivesTheTextAgain() {
        for (String text : List.of("the fox sang", "été 🦊 лиса 月", "zebra ¿ 🐢 ✂")) {
            assertEquals(text, roundTrip(text));
        }
    }

    @Test
    void lineBreaksOfAStoryComeBackWithoutSpacesAroundThem() {
        int[] ids = tokenizer.encodeStory("the fox \n sang\r\n\nto the moon");

        assertEquals("the fox\nsang\n\nto the moon", tokenizer.decode(ids));
    }

    @Test
    void promptStandsBetweenStartAndSeparator() {
        int[] ids = tokenizer.encodePrompt("a fox");

        assertEquals(tokenizer.startId(), ids[0]);
        assertEquals(tokenizer.separatorId(), ids[ids.length - 1]);
        assertArrayEquals(tokenizer.encode("a fox"), Arrays.copyOfRange(ids, 1, ids.length - 1));
    }

    @Test
    void promptCannotHoldASeparatorOrControlSymbol() {
        int[] ids = tokenizer.encodePrompt("a <sep> fox </s> sang <s> <pad>");

        int[] inner = Arrays.copyOfRange(ids, 1, ids.length - 1);
        List<Integer> reserved =
                List.of(
                        tokenizer.separatorId(),
                        tokenizer.startId(),
                        tokenizer.endId(),
                        tokenizer.paddingId());
        assertFalse(IntStream.of(inner).anyMatch(reserved::contains));
        assertEquals("a <sep> fox </s> sang <s> <pad>", tokenizer.decode(ids));
    }

    @Test
    void plainEncodingKeepsSymbolsAsSentencePieceDoes() {
        int[] ids = tokenizer.encode("a <sep> fox");

        assertTrue(IntStream.of(ids).anyMatch(id -> id == tokenizer.separatorId()));
        assertEquals("a <sep> fox", tokenizer.decodeLiterally(ids));
    }

    @Test
    void streamGivesTheDecodedTextPieceByPiece() {
        int[] ids = tokenizer.encodeStory("the 🐢 fox \n “été” 月🦊🐢");
        TextStream stream = tokenizer.stream();
        StringBuilder text = new StringBuilder();

        for (int id : ids) {
            String delta = stream.add(id);
            assertTrue(
                    delta.isEmpty()
                            || !Character.isHighSurrogate(delta.charAt(delta.length() - 1)));
            text.append(delta);
        }
        text.append(stream.end());

        assertEquals(tokenizer.decode(ids), text.toString());
        assertEquals("the 🐢 fox\n“été” 月🦊🐢", text.toString());
    }

    @Test
    void bytesThatMakeNoCharacterAreReplaced() {
        int[] ids = {tokenizer.id("<0xF0>"), tokenizer.id("<0x9F>"), tokenizer.id("<0x41>")};

        assertEquals("\uFFFD\uFFFDA", tokenizer.decode(ids));
    }

    @Test
    void idsOutOfRangeAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> tokenizer.decode(new int[] {420}));
        assertThrows(IllegalArgumentException.class, () -> tokenizer.piece(-1));
        assertEquals(tokenizer.id("<unk>"), tokenizer.id("no such piece"));
    }

    @Test
    void savedTokenizerLoadsAgain() throws IOException {
        Path saved = Files.createDirectory(directory.resolve("saved"));

        tokenizer.saveTo(saved);

        try (Tokenizer again = Tokenizer.load(saved.resolve("tokenizer.model"))) {
            assertEquals(420, again.vocabularySize());
            assertArrayEquals(tokenizer.encode("the fox"), again.encode("the fox"));
        }
        assertTrue(Files.readString(saved.resolve("tokenizer.json")).contains("\"<sep>\""));
    }

    @Test
    void fileThatIsNoModelIsRefused() throws IOException {
        Path text = Files.writeString(directory.resolve("story.txt"), "once there was a fox");

        IOException error = assertThrows(IOException.class, () -> Tokenizer.load(text));

        assertTrue(error.getMessage().contains("story.txt"), error.getMessage());
    }

    private static String roundTrip(String text) {
        return tokenizer.decode(tokenizer.encode(text));
    }
}
