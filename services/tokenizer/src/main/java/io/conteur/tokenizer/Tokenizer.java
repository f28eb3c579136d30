package io.conteur.tokenizer;

import ai.djl.sentencepiece.SpProcessor;
import ai.djl.sentencepiece.SpTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Text to token ids and back, by a SentencePiece model. A sequence to learn from reads {@code <s>
 * prompt <sep> story </s>}.
 */
public final class Tokenizer implements AutoCloseable {
    static final String MODEL_FILE = "tokenizer.model";

    private final SpTokenizer sentencePiece;
    private final SpProcessor processor;
    private final byte[] model;
    private final Pieces pieces;

    private Tokenizer(byte[] model, Pieces pieces) {
        this.model = model;
        this.pieces = pieces;
        this.sentencePiece = new SpTokenizer(model);
        this.processor = sentencePiece.getProcessor();
    }

    /**
     * Loads a {@code .model} file.
     *
     * @throws IOException when it cannot be read or is none
     */
    public static Tokenizer load(Path file) throws IOException {
        byte[] model = Files.readAllBytes(file);
        return new Tokenizer(model, Pieces.read(model, file));
    }

    public int vocabularySize() {
        return pieces.size();
    }

    public int paddingId() {
        return id("<pad>");
    }

    public int startId() {
        return id("<s>");
    }

    public int endId() {
        return id("</s>");
    }

    public int separatorId() {
        return id(TokenizerParameters.SEPARATOR);
    }

    /** The id of a piece, the unknown piece's when there is no such piece. */
    public int id(String piece) {
        return pieces.id(piece);
    }

    public String piece(int id) {
        return pieces.text(id);
    }

    /** Any text; a line break becomes the newline symbol. */
    public int[] encode(String text) {
        return processor.encode(
                text.replace("\r\n", "\n").replace("\n", " " + TokenizerParameters.NEWLINE + " "));
    }

    /**
     * {@code <s> prompt <sep>}. A separator inside the prompt's own text is left out, since a
     * second one would end the prompt too early; control symbols in a text are spelt, never obeyed.
     */
    public int[] encodePrompt(String prompt) {
        int[] text = encode(prompt.replace(TokenizerParameters.SEPARATOR, " "));
        int[] ids = new int[text.length + 2];
        ids[0] = startId();
        System.arraycopy(text, 0, ids, 1, text.length);
        ids[ids.length - 1] = separatorId();
        return ids;
    }

    /** {@code story </s>}. */
    public int[] encodeStory(String story) {
        int[] text = encode(story);
        int[] ids = Arrays.copyOf(text, text.length + 1);
        ids[text.length] = endId();
        return ids;
    }

    /** The text of ids: newline symbols as line breaks, other special pieces as nothing. */
    public String decode(int[] ids) {
        TextStream stream = stream();
        StringBuilder text = new StringBuilder();
        for (int id : ids) {
            text.append(stream.add(id));
        }
        return text.append(stream.end()).toString();
    }

    /** Decodes ids as they come. */
    public TextStream stream() {
        return new TextStream(pieces);
    }

    /** Writes the model into an existing folder, with what Hugging Face needs to read it. */
    public void saveTo(Path folder) throws IOException {
        Files.write(folder.resolve(MODEL_FILE), model);
        Files.writeString(folder.resolve(HuggingFace.CONFIG_FILE), HuggingFace.CONFIG);
    }

    @Override
    public void close() {
        sentencePiece.close();
    }
}
