package io.conteur.modeltrainer;

import io.conteur.gpt.Example;
import io.conteur.gpt.Windows;
import io.conteur.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;

/** Gathers held-out stories, whole ones, until there are windows enough. */
final class HeldOutMaker {
    private final Tokenizer tokenizer;
    private final int context;
    private final int maxWindows;
    private final List<HeldOut.Story> stories = new ArrayList<>();
    private final List<Example> windows = new ArrayList<>();
    private long words;
    private long bytes;

    HeldOutMaker(Tokenizer tokenizer, int context, int maxWindows) {
        this.tokenizer = tokenizer;
        this.context = context;
        this.maxWindows = maxWindows;
    }

    /** Takes a pair unless there would be too many windows; the first is always taken. */
    void add(String prompt, String story) {
        int[] promptIds = tokenizer.encodePrompt(prompt);
        int[] storyIds = tokenizer.encodeStory(story);
        List<Example> cut = Windows.of(promptIds, storyIds, context);
        if (!windows.isEmpty() && windows.size() + cut.size() > maxWindows) {
            return;
        }
        windows.addAll(cut);
        stories.add(new HeldOut.Story(promptIds, storyIds));
        words += new StringTokenizer(story).countTokens();
        bytes += story.getBytes(StandardCharsets.UTF_8).length;
    }

    HeldOut make() {
        return new HeldOut(stories, windows, words, bytes);
    }
}
