package io.conteur.modeltrainer;

import io.conteur.gpt.Architecture;
import io.conteur.gpt.Example;
import io.conteur.gpt.TrainingOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;

/** Makes fake learners and remembers at which step each began. */
final class FakeLearners implements Learners {
    private final ManualClock clock;
    final List<Long> beganAt = new ArrayList<>();
    LongConsumer afterStep = step -> {};
    LongFunction<Float> lossOf = step -> 10f / step;

    FakeLearners(ManualClock clock) {
        this.clock = clock;
    }

    @Override
    public Learner start(
            Architecture architecture, TrainingOptions options, List<Example> examples) {
        return learner(0);
    }

    @Override
    public Learner resume(Path folder, List<Example> examples) throws IOException {
        return learner(FakeLearner.savedStep(folder));
    }

    private Learner learner(long step) {
        beganAt.add(step);
        return new FakeLearner(clock, step, afterStep, lossOf);
    }
}
