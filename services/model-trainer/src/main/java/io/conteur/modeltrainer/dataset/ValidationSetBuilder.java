package io.conteur.modeltrainer.dataset;

import io.conteur.gpt.model.Example;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;

/** Collects held-out stories up to a number of windows. */
final class ValidationSetBuilder {
    private final CorpusEncoder encoder;
    private final int maxWindows;
    private final List<ValidationSet.Story> stories = new ArrayList<>();
    private final List<Example> windows = new ArrayList<>();
    private long words;
    private long bytes;
    private long unknownBytes;

    ValidationSetBuilder(CorpusEncoder encoder, int maxWindows) {
        this.encoder = encoder;
        this.maxWindows = maxWindows;
    }

    /** Adds a pair unless it exceeds the windows; the first is always added. */
    void add(String prompt, String story) {
        int[] promptIds = encoder.prompt(prompt);
        long unknownBefore = encoder.unknownBytes();
        int[] storyIds = encoder.story(story);
        List<Example> added = encoder.windows(promptIds, storyIds);
        if (!windows.isEmpty() && windows.size() + added.size() > maxWindows) {
            return;
        }
        windows.addAll(added);
        stories.add(new ValidationSet.Story(promptIds, storyIds));
        words += new StringTokenizer(story).countTokens();
        unknownBytes += encoder.unknownBytes() - unknownBefore;
        bytes += story.getBytes(StandardCharsets.UTF_8).length;
    }

    ValidationSet build() {
        return new ValidationSet(stories, windows, words, bytes, unknownBytes);
    }
}
