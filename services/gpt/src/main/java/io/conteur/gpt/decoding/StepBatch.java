package io.conteur.gpt.decoding;

import java.util.ArrayList;
import java.util.List;

/** The tokens that one step computes: the next of every story, and pieces of prompts. */
public final class StepBatch {
    private final List<Run> runs = new ArrayList<>();
    private final List<Run> answered;
    private int tokens;

    /** Tokens of one story that follow one another, the first of them {@code at} in the batch. */
    public record Run(Sequence row, int[] ids, int position, int at) {
        public int last() {
            return at + ids.length - 1;
        }

        /** Whether what follows its last token is the story's next. */
        boolean answered() {
            return position + ids.length >= row.prompt.length;
        }
    }

    /**
     * @param promptTokens at most so many of all prompts together, the earliest stories' first, so
     *     that stories being written keep flowing
     */
    public StepBatch(List<Sequence> rows, int promptTokens) {
        int left = promptTokens;
        for (Sequence row : rows) {
            if (!row.reads()) {
                add(row, row.next(1));
            } else if (left > 0) {
                int[] piece = row.next(left);
                left -= piece.length;
                add(row, piece);
            }
        }
        answered = runs.stream().filter(Run::answered).toList();
    }

    private void add(Sequence row, int[] ids) {
        runs.add(new Run(row, ids, row.computed(), tokens));
        tokens += ids.length;
    }

    public List<Run> runs() {
        return runs;
    }

    /** The runs that another token follows. */
    public List<Run> answered() {
        return answered;
    }

    public int tokens() {
        return tokens;
    }
}
