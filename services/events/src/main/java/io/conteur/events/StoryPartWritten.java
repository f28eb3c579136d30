package io.conteur.events;

/**
 * The next piece of a story being written. Keyed like its prompt. The texts of a story's parts in
 * order are the story.
 *
 * @param id the prompt's id
 * @param sequence 0, 1, 2, …; a repeat after a crash starts at 0 again
 * @param text may be empty in the last part
 * @param last exactly one part of a story is the last, whatever its outcome
 */
public record StoryPartWritten(String id, int sequence, String text, boolean last) {
    public StoryPartWritten {
        Check.name(id, "/id");
        Check.between(sequence, 0, Integer.MAX_VALUE, "/sequence");
    }
}
