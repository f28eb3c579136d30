package io.conteur.events.story;

import io.conteur.events.ArtifactReference;
import io.conteur.events.EventChecks;
import io.conteur.events.WithBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The next part of a story that is streamed. Keyed like its prompt. The concatenated texts of one
 * attempt and index are the story.
 *
 * @param id of the prompt
 * @param sequence 0, 1, 2, …; a retry after a crash starts at 0 again
 * @param text may be empty in the last part
 * @param last exactly one part of a prompt is the last, whatever its outcome
 * @param attempt 1, 2, …: after a crash the same text is sent again, under the next number; 1 when
 *     absent
 * @param checkpoint that generates it; absent when none does
 * @param index which of a prompt's stories it belongs to; 0 when absent
 * @param attemptId unique per attempt, even when two processes answer a prompt at the same time
 */
@WithBuilder
public record StoryPartWritten(
        String id,
        int sequence,
        String text,
        boolean last,
        @Nullable Integer attempt,
        @Nullable ArtifactReference checkpoint,
        @Nullable Integer index,
        @Nullable String attemptId) {
    public StoryPartWritten {
        EventChecks.name(id, "/id");
        EventChecks.between(sequence, 0, Integer.MAX_VALUE, "/sequence");
        EventChecks.between(attempt, 1, Integer.MAX_VALUE, "/attempt");
        EventChecks.between(index, 0, 15, "/index");
        EventChecks.name(attemptId, "/attemptId");
    }

    /** A part of a first attempt at the only story. */
    public static StoryPartWritten of(String id, int sequence, String text, boolean last) {
        return StoryPartWrittenBuilder.builder()
                .id(id)
                .sequence(sequence)
                .text(text)
                .last(last)
                .build();
    }
}
