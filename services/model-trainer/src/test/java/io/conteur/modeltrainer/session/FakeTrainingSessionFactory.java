package io.conteur.modeltrainer.session;

import io.conteur.gpt.data.ExampleSource;
import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.model.ModelSize;
import io.conteur.gpt.training.TrainingOptions;
import io.conteur.modeltrainer.reporting.ManualClock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import java.util.function.LongToDoubleFunction;

/** Opens fake sessions and records the step at which each began. */
public final class FakeTrainingSessionFactory implements TrainingSessionFactory {
    private final ManualClock clock;
    public final List<Long> beganAt = new ArrayList<>();
    public LongConsumer afterStep = step -> {};
    public LongFunction<Float> lossOf = step -> 10f / step;
    public LongToDoubleFunction validationLossOf = step -> 10.0 / (step + 1);
    public int savesThatFail;
    public double secondsOfSave;
    public int memory = Integer.MAX_VALUE;
    public String device = "CPU";
    public Optional<GpuMemory> gpuMemory = Optional.empty();
    private Architecture shape = ModelSize.TINY.architecture();

    public FakeTrainingSessionFactory(ManualClock clock) {
        this.clock = clock;
    }

    @Override
    public TrainingSession start(
            Architecture architecture, TrainingOptions options, ExampleSource examples) {
        shape = architecture;
        return session(0);
    }

    @Override
    public TrainingSession resume(Path folder, ExampleSource examples) throws IOException {
        return session(FakeTrainingSession.savedStep(folder));
    }

    @Override
    public TrainingSession startFrom(Path folder, TrainingOptions options, ExampleSource examples)
            throws IOException {
        FakeTrainingSession.savedStep(folder);
        return session(0);
    }

    private TrainingSession session(long step) {
        beganAt.add(step);
        return new FakeTrainingSession(clock, step, this);
    }

    @Override
    public Optional<GpuMemory> gpuMemory(Architecture architecture) {
        return gpuMemory;
    }

    @Override
    public Architecture architecture(Path folder) {
        return shape;
    }
}
