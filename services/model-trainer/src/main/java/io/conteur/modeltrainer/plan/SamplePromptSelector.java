package io.conteur.modeltrainer.plan;

import io.conteur.modeltrainer.corpus.ParallelCorpus;
import io.conteur.modeltrainer.dataset.CorpusEncoder;
import io.conteur.modeltrainer.dataset.TrainValidationSplit;
import io.conteur.modeltrainer.job.Hyperparameters;
import io.conteur.tokenizer.Tokenizer;
import io.conteur.workersupport.JobEndedException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Selects the prompts for which a job samples stories. A prompt may fill half the context.
 *
 * @param context tokens
 */
record SamplePromptSelector(Tokenizer tokenizer, int context) {
    /**
     * Those that the request names, else the first held-out prompts that fit, else others.
     *
     * @throws JobEndedException when a requested prompt does not fit
     */
    List<String> select(
            @Nullable List<String> requested, ParallelCorpus corpus, TrainValidationSplit split) {
        if (requested != null) {
            requested.forEach(this::require);
            return requested;
        }
        return Stream.concat(split.validation().stream(), split.training().stream())
                .map(corpus.prompts()::get)
                .distinct()
                .filter(this::fits)
                .limit(Hyperparameters.SAMPLE_PROMPTS)
                .toList();
    }

    private boolean fits(String prompt) {
        return tokens(prompt) <= context / 2;
    }

    private int tokens(String prompt) {
        return new CorpusEncoder(tokenizer, context).prompt(prompt).length;
    }

    private void require(String prompt) {
        if (prompt.isBlank() || !fits(prompt)) {
            throw JobEndedException.rejected(
                    "a sample prompt has %d tokens; it must have a text of at most %d, half the context"
                            .formatted(tokens(prompt), context / 2));
        }
    }
}
