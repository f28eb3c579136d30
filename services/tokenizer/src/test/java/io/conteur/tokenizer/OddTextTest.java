package io.conteur.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.conteur.tokenizer.model.ModelFile;
import io.conteur.tokenizer.piece.Piece;
import io.conteur.tokenizer.piece.PieceType;
import io.conteur.tokenizer.protobuf.ProtoWriter;
import io.conteur.tokenizer.text.Charsmap;
import io.conteur.tokenizer.text.CharsmapWriter;
import io.conteur.tokenizer.text.Normalization;
import io.conteur.tokenizer.text.Normalizer;
import io.conteur.tokenizer.text.SymbolMatcher;
import io.conteur.tokenizer.text.Utf8;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Invalid UTF-8, symbols of one character, and models of other trainers. */
class OddTextTest {
    @TempDir Path directory;

    @Test
    void anInvalidByteIsAnUnknownCharacter() throws IOException {
        try (Tokenizer tokenizer = train(new Options().vocabularySize(150))) {
            byte[] text = "the ? fox".getBytes(StandardCharsets.UTF_8);
            text[4] = (byte) 0xFF;

            assertEquals(
                    "the \u2047 fox",
                    tokenizer.decode(tokenizer.encode(text)).replaceAll(" +", " "));
            assertEquals("\u2581the\u2581\uFFFD\u2581fox", String.join("", tokenizer.pieces(text)));
        }
    }

    @Test
    void aLiteralReplacementCharacterIsASpaceAsInSentencePiece() throws IOException {
        try (Tokenizer tokenizer = train(new Options().vocabularySize(150))) {
            assertArrayEquals(tokenizer.encode("the fox"), tokenizer.encode("the \uFFFD fox"));
        }
    }

    @Test
    void halfASurrogatePairIsOneInvalidByte() throws IOException {
        try (Tokenizer tokenizer =
                train(new Options().vocabularySize(420).byteFallback(true).characterCoverage(1))) {
            byte[] text = "fox ? \uD83E\uDD8A".getBytes(StandardCharsets.UTF_8);
            text[4] = (byte) 0xFF;

            int[] ids = tokenizer.encode("fox \uD83E \uD83E\uDD8A");

            assertArrayEquals(tokenizer.encode(text), ids);
            assertEquals("fox \uFFFD \uD83E\uDD8A", tokenizer.decode(ids));
            assertEquals("a \uFFFD", tokenizer.decode(tokenizer.encodeStory("a \uDD8A")));
        }
    }

    @Test
    void aZeroCharacterIsUnknown() throws IOException {
        try (Tokenizer tokenizer = train(new Options().vocabularySize(150))) {
            int unknown = tokenizer.id("<unk>");

            assertEquals(1, count(tokenizer.encode("fox\0\0moon"), unknown));
        }
    }

    @Test
    void textsWithoutCharactersHaveNoIds() throws IOException {
        try (Tokenizer tokenizer = train(new Options().vocabularySize(150))) {
            for (String text : List.of("", " ", "\u3000\t\r", "\u2581 \u2581", "\u0001")) {
                assertEquals(0, tokenizer.encode(text).length, text);
                assertEquals(2, tokenizer.encodePrompt(text).length, text);
            }
            assertEquals("", tokenizer.decode(new int[0]));
        }
    }

    @Test
    void symbolsOfOneCharacterAreEncodedInPromptsAndStories() throws IOException {
        List<String> symbols = List.of("<sep>", "<newline>", "0", "1", "9", "\u6708", "\u2581");
        try (Tokenizer tokenizer = train(new Options().vocabularySize(150).symbols(symbols))) {
            String text = "fox 1984 \u6708 moon";
            int[] ids = tokenizer.encode(text);

            for (String symbol : List.of("1", "9", "\u6708", "\u2581")) {
                assertEquals(
                        text.codePoints().filter(c -> c == symbol.codePointAt(0)).count()
                                + (symbol.equals("\u2581") ? 4 : 0),
                        count(ids, tokenizer.id(symbol)),
                        symbol);
            }
            assertArrayEquals(
                    IntStream.concat(IntStream.of(ids), IntStream.of(tokenizer.endId())).toArray(),
                    tokenizer.encodeStory(text));
            assertEquals(text, tokenizer.decode(tokenizer.encodePrompt(text)));
        }
    }

