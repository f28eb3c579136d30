package io.conteur.modeltrainer;

import io.conteur.gpt.model.Example;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;

/** Gathers held-out stories, whole ones, until there are windows enough. */
final class HeldOutMaker {
    private final CorpusEncoder encoder;
    private final int maxWindows;
    private final List<HeldOut.Story> stories = new ArrayList<>();
    private final List<Example> windows = new ArrayList<>();
    private long words;
    private long bytes;
    private long lostBytes;

    HeldOutMaker(CorpusEncoder encoder, int maxWindows) {
        this.encoder = encoder;
        this.maxWindows = maxWindows;
    }

    /** Takes a pair unless there would be too many windows; the first is always taken. */
    void add(String prompt, String story) {
        int[] promptIds = encoder.prompt(prompt);
        long lostBefore = encoder.lostBytes();
        int[] storyIds = encoder.story(story);
        List<Example> cut = encoder.windows(promptIds, storyIds);
        if (!windows.isEmpty() && windows.size() + cut.size() > maxWindows) {
            return;
        }
        windows.addAll(cut);
        stories.add(new HeldOut.Story(promptIds, storyIds));
        words += new StringTokenizer(story).countTokens();
        lostBytes += encoder.lostBytes() - lostBefore;
        bytes += story.getBytes(StandardCharsets.UTF_8).length;
    }

    HeldOut make() {
        return new HeldOut(stories, windows, words, bytes, lostBytes);
    }
}
