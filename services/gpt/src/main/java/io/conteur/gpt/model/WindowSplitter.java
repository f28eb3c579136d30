package io.conteur.gpt.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts what exceeds a context into windows. Nothing is dropped: every story token is a target
 * exactly once.
 */
public final class WindowSplitter {
    private WindowSplitter() {}

    /**
     * The windows of one prompt and its story. Each starts with the prompt; a further one goes on
     * with up to a quarter of the context of story already seen, and then has fresh targets.
     *
     * @param prompt such as {@code <s> prompt <sep>}; what exceeds half a context is left out
     * @param story such as {@code story </s>}
     * @param context tokens a window holds; it has one id more, the last target
     */
    public static List<Example> of(int[] prompt, int[] story, int context) {
        int[] head = shortened(prompt, context);
        int room = context + 1 - head.length;
        int overlap = Math.min(room - 1, context / 4);
        List<Example> windows = new ArrayList<>();
        int done = 0;
        while (done < story.length) {
            int seen = Math.min(done, overlap);
            int end = Math.min(story.length, done - seen + room);
            int[] part = Arrays.copyOfRange(story, done - seen, end);
            windows.add(new Example(joined(head, part), head.length + seen));
            done = end;
        }
        return List.copyOf(windows);
    }

    /** Keeps the last id, the separator. */
    private static int[] shortened(int[] prompt, int context) {
        int most = Math.max(1, context / 2);
        if (prompt.length <= most) {
            return prompt;
        }
        int[] head = Arrays.copyOf(prompt, most);
        head[most - 1] = prompt[prompt.length - 1];
        return head;
    }

    private static int[] joined(int[] head, int[] tail) {
        int[] all = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, all, head.length, tail.length);
        return all;
    }
}
