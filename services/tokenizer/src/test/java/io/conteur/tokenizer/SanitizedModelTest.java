package io.conteur.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.tokenizer.model.*;
import io.conteur.tokenizer.piece.Piece;
import io.conteur.tokenizer.piece.PieceType;
import io.conteur.tokenizer.protobuf.ProtoWriter;
import io.conteur.tokenizer.text.CharsmapWriter;
import io.conteur.tokenizer.text.Normalization;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each of these models crashed native code, or could have. */
class SanitizedModelTest {
    private static final int TRIE_UNITS = 256;
    private static final int UNUSED = 1 << 31;
    private static final List<String> TEXTS =
            List.of("the fox", "ｆｏｘ  №½ é\u0301 <sep>\n", "\u0000a\uFFFF 🦊", "x".repeat(300));

    @TempDir Path directory;
    private final ProtoWriter model = new ProtoWriter();

    @BeforeEach
    void writePieces() {
        piece(Piece.reserved(Piece.UNKNOWN, PieceType.UNKNOWN));
        piece(new Piece("a", -1, PieceType.NORMAL));
    }

    @Test
    void encodesAsTheFileSays() throws IOException {
        byte[] rules = CharsmapWriter.blob(Map.of("b", "a"));

        try (Tokenizer tokenizer = load(withCharsmap(rules))) {
            assertArrayEquals(new int[] {1, 1}, tail(tokenizer.encode("ab"), 2));
        }
    }

    @Test
    void refusesATrieThatLeadsOutside() {
        byte[] blob = charsmap(units(TRIE_UNITS), new byte[] {0});
        Arrays.fill(blob, 4, 4 + TRIE_UNITS * Integer.BYTES, (byte) 0xFF);

        assertRefused("its trie leads to unit", withCharsmap(blob));
    }

    @Test
    void refusesATrieOfMoreBytesThanThereAre() {
        byte[] blob = new byte[2_000];
        Arrays.fill(blob, (byte) 0xFF);

        assertRefused("its trie would have 4294967295 of 2000 bytes", withCharsmap(blob));
    }

    @Test
    void refusesATrieWithACircle() {
        int[] units = units(2 * TRIE_UNITS);
        units[0] = 1 << 10;
        units[1 ^ 'a'] = ('a' << 10) | 'a';

        assertRefused("its trie has a circle", withCharsmap(charsmap(units, new byte[] {0})));
    }

    @Test
    void refusesMoreNestedRulesThanNativeCodeHasRoomFor() {
        Map<String, String> rules = new TreeMap<>();
        IntStream.rangeClosed(1, 33).forEach(length -> rules.put("b".repeat(length), "a"));

        assertRefused(
                "more than 32 rules begin with one another",
                withCharsmap(CharsmapWriter.blob(rules)));
    }

    @Test
    void refusesAReplacementThatEndsNowhere() {
        byte[] blob = CharsmapWriter.blob(Map.of("b", "a"));
        blob[blob.length - 1] = 'c';

        assertRefused("its last replacement has no end", withCharsmap(blob));
    }

    @Test
    void refusesAReplacementOutside() {
        int[] units = units(2 * TRIE_UNITS);
        units[0] = 1 << 10;
        units[1 ^ 'a'] = ((1 ^ 'a' ^ 2) << 10) | (1 << 8) | 'a';
        units[2] = UNUSED | 500;

        assertRefused(
                "a replacement begins at 500 of 1 bytes",
                withCharsmap(charsmap(units, new byte[] {0})));
    }

    @Test
    void refusesAPieceThatEndsInTheMiddleForNativeCode() {
        piece(new Piece("b\0c", -2, PieceType.NORMAL));

        assertRefused("a piece holds the character U+0000", model.bytes());
    }

    @Test
    void refusesMoreNestedSymbolsThanNativeCodeHasRoomFor() {
        IntStream.rangeClosed(1, 65)
                .mapToObj("b"::repeat)
                .forEach(text -> piece(Piece.reserved(text, PieceType.USER_DEFINED)));

        assertRefused("more than 64 symbols begin with one another", model.bytes());
    }

