package io.conteur.modeltrainer.training;

import io.conteur.gpt.data.ExampleSource;
import io.conteur.modeltrainer.checkpoint.CheckpointStore;
import io.conteur.modeltrainer.checkpoint.StoredCheckpoint;
import io.conteur.modeltrainer.evaluation.EarlyStoppingState;
import io.conteur.modeltrainer.evaluation.PromptRanking;
import io.conteur.modeltrainer.plan.TrainingPlan;
import io.conteur.modeltrainer.session.TrainingSession;
import io.conteur.modeltrainer.session.TrainingSessionFactory;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Measures the prompt ranking accuracy of a job's best model when its training ends. */
record BestModelRanking(
        ActiveTraining training, CheckpointStore store, TrainingSessionFactory sessions) {
    /**
     * From 0 to 1; null when there are too few prompts, or when the job has to stop.
     *
     * @param best null for the model as it is
     */
    @Nullable Double of(@Nullable EarlyStoppingState best) throws IOException {
        TrainingPlan plan = training.plan();
        PromptRanking ranking =
                new PromptRanking(
                        plan.dataset().validation(),
                        plan.architecture().context(),
                        training.control());
        if (!ranking.possible()) {
            return null;
        }
        training.progress().running("ranking prompts");
        OptionalDouble share =
                best == null || best.step() == training.session().stepsDone()
                        ? ranking.of(training.session())
                        : ofCheckpoint(best.step(), ranking);
        return share.isPresent() ? share.getAsDouble() : null;
    }

    private OptionalDouble ofCheckpoint(long step, PromptRanking ranking) throws IOException {
        Optional<StoredCheckpoint> checkpoint = store.at(training.job(), step);
        if (checkpoint.isEmpty()) {
            return OptionalDouble.empty();
        }
        ExampleSource examples = training.plan().dataset().training();
        try (TrainingSession best = sessions.resume(checkpoint.get().folder(), examples)) {
            return ranking.of(best);
        }
    }
}
