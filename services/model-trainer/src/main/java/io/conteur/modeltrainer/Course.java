package io.conteur.modeltrainer;

import io.conteur.events.ArtifactReference;
import io.conteur.gpt.model.Architecture;
import java.util.List;
import java.util.Optional;

/**
 * All that is decided before the first step of a job.
 *
 * @param steps in all, those before a resumption included
 * @param samplePrompts prompts for which stories are sampled
 * @param best validation before a resumption
 */
record Course(
        Job job,
        Architecture architecture,
        int steps,
        Cadence cadence,
        Material material,
        List<String> samplePrompts,
        ReadyTokenizer tokenizer,
        ArtifactReference corpus,
        Optional<Best> best) {
    Course {
        samplePrompts = List.copyOf(samplePrompts);
    }
}
