package io.conteur.tokenizer;

import io.conteur.tokenizer.model.TextRules;
import io.conteur.tokenizer.piece.Vocabulary;

/**
 * Decodes token ids one at a time. The concatenated results equal {@link Tokenizer#decode} of all
 * ids; a result never ends within a character, nor with a space that a line break may still remove.
 * With a model that denormalises its text, all of it is returned at the end.
 */
public final class TextStream {
    private final Vocabulary vocabulary;
    private final PieceDecoder decoder;

    TextStream(Vocabulary vocabulary, TextRules rules) {
        this.vocabulary = vocabulary;
        this.decoder = new PieceDecoder(rules, PieceDecoder.Symbols.RENDERED);
    }

    /**
     * Decodes the next id and returns the text that no later id can change; often empty.
     *
     * @throws IllegalArgumentException for an id that is not in the vocabulary
     */
    public String add(int id) {
        return decoder.add(vocabulary.piece(id));
    }

    /** Returns the text that is still buffered. */
    public String end() {
        return decoder.end();
    }
}
