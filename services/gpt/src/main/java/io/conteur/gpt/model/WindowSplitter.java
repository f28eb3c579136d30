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
        int[] head = truncated(prompt, context);
        int space = context + 1 - head.length;
        int overlap = Math.min(space - 1, context / 4);
        List<Example> windows = new ArrayList<>();
        int done = 0;
        while (done < story.length) {
            int repeated = Math.min(done, overlap);
            int end = Math.min(story.length, done - repeated + space);
            int[] part = Arrays.copyOfRange(story, done - repeated, end);
            windows.add(new Example(concatenated(head, part), head.length + repeated));
            done = end;
        }
        return List.copyOf(windows);
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