    @Test
    void refusesWhatNativeCodeWouldReadDifferently() {
        byte[] otherType = new ProtoWriter().number(1, 1).bytes();

        assertRefused("field 1 has the wire type 0", model.message(1, otherType).bytes());
    }

    @Test
    void refusesAScoreThatIsNoNumber() {
        piece(new Piece("b", Float.NaN, PieceType.NORMAL));

        assertRefused("a score is not a number: NaN", model.bytes());
    }

    @Test
    void refusesAPieceThatIsThereTwice() {
        piece(new Piece("a", -1, PieceType.NORMAL));

        assertRefused("a is already defined", model.bytes());
    }

    @Test
    void refusesAFileOfMoreBytesThanAModelHas() throws IOException {
        Path file = directory.resolve("large.model");
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(1), 100L << 30);
        }

        IOException refusal = assertThrows(IOException.class, () -> Tokenizer.load(file));

        assertTrue(refusal.getMessage().endsWith("it has more than 67108864 bytes"));
    }

    @Test
    void aTrainerRefusesSymbolsThatItsModelCouldNotHave() {
        List<String> nested = IntStream.rangeClosed(1, 65).mapToObj("b"::repeat).toList();

        assertThrows(TokenizerTrainingException.class, () -> new Options().symbols(nested).build());
        assertThrows(
                TokenizerTrainingException.class,
                () -> new Options().symbols(List.of("b\0c")).build());
    }

    /** A damaged file is refused, or it encodes. */
    @Test
    void survivesDamagedFiles() throws IOException {
        new TokenizerTrainer(
                        new Options().vocabularySize(330).byteFallback(true).build(),
                        (stage, fraction) -> true)
                .train(List.of(Corpus.prose(directory, 100, 1)))
                .saveTo(directory);
        byte[] whole = Files.readAllBytes(directory.resolve(Tokenizer.MODEL_FILE));
        Random random = new Random(1);
        int loaded = 0;
        for (int round = 0; round < 60; round++) {
            loaded += survives(damaged(whole, random)) ? 1 : 0;
        }

        assertTrue(loaded > 0 && loaded < 60, loaded + " of 60 could be used");
    }

    /** Damages bytes anywhere, or in the trie of the charsmap, or cuts the end off. */
    private static byte[] damaged(byte[] whole, Random random) {
        byte[] bytes = whole.clone();
        int from = random.nextBoolean() ? 0 : bytes.length / 2;
        for (int i = 0; i <= random.nextInt(4); i++) {
            bytes[random.nextInt(from, bytes.length)] = (byte) random.nextInt();
        }
        return random.nextInt(10) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
    }

    private boolean survives(byte[] bytes) {
        try (Tokenizer tokenizer = load(bytes)) {
            TEXTS.forEach(tokenizer::encode);
            return true;
        } catch (IOException | RuntimeException refused) {
            return false;
        }
    }

    private void piece(Piece piece) {
        model.message(ModelFile.PIECE, ModelFile.message(piece));
    }

    private byte[] withCharsmap(byte[] blob) {
        byte[] spec = new ProtoWriter().message(Normalization.CHARSMAP, blob).bytes();
        return model.message(ModelFile.NORMALIZER_SPEC, spec).bytes();
    }

    private static int[] units(int count) {
        int[] units = new int[count];
        Arrays.fill(units, UNUSED);
        return units;
    }

    private static byte[] charsmap(int[] units, byte[] replacements) {
        ByteBuffer blob =
                ByteBuffer.allocate(Integer.BYTES * (1 + units.length) + replacements.length)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(Integer.BYTES * units.length);
        IntStream.of(units).forEach(blob::putInt);
        return blob.put(replacements).array();
    }

    private Tokenizer load(byte[] bytes) throws IOException {
        return Tokenizer.load(Files.write(directory.resolve("made.model"), bytes));
    }

    private void assertRefused(String reason, byte[] bytes) {
        IOException refusal = assertThrows(IOException.class, () -> load(bytes));
        assertTrue(String.valueOf(refusal.getMessage()).contains(reason), refusal.getMessage());
    }

    private static int[] tail(int[] ids, int count) {
        return Arrays.copyOfRange(ids, ids.length - count, ids.length);
    }
}
