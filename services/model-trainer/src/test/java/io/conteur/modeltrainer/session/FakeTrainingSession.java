package io.conteur.modeltrainer.session;

import io.conteur.gpt.TokenListener;
import io.conteur.gpt.model.Example;
import io.conteur.gpt.model.Score;
import io.conteur.gpt.sampling.Generation;
import io.conteur.gpt.sampling.SamplingParameters;
import io.conteur.gpt.training.StepResult;
import io.conteur.modeltrainer.reporting.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/** Trains nothing; a step takes a second of the test clock. */
public final class FakeTrainingSession implements TrainingSession {
    private static final String FILE = "weights";

    private final ManualClock clock;
    private final FakeTrainingSessionFactory behaviour;
    private long done;
    private int partTokens = 64;

    FakeTrainingSession(ManualClock clock, long done, FakeTrainingSessionFactory behaviour) {
        this.clock = clock;
        this.done = done;
        this.behaviour = behaviour;
    }

    public static long savedStep(Path folder) throws IOException {
        return Long.parseLong(Files.readString(folder.resolve(FILE)));
    }

    @Override
    public StepResult step() {
        if (partTokens > behaviour.memory) {
            throw new StepOutOfMemoryException(new IllegalStateException("out of memory"));
        }
        clock.pass(1);
        done++;
        behaviour.afterStep.accept(done);
        return new StepResult(done, behaviour.lossOf.apply(done), 1, 0.02, 50);
    }

    @Override
    public OptionalInt halveMicroBatches() {
        partTokens /= 2;
        return partTokens < 16 ? OptionalInt.empty() : OptionalInt.of(partTokens);
    }

    @Override
    public String device() {
        return behaviour.device;
    }

    @Override
    public long stepsDone() {
        return done;
    }

    @Override
    public Score score(List<Example> examples) {
        return new Score(
                behaviour.validationLossOf.applyAsDouble(done) * examples.size(), examples.size());
    }

    @Override
    public Generation generate(int[] prompt, SamplingParameters sampling, TokenListener listener) {
        boolean goOn = listener.accept(prompt[1]);
        return new Generation(
                new int[] {prompt[1]},
                goOn ? Generation.Finish.LENGTH : Generation.Finish.CANCELLED);
    }

    @Override
    public void save(Path folder) throws IOException {
        if (behaviour.savesThatFail > 0) {
            behaviour.savesThatFail--;
            throw new IOException("No space left on device");
        }
        clock.pass(behaviour.secondsOfSave);
        Files.writeString(folder.resolve(FILE), Long.toString(done));
    }

    @Override
    public void close() {}
}
