package io.conteur.tokenizer;

import io.conteur.tokenizer.model.TextRules;
import io.conteur.tokenizer.piece.Vocabulary;

/**
 * Decodes token ids one at a time. What it gives, put together, is {@link Tokenizer#decode} of all
 * ids; it never gives half a character, nor a space that a line break could still swallow. With a
 * model that denormalises its text it gives everything at the end.
 */
public final class TextStream {
    private final Vocabulary vocabulary;
    private final PieceDecoder decoder;

    TextStream(Vocabulary vocabulary, TextRules rules) {
        this.vocabulary = vocabulary;
        this.decoder = new PieceDecoder(rules, PieceDecoder.Symbols.SPOKEN);
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
