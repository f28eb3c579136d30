package io.conteur.tokenizer;

import io.conteur.tokenizer.huggingface.HuggingFaceFiles;
import io.conteur.tokenizer.model.ModelFile;
import io.conteur.tokenizer.model.SanitizedModel;
import io.conteur.tokenizer.model.SpellablePieces;
import io.conteur.tokenizer.model.TextRules;
import io.conteur.tokenizer.model.TokenizerParameters;
import io.conteur.tokenizer.model.TokenizerTrainingException;
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
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Encodes text to token ids and decodes them with any SentencePiece model. Thread-safe.
 *
 * <p>Segmentation is SentencePiece's own native code. Normalisation and decoding are reimplemented:
 * DJL's binding takes no invalid UTF-8, corrupts characters above U+FFFF, and crashes the process
 * on an id out of range.
 */
public final class Tokenizer implements AutoCloseable {
    /** The largest model file that is read. */
    public static final int MAX_MODEL_BYTES = 64 << 20;

    public static final String MODEL_FILE = "tokenizer.model";

    private final byte[] model;
    private final Vocabulary vocabulary;
    private final TextRules rules;
    private final TextEncoder literal;
    private final TextEncoder guarded;

    private Tokenizer(byte[] model, SanitizedModel sanitized) {
        this.model = model;
        this.vocabulary = sanitized.vocabulary();
        this.rules = sanitized.rules();
        this.literal = new TextEncoder(sanitized, SpellablePieces.LITERAL);
        this.guarded = new TextEncoder(sanitized, SpellablePieces.GUARDED);
    }

    /**
     * Opens a {@code .model} file. It is read once: native code is given the model rewritten from
     * the validated bytes, so a later change of the file has no effect.
     *
     * @throws InvalidTokenizerException when the file is not a SentencePiece model, or is too large
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
            return new Tokenizer(bytes, SanitizedModel.of(bytes));
        } catch (BufferUnderflowException e) {
            throw new InvalidTokenizerException(model, "it ends too early", e);
        } catch (RuntimeException e) {
            throw new InvalidTokenizerException(model, String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * A tokenizer of these pieces as they are trained here: the special pieces and symbols by their
     * default names, and learned pieces, the better ones first.
     *
     * @param byteFallback pieces such as {@code <0x0A>} are bytes
     * @throws TokenizerTrainingException when the unknown piece is missing
     */
    public static Tokenizer ofPieces(List<String> pieces, boolean byteFallback) {
        byte[] model = ModelFile.ofTexts(pieces, byteFallback);
        return new Tokenizer(model, SanitizedModel.of(model));
    }

    /**
     * Encodes as SentencePiece does: symbols in the text become their ids, line breaks become
     * spaces. An unpaired surrogate counts as an invalid byte.
     */
    public int[] encode(String text) {
        return encode(Utf8.bytes(text));
    }

    /** As {@link #encode(String)}, from UTF-8; an invalid byte is encoded as U+FFFD. */
    public int[] encode(byte[] utf8) {
        return literal.encode(utf8);
    }

    /** As {@link #encode(byte[])}, but as pieces; unknown text is returned verbatim. */
    public List<String> pieces(byte[] utf8) {
        return literal.pieces(utf8);
    }

    /** As {@link #encode(String)}, but as pieces; unknown text is returned verbatim. */
    public List<String> pieces(String text) {
        return pieces(Utf8.bytes(text));
    }

    /**
     * {@code <s> prompt <sep>}. A line break becomes {@code <newline>}. Any other symbol of several
     * characters in the text is encoded as ordinary text, so that a prompt cannot inject a
     * separator or end token.
     */
    public int[] encodePrompt(String prompt) {
        return join(new int[] {startId()}, encodeGuarded(prompt), new int[] {separatorId()});
    }

    /**
     * From now on, {@link #encodePrompt} and {@link #encodeStory} remember the ids of frequent
     * words: some megabytes, which pay when a corpus is encoded. The ids stay the same.
     */
    public void rememberWords() {
        guarded.rememberWords();
    }

    /** {@code story </s>}, with the text encoded as in {@link #encodePrompt}. */
    public int[] encodeStory(String story) {
        return join(encodeGuarded(story), new int[] {endId()});
    }

    /**
     * Decodes ids to text: {@code <newline>} becomes a line break without spaces around it; start,
     * end, padding and {@code <sep>} produce no text.
     *
     * @throws IllegalArgumentException for an id that is not in the vocabulary
     */
    public String decode(int[] ids) {
        return decode(ids, PieceDecoder.Symbols.RENDERED);
    }

    /** Decodes as SentencePiece does: a user-defined symbol becomes its own text. */
    public String decodeLiterally(int[] ids) {
        return decode(ids, PieceDecoder.Symbols.LITERAL);
    }

    /**
     * As {@link #decodeLiterally}, from pieces; one that is not in the vocabulary is kept verbatim.
     */
    public String decodePieces(List<String> pieces) {
        PieceDecoder decoder = new PieceDecoder(rules, PieceDecoder.Symbols.LITERAL);
        StringBuilder text = new StringBuilder();
        for (String piece : pieces) {
            Integer id = vocabulary.id(piece);
            text.append(id == null ? decoder.addUnknown(piece) : decoder.add(vocabulary.piece(id)));
        }
        return text.append(decoder.end()).toString();
    }

    /** Starts an incremental {@link #decode}, which is not thread-safe. */
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

    public int unknownId() {
        return vocabulary.unknownId();
    }

    /** The score of the piece with an id: of two neighbours, the better piece is merged first. */
    public float score(int id) {
        return vocabulary.piece(id).score();
    }

    /** The number that the type of the piece with an id has in SentencePiece's model file. */
    public int type(int id) {
        return vocabulary.piece(id).type().number;
    }

    /** The id of a piece, or that of the unknown piece when it is not in the vocabulary. */
    public int id(String piece) {
        Integer id = vocabulary.id(piece);
        return id == null ? vocabulary.unknownId() : id;
    }

    /**
     * The piece with an id; spaces in it are U+2581.
     *
     * @throws IllegalArgumentException for an id that is not in the vocabulary
     */
    public String piece(int id) {
        return vocabulary.piece(id).text();
    }

    /**
     * Writes {@code tokenizer.model}, and {@code tokenizer.json} and {@code tokenizer_config.json}
     * for Hugging Face.
     */
    public void saveTo(Path directory) throws IOException {
        Files.write(directory.resolve(MODEL_FILE), model);
        HuggingFaceFiles.write(directory, SanitizedModel.of(model));
    }

    /** The content of {@code tokenizer.json}; empty when the tokenizer cannot be one. */
    public Optional<String> huggingFaceJson() {
        return HuggingFaceFiles.tokenizer(SanitizedModel.of(model));
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
