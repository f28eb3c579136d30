package io.conteur.modeltrainer;

import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.model.Example;
import io.conteur.gpt.model.ModelSize;
import io.conteur.gpt.training.TrainingOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import java.util.function.LongToDoubleFunction;

/** Makes fake learners and remembers at which step each began. */
final class FakeLearners implements Learners {
    private final ManualClock clock;
    final List<Long> beganAt = new ArrayList<>();
    LongConsumer afterStep = step -> {};
    LongFunction<Float> lossOf = step -> 10f / step;
    LongToDoubleFunction validationLossOf = step -> 10.0 / (step + 1);
    int savesThatFail;
    double secondsOfSave;
    int memory = Integer.MAX_VALUE;
    private Architecture shape = ModelSize.TINY.architecture();

    FakeLearners(ManualClock clock) {
        this.clock = clock;
    }

    @Override
    public Learner start(
            Architecture architecture, TrainingOptions options, List<Example> examples) {
        shape = architecture;
        return learner(0);
    }

    @Override
    public Learner resume(Path folder, List<Example> examples) throws IOException {
        return learner(FakeLearner.savedStep(folder));
    }

    @Override
    public Learner startFrom(Path folder, TrainingOptions options, List<Example> examples)
            throws IOException {
        FakeLearner.savedStep(folder);
        return learner(0);
    }

    private Learner learner(long step) {
        beganAt.add(step);
        return new FakeLearner(clock, step, this);
    }

    @Override
    public Architecture architecture(Path folder) {
        return shape;
    }
}
