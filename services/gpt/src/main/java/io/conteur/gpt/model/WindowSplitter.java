package io.conteur.gpt.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Splits stories that exceed the context into overlapping windows. Nothing is dropped: every token
 * of a story is a target exactly once.
 */
public final class WindowSplitter {
    private WindowSplitter() {}

    /**
     * The windows of one prompt and its story. Each starts with the prompt. All but the first then
     * repeat the end of the window before, up to a quarter of the context, before new targets come.
     *
     * @param prompt such as {@code <s> prompt <sep>}; truncated to half the context
     * @param story such as {@code story </s>}
     * @param context input tokens of a window; it has one id more, the last target
     */
    public static List<Example> of(int[] prompt, int[] story, int context) {
        List<Example> windows = new ArrayList<>();
        int count = count(prompt.length, story.length, context);
        for (int number = 0; number < count; number++) {
            Part part = part(prompt.length, story.length, context, number);
            int[] ids = Arrays.copyOfRange(story, part.from, part.to);
            windows.add(part.window(prompt, ids, context));
        }
        return List.copyOf(windows);
    }

    /** The number of windows of a prompt and a story of these lengths. */
    public static int count(int promptTokens, int storyTokens, int context) {
        int space = space(promptTokens, context);
        int added = space - overlap(space, context);
        int rest = Math.max(0, storyTokens - space);
        return storyTokens == 0 ? 0 : 1 + (rest + added - 1) / added;
    }

    /** The ids of all windows of a prompt and a story of these lengths. */
    public static long tokens(int promptTokens, int storyTokens, int context) {
        int space = space(promptTokens, context);
        long windows = count(promptTokens, storyTokens, context);
        long head = context + 1L - space;
        return windows * head + storyTokens + Math.max(0, windows - 1) * overlap(space, context);
    }

    /** The part of a story that a window has, without its prompt. */
    public record Part(int from, int to, int repeated) {
        /** The window itself. */
        public Example window(int[] prompt, int[] part, int context) {
            int[] head = truncated(prompt, context);
            return new Example(concatenated(head, part), head.length + repeated);
        }
    }

    /**
     * The part of one of the windows, so that no other needs to be read.
     *
     * @param number from 0
     */
    public static Part part(int promptTokens, int storyTokens, int context, int number) {
        int space = space(promptTokens, context);
        int overlap = overlap(space, context);
        int from = number * (space - overlap);
        return new Part(from, Math.min(storyTokens, from + space), number == 0 ? 0 : overlap);
    }

    /** Story tokens that fit behind the prompt. */
    private static int space(int promptTokens, int context) {
        return context + 1 - Math.min(promptTokens, Math.max(1, context / 2));
    }

    private static int overlap(int space, int context) {
        return Math.min(space - 1, context / 4);
    }

    /** Keeps the last id, the separator. */
    private static int[] truncated(int[] prompt, int context) {
        int max = Math.max(1, context / 2);
        if (prompt.length <= max) {
            return prompt;
        }
        int[] head = Arrays.copyOf(prompt, max);
        head[max - 1] = prompt[prompt.length - 1];
        return head;
    }

    private static int[] concatenated(int[] head, int[] tail) {
        int[] all = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, all, head.length, tail.length);
        return all;
    }
}
