package io.conteur.tokenizer.merging;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class WordSequenceTest {
    @Test
    void everyPositionHasTheCountOfItsWord() {
        int[] lengths = {1, 31, 32, 33, 1000, 2, 64, 1, 95};
        WordSequence words = new WordSequence(2000, lengths.length);

        for (int word = 0; word < lengths.length; word++) {
            for (int i = 0; i < lengths[word]; i++) {
                words.add(i);
            }
            words.end(word, 10 + word);
        }

        int position = 1;
        for (int word = 0; word < lengths.length; word++) {
            for (int i = 0; i < lengths[word]; i++) {
                assertEquals(10 + word, words.count(position++), "position " + (position - 1));
            }
            position++;
        }
    }
}
