package io.conteur.modeltrainer.evaluation;

import io.conteur.gpt.model.Example;
import io.conteur.gpt.model.Score;
import io.conteur.modeltrainer.dataset.ValidationSet;
import io.conteur.modeltrainer.session.TrainingSession;
import io.conteur.workersupport.JobControl;
import java.util.List;
import java.util.Optional;

/** Measures the loss over a validation set. */
public record Evaluator(ValidationSet validation, JobControl control) {
    /** Windows scored between two checks whether the job has to stop. */
    private static final int CHUNK = 8;

    /** Empty when the set is, or when the job has to stop. */
    public Optional<ValidationMetrics> evaluate(TrainingSession session) {
        List<Example> windows = validation.windows();
        double nats = 0;
        long tokens = 0;
        for (int from = 0; from < windows.size(); from += CHUNK) {
            if (control.interrupted()) {
                return Optional.empty();
            }
            Score score =
                    session.score(windows.subList(from, Math.min(from + CHUNK, windows.size())));
            nats += score.nats();
            tokens += score.tokens();
            control.beat();
        }
        return tokens == 0
                ? Optional.empty()
                : Optional.of(
                        new ValidationMetrics(
                                nats,
                                tokens,
                                validation.words(),
                                validation.bytes(),
                                validation.unknownBytes()));
    }
}
