package io.conteur.modeltrainer;

import io.conteur.gpt.model.Example;
import java.util.List;

/**
 * Whole stories that a model is measured on and never trained on.
 *
 * @param windows of all of them
 * @param words that white space separates
 * @param bytes in UTF-8
 * @param lostBytes of them, that no token spells
 */
record HeldOut(List<Story> stories, List<Example> windows, long words, long bytes, long lostBytes) {
    static final HeldOut NOTHING = new HeldOut(List.of(), List.of(), 0, 0, 0);

    HeldOut {
        stories = List.copyOf(stories);
        windows = List.copyOf(windows);
    }

    /** A prompt and its story as token ids. */
    record Story(int[] prompt, int[] story) {}

    boolean isEmpty() {
        return windows.isEmpty();
    }
}
