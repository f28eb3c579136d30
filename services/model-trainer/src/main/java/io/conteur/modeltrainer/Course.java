package io.conteur.modeltrainer;

import io.conteur.gpt.Architecture;
import java.util.List;

/**
 * All that is decided before the first step of a job.
 *
 * @param steps in all, those before a resumption included
 * @param samplePrompts prompts for which stories are sampled
 */
record Course(
        Job job,
        Architecture architecture,
        int steps,
        Cadence cadence,
        Material material,
        List<String> samplePrompts,
        ReadyTokenizer tokenizer) {
    Course {
        samplePrompts = List.copyOf(samplePrompts);
    }
}
