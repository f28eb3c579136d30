package io.conteur.tokenizer;

/**
 * Decodes token ids one at a time. What it gives, put together, is {@link Tokenizer#decode} of all
 * ids; it never gives half a character, nor a space that a line break could still swallow.
 */
public final class TextStream {
    private final Vocabulary vocabulary;
    private final Decoder decoder = new Decoder(Decoder.Symbols.SPOKEN);

    TextStream(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /**
     * Takes the next id and gives the text that is certain now; often empty.
     *
     * @throws IllegalArgumentException for an id that is not in the vocabulary
     */
    public String add(int id) {
        return decoder.add(vocabulary.piece(id));
    }

    /** Gives the rest. */
    public String end() {
        return decoder.end();
    }
}
