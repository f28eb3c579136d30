package io.conteur.gpt.export;

import java.util.ArrayList;
import java.util.List;

/**
 * The tokens of a SentencePiece tokenizer.
 *
 * @param tokens in the order of their ids
 * @param specialIds ids of the start, end, unknown and padding tokens
 */
public record GgufVocabulary(List<Token> tokens, SpecialIds specialIds) {
    private static final int BYTE = 6;

    /**
     * A token.
     *
     * @param score a higher one is merged first
     * @param type the number of its type in SentencePiece's model file; GGUF has the same
     */
    public record Token(String text, float score, int type) {}

    /** Ids of special tokens. */
    public record SpecialIds(int start, int end, int unknown, int padding) {}

    public GgufVocabulary {
        tokens = List.copyOf(tokens);
    }

    /**
     * The tokens and, after them, one of each byte if there are none. llama.cpp encodes a character
     * that it does not know by its bytes, asks for the line break's at once, and ends the process
     * when there is no such token.
     */
    List<Token> withBytes() {
        List<Token> all = new ArrayList<>(tokens);
        if (tokens.stream().noneMatch(token -> token.type == BYTE)) {
            for (int value = 0; value < 256; value++) {
                all.add(new Token("<0x%02X>".formatted(value), 0, BYTE));
            }
        }
        return all;
    }
}
