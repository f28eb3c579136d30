package io.conteur.tokenizer;

import ai.djl.sentencepiece.SpTokenizer;
import io.conteur.tokenizer.model.SanitizedModel;
import io.conteur.tokenizer.model.SpellablePieces;
import io.conteur.tokenizer.piece.Piece;
import io.conteur.tokenizer.piece.PieceType;
import io.conteur.tokenizer.text.Normalization;
import io.conteur.tokenizer.text.Normalizer;
import io.conteur.tokenizer.text.SymbolMatcher;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Encodes text to ids. Normalisation is done here, because DJL's binding takes only Java strings,
 * which cannot hold invalid UTF-8; segmentation is SentencePiece's native code. Thread-safe.
 */
final class TextEncoder implements AutoCloseable {
    /** The first words of a corpus, which are the frequent ones; some megabytes. */
    private static final int MAX_WORDS = 1 << 16;

    private static final int MAX_WORD_LENGTH = 32;

    private final Normalization normalization;
    private final SymbolMatcher symbols;
    private final SpTokenizer sentencePiece;

    /** Whether the ids of a text are those of its words, one after the other. */
    private final boolean byWord;

    private volatile @Nullable Map<String, int[]> words;

    TextEncoder(SanitizedModel model, SpellablePieces spellable) {
        List<Piece> pieces = model.nativePieces(spellable);
        normalization = model.rules().normalization();
        symbols =
                new SymbolMatcher(
                        pieces.stream()
                                .filter(piece -> piece.type() == PieceType.USER_DEFINED)
                                .map(Piece::text)
                                .toList());
        sentencePiece = new SpTokenizer(model.bytes(pieces));
        byWord = model.isBpe() && separatesWords(normalization, pieces);
    }

    /**
     * No piece reaches from one word into the next, and the space before a word is known, so that
     * unknown characters of two words are not one {@code <unk>}.
     */
    private static boolean separatesWords(Normalization normalization, List<Piece> pieces) {
        return normalization.escapeWhitespaces()
                && !normalization.whitespaceAsSuffix()
                && pieces.stream().noneMatch(piece -> piece.text().indexOf(Piece.SPACE, 1) >= 0)
                && pieces.stream().anyMatch(TextEncoder::isSpace);
    }

    private static boolean isSpace(Piece piece) {
        return piece.type() == PieceType.NORMAL
                && piece.text().equals(Character.toString(Piece.SPACE));
    }

    /** From now on, remembers the ids of words where a text's ids are those of its words. */
    void rememberWords() {
        if (byWord && words == null) {
            words = new ConcurrentHashMap<>();
        }
    }

    int[] encode(byte[] utf8) {
        String text = normalized(utf8);
        Map<String, int[]> remembered = words;
        return remembered == null ? ids(text) : encodeWords(text, remembered);
    }

    private int[] ids(String normalized) {
        return sentencePiece.getProcessor().encode(normalized);
    }

    private int[] encodeWords(String text, Map<String, int[]> remembered) {
        int[] all = new int[16 + text.length() / 2];
        int length = 0;
        int start = 0;
        while (start < text.length()) {
            int next = text.indexOf(Piece.SPACE, start + 1);
            int end = next < 0 ? text.length() : next;
            int[] ids = encodeWord(text.substring(start, end), remembered);
            if (length + ids.length > all.length) {
                all = Arrays.copyOf(all, 2 * (length + ids.length));
            }
            System.arraycopy(ids, 0, all, length, ids.length);
            length += ids.length;
            start = end;
        }
        return Arrays.copyOf(all, length);
    }

    private int[] encodeWord(String word, Map<String, int[]> remembered) {
        int[] known = remembered.get(word);
        if (known != null) {
            return known;
        }
        int[] ids = ids(word);
        if (word.length() <= MAX_WORD_LENGTH && remembered.size() < MAX_WORDS) {
            remembered.put(word, ids);
        }
        return ids;
    }

    /** As {@link #encode}, but as pieces; unknown text is returned verbatim. */
    List<String> pieces(byte[] utf8) {
        return sentencePiece.tokenize(normalized(utf8));
    }

    @Override
    public void close() {
        sentencePiece.close();
    }

    private String normalized(byte[] utf8) {
        return new Normalizer(normalization, symbols).normalize(utf8);
    }
}
