package io.conteur.modeltrainer.dataset;

import io.conteur.gpt.model.Example;
import java.util.List;

/**
 * Whole stories held out from training.
 *
 * @param windows of all stories
 * @param words separated by white space
 * @param bytes in UTF-8
 * @param unknownBytes of them, encoded as {@code <unk>}
 */
public record ValidationSet(
        List<Story> stories, List<Example> windows, long words, long bytes, long unknownBytes) {
    public ValidationSet {
        stories = List.copyOf(stories);
        windows = List.copyOf(windows);
    }

    /** A prompt and its story as token ids. */
    public record Story(int[] prompt, int[] story) {}

    public boolean isEmpty() {
        return windows.isEmpty();
    }
}
