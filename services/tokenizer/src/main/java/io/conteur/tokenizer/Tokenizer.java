package io.conteur.tokenizer;

import io.conteur.tokenizer.model.HuggingFaceTokenizerConfig;
import io.conteur.tokenizer.model.ModelSanitizer;
import io.conteur.tokenizer.model.SpellablePieces;
import io.conteur.tokenizer.model.TextRules;
import io.conteur.tokenizer.model.TokenizerParameters;
import io.conteur.tokenizer.piece.Piece;
import io.conteur.tokenizer.piece.Vocabulary;
import io.conteur.tokenizer.text.Utf8;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Encodes text to token ids and decodes them, by any SentencePiece model. Safe for several threads.
 *
 * <p>Splitting text is SentencePiece's own native code. Normalising and decoding are not: DJL's
 * binding takes no invalid bytes, garbles characters beyond U+FFFF and ends the process on an id
 * out of range.
 */
public final class Tokenizer implements AutoCloseable {
    /** A model file's bytes at most. */
    public static final int MAX_MODEL_BYTES = 64 << 20;

    public static final String MODEL_FILE = "tokenizer.model";

    private final byte[] model;
    private final Vocabulary vocabulary;
    private final TextRules rules;
    private final TextEncoder literal;
    private final TextEncoder guarded;

    private Tokenizer(byte[] model, ModelSanitizer sound) {
        this.model = model;
        this.vocabulary = sound.vocabulary();
        this.rules = sound.rules();
        this.literal = new TextEncoder(sound, SpellablePieces.LITERAL);
        this.guarded = new TextEncoder(sound, SpellablePieces.GUARDED);
    }

    /**
     * Opens a {@code .model} file. It is read once: native code gets what was found to be sound of
     * the bytes read here, whatever becomes of the file.
     *
     * @throws InvalidTokenizerException when the file is no SentencePiece model, or too large
     */
    public static Tokenizer load(Path model) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(model)) {
            bytes = in.readNBytes(MAX_MODEL_BYTES + 1);
        }
        if (bytes.length > MAX_MODEL_BYTES) {
            throw new InvalidTokenizerException(
                    model, "it has more than " + MAX_MODEL_BYTES + " bytes", null);
        }
        try {
            return new Tokenizer(bytes, ModelSanitizer.of(bytes));
        } catch (BufferUnderflowException e) {
            throw new InvalidTokenizerException(model, "it ends too early", e);
        } catch (RuntimeException e) {
            throw new InvalidTokenizerException(model, String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * As SentencePiece encodes it: symbols in the text become their ids, line breaks spaces. Half a
     * surrogate pair is an invalid byte.
     */
    public int[] encode(String text) {
        return encode(Utf8.bytes(text));
    }

    /** {@link #encode(String)} of UTF-8; an invalid byte is the character U+FFFD. */
    public int[] encode(byte[] utf8) {
        return literal.encode(utf8);
    }

    /** The pieces of {@link #encode(byte[])}, but unknown text as it stands. */
    public List<String> pieces(byte[] utf8) {
        return literal.pieces(utf8);
    }

    /** The pieces of {@link #encode(String)}, but unknown text as it stands. */
    public List<String> pieces(String text) {
        return pieces(Utf8.bytes(text));
    }

    /**
     * {@code <s> prompt <sep>}. A line break becomes {@code <newline>}; any other symbol of several
     * characters that stands in the text is encoded as its letters, so that no prompt can end
     * itself.
     */
    public int[] encodePrompt(String prompt) {
        return join(new int[] {startId()}, encodeGuarded(prompt), new int[] {separatorId()});
    }

    /** {@code story </s>}, its text as in {@link #encodePrompt}. */
    public int[] encodeStory(String story) {
        return join(encodeGuarded(story), new int[] {endId()});
    }

    /**
     * The text of these ids: {@code <newline>} is a line break without spaces around it; start,
     * end, padding and {@code <sep>} are nothing.
     *
     * @throws IllegalArgumentException for an id that is not in the vocabulary
     */
    public String decode(int[] ids) {
        return decode(ids, PieceDecoder.Symbols.SPOKEN);
    }

    /** As SentencePiece decodes it: user-defined symbols are their own text. */
    public String decodeLiterally(int[] ids) {
        return decode(ids, PieceDecoder.Symbols.LITERAL);
    }

    /** {@link #decodeLiterally} of pieces; what is not in the vocabulary stays as it is. */
    public String decodePieces(List<String> pieces) {
        PieceDecoder decoder = new PieceDecoder(rules, PieceDecoder.Symbols.LITERAL);
        StringBuilder text = new StringBuilder();
        for (String piece : pieces) {
            Integer id = vocabulary.id(piece);
            text.append(id == null ? decoder.addUnknown(piece) : decoder.add(vocabulary.piece(id)));
        }
        return text.append(decoder.end()).toString();
    }

    /** A stream of {@link #decode} for ids that come one at a time; not for several threads. */
    public TextStream stream() {
        return new TextStream(vocabulary, rules);
    }

    public int vocabularySize() {
        return vocabulary.size();
    }

    public int startId() {
        return reservedId(Piece.START);
    }

    public int endId() {
        return reservedId(Piece.END);
    }

    public int paddingId() {
        return reservedId(Piece.PADDING);
    }

    public int separatorId() {
        return reservedId(TokenizerParameters.SEPARATOR);
    }

    /** The id of a piece; the unknown piece's when the vocabulary lacks it. */
    public int id(String piece) {
        Integer id = vocabulary.id(piece);
        return id == null ? vocabulary.unknownId() : id;
    }

    /**
     * The piece of an id, U+2581 for its spaces.
     *
     * @throws IllegalArgumentException for an id that is not in the vocabulary
     */
    public String piece(int id) {
        return vocabulary.piece(id).text();
    }

    /** Writes {@code tokenizer.model} and a {@code tokenizer_config.json} for Hugging Face. */
    public void saveTo(Path directory) throws IOException {
        Files.write(directory.resolve(MODEL_FILE), model);
        Files.writeString(
                directory.resolve(HuggingFaceTokenizerConfig.FILE),
                HuggingFaceTokenizerConfig.json(vocabulary));
    }

    @Override
    public void close() {
        literal.close();
        guarded.close();
    }

    private int reservedId(String piece) {
        Integer id = vocabulary.id(piece);
        if (id == null) {
            throw new IllegalStateException("this tokenizer was trained without " + piece);
        }
        return id;
    }

    private int[] encodeGuarded(String text) {
        String oneLine = text.strip();
        if (vocabulary.id(TokenizerParameters.NEWLINE) != null) {
            oneLine = oneLine.replaceAll("\\R", " " + TokenizerParameters.NEWLINE + " ");
        }
        return guarded.encode(Utf8.bytes(oneLine));
    }

    private String decode(int[] ids, PieceDecoder.Symbols symbols) {
        PieceDecoder decoder = new PieceDecoder(rules, symbols);
        StringBuilder text = new StringBuilder();
        for (int id : ids) {
            text.append(decoder.add(vocabulary.piece(id)));
        }
        return text.append(decoder.end()).toString();
    }

    private static int[] join(int[]... parts) {
        return Arrays.stream(parts).flatMapToInt(IntStream::of).toArray();
    }
}