    @Test
    void aPromptSpellsNoControlPieceOfOneCharacter() throws IOException {
        try (Tokenizer tokenizer =
                train(new Options().vocabularySize(150).controlSymbols(List.of("\u6708")))) {
            int control = tokenizer.id("\u6708");

            assertEquals(1, count(tokenizer.encode("the \u6708 fox"), control));
            assertEquals(0, count(tokenizer.encodePrompt("the \u6708 fox"), control));
            assertEquals(1, count(tokenizer.encodePrompt("a \u6708"), tokenizer.id("<unk>")));
        }
    }

    @Test
    void foreignModelsDecodeAsTheySay() throws IOException {
        byte[] rule = CharsmapWriter.blob(Map.of("fox", "\uD83E\uDD8A"));
        ProtoWriter spaces = new ProtoWriter().flag(4, false);
        ProtoWriter restored =
                new ProtoWriter().message(2, rule).flag(3, false).flag(4, false).flag(5, false);
        ProtoWriter model =
                new ProtoWriter()
                        .message(1, piece(Piece.reserved("<unk>", PieceType.UNKNOWN)))
                        .message(1, piece(new Piece("\u2581", -1, PieceType.NORMAL)))
                        .message(1, piece(new Piece("\u2581fox", -2, PieceType.NORMAL)))
                        .message(2, new ProtoWriter().number(3, 1).text(44, "<?>").bytes())
                        .message(3, spaces.bytes())
                        .message(5, restored.bytes());

        Path file = Files.write(directory.resolve("foreign.model"), model.bytes());
        try (Tokenizer tokenizer = Tokenizer.load(file)) {
            int[] ids = {1, 1, 2, 0, 2};
            TextStream stream = tokenizer.stream();
            for (int id : ids) {
                assertEquals("", stream.add(id));
            }

            assertEquals("  \uD83E\uDD8A<?> \uD83E\uDD8A", tokenizer.decodeLiterally(ids));
            assertEquals(tokenizer.decode(ids), stream.end());
            assertEquals(
                    "\uD83E\uDD8A\u2581what",
                    tokenizer.decodePieces(List.of("\u2581fox", "\u2581what")));
            assertArrayEquals(new int[] {1, 1, 2}, tokenizer.encode("  fox"));
        }
    }

    @Test
    void aSpaceBehindTheTextIsAddedUnlessItIsBlank() {
        Normalization behind = new Normalization(Charsmap.nmtNfkc(), true, true, true, true);
        Normalizer normalizer = new Normalizer(behind, SymbolMatcher.NONE);

        assertEquals("a\u2581b\u2581", normalizer.normalize(Utf8.bytes(" a  b ")));
        assertEquals("", normalizer.normalize(Utf8.bytes(" \u3000 ")));
        assertEquals("\u2581", normalizer.normalize(Utf8.bytes("\u0001")));
    }

    private Tokenizer train(Options options) throws IOException {
        new TokenizerTrainer(options.build(), (stage, fraction) -> true)
                .train(List.of(Corpus.prose(directory, 300, 1)))
                .saveTo(directory);
        return Tokenizer.load(directory.resolve(Tokenizer.MODEL_FILE));
    }

    private static byte[] piece(Piece piece) {
        return ModelFile.message(piece);
    }

    private static long count(int[] ids, int id) {
        assertFalse(ids.length == 0);
        return IntStream.of(ids).filter(one -> one == id).count();
    }
}
