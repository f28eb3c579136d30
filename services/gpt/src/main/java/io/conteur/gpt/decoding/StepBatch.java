package io.conteur.gpt.decoding;

import java.util.ArrayList;
import java.util.List;

/**
 * The tokens of one decoding step: the last of every sequence being generated, and chunks of
 * prompts.
 */
public final class StepBatch {
    private final List<Run> runs = new ArrayList<>();
    private final List<Run> completed;
    private int tokens;

    /**
     * Consecutive tokens of one sequence.
     *
     * @param position of the first of them in the sequence
     * @param offset of the first of them in the batch
     */
    public record Run(Sequence sequence, int[] ids, int position, int offset) {
        /** Index of the last token in the batch. */
        public int last() {
            return offset + ids.length - 1;
        }

        /** Whether the logits after its last token give the next token of the sequence. */
        boolean completed() {
            return position + ids.length >= sequence.prompt.length;
        }
    }

    /**
     * @param maxPromptTokens of all prompts together, those of the oldest sequences first; so that
     *     prefill does not stall the sequences being generated
     */
    public StepBatch(List<Sequence> sequences, int maxPromptTokens) {
        int left = maxPromptTokens;
        for (Sequence sequence : sequences) {
            if (!sequence.prefilling()) {
                add(sequence, sequence.nextIds(1));
            } else if (left > 0) {
                int[] chunk = sequence.nextIds(left);
                left -= chunk.length;
                add(sequence, chunk);
            }
        }
        completed = runs.stream().filter(Run::completed).toList();
    }

    private void add(Sequence sequence, int[] ids) {
        runs.add(new Run(sequence, ids, sequence.cached(), tokens));
        tokens += ids.length;
    }

    public List<Run> runs() {
        return runs;
    }

    /** The runs from whose last token the next token is sampled. */
    public List<Run> completed() {
        return completed;
    }

    public int tokens() {
        return tokens;
    }
}
