package io.conteur.console.feed;

import io.conteur.console.change.Change.Kind;
import java.util.Map;

/** How much of each kind is kept. */
final class ViewLimits {
    /** Reports of one job; of a longer one every other is left out, again and again. */
    static final int REPORTS_PER_JOB = 600;

    /** Jobs whose reports are counted. */
    static final int JOBS = 1_000;

    /** Prompts that are known to be answered, so that no late record brings them back. */
    static final int ANSWERED = 20_000;

    private static final Limit USUAL = new Limit(200, 1 << 20);
    private static final Map<Kind, Limit> LIMITS =
            Map.of(
                    Kind.PROMPT, new Limit(1000, 2 << 20),
                    Kind.PART, new Limit(1000, 2 << 20),
                    Kind.STORY, new Limit(300, 3 << 20),
                    Kind.PROGRESS, new Limit(12_000, 4 << 20),
                    Kind.CHECKPOINT, new Limit(500, 1 << 20));

    private ViewLimits() {}

    /**
     * Of one kind.
     *
     * @param changes at most
     * @param characters of JSON and keys, at most
     */
    record Limit(int changes, long characters) {}

    static Limit of(Kind kind) {
        return LIMITS.getOrDefault(kind, USUAL);
    }
}
