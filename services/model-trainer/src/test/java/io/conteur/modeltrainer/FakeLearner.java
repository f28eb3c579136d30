package io.conteur.modeltrainer;

import io.conteur.gpt.Example;
import io.conteur.gpt.Generation;
import io.conteur.gpt.Sampling;
import io.conteur.gpt.Score;
import io.conteur.gpt.StepResult;
import io.conteur.gpt.TokenListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;

/** Learns nothing, and a step takes a second of the test's clock. */
final class FakeLearner implements Learner {
    private static final String FILE = "weights";

    private final ManualClock clock;
    private final LongConsumer afterStep;
    private final LongFunction<Float> lossOf;
    private long done;

    FakeLearner(ManualClock clock, long done, LongConsumer afterStep, LongFunction<Float> lossOf) {
        this.lossOf = lossOf;
        this.clock = clock;
        this.done = done;
        this.afterStep = afterStep;
    }

    static long savedStep(Path folder) throws IOException {
        return Long.parseLong(Files.readString(folder.resolve(FILE)));
    }

    @Override
    public StepResult step() {
        clock.pass(1);
        done++;
        afterStep.accept(done);
        return new StepResult(done, lossOf.apply(done), 1, 0.02, 50);
    }

    @Override
    public long stepsDone() {
        return done;
    }

    @Override
    public Score score(List<Example> examples) {
        return new Score(10.0 * examples.size() / (done + 1), examples.size());
    }

    @Override
    public Generation generate(int[] prompt, Sampling sampling, TokenListener listener) {
        boolean goOn = listener.accept(prompt[1]);
        return new Generation(
                new int[] {prompt[1]},
                goOn ? Generation.Finish.LENGTH : Generation.Finish.CANCELLED);
    }

    @Override
    public void save(Path folder) throws IOException {
        Files.writeString(folder.resolve(FILE), Long.toString(done));
    }

    @Override
    public void close() {}
}
