package io.conteur.modeltrainer.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.conteur.gpt.TokenListener;
import io.conteur.gpt.model.Example;
import io.conteur.gpt.model.Score;
import io.conteur.gpt.sampling.Generation;
import io.conteur.gpt.sampling.SamplingParameters;
import io.conteur.gpt.training.StepResult;
import io.conteur.modeltrainer.dataset.ValidationSet;
import io.conteur.modeltrainer.reporting.ManualClock;
import io.conteur.modeltrainer.session.TrainingSession;
import io.conteur.workersupport.JobControl;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PromptRankingTest {
    private final JobControl control = new JobControl(new ManualClock(), Duration.ZERO);

    @Test
    void aModelThatHearsItsPromptIsAlwaysRight() {
        assertEquals(OptionalDouble.of(1), rank(12, PromptRankingTest::belongTogether));
    }

    @Test
    void aModelThatIsDeafToPromptsIsNever() {
        assertEquals(OptionalDouble.of(0), rank(12, example -> false));
    }

    @Test
    void aQuarterRightIsAQuarter() {
        assertEquals(
                OptionalDouble.of(0.25),
                rank(12, example -> belongTogether(example) && example.ids()[1] % 4 == 0));
    }

    @Test
    void fewerThanTenPromptsAreNotRanked() {
        assertEquals(OptionalDouble.empty(), rank(9, example -> true));
    }

    @Test
    void storiesOfTheSamePromptCountOnce() {
        List<ValidationSet.Story> same = IntStream.range(0, 12).mapToObj(i -> story(1)).toList();

        assertEquals(
                OptionalDouble.empty(),
                new PromptRanking(new ValidationSet(same, List.of(), 1, 1, 0), 64, control)
                        .of(new Judge(example -> true)));
    }

    private OptionalDouble rank(int stories, Predicate<Example> likely) {
        List<ValidationSet.Story> all =
                IntStream.range(0, stories).mapToObj(PromptRankingTest::story).toList();
        return new PromptRanking(new ValidationSet(all, List.of(), 1, 1, 0), 64, control)
                .of(new Judge(likely));
    }

    private static ValidationSet.Story story(int number) {
        return new ValidationSet.Story(new int[] {0, number}, new int[] {number, number, 1});
    }

    private static boolean belongTogether(Example example) {
        return example.ids()[1] == example.ids()[2];
    }

    /** Finds some examples likelier than others. */
    private record Judge(Predicate<Example> likely) implements TrainingSession {
        @Override
        public Score score(List<Example> examples) {
            return new Score(likely.test(examples.get(0)) ? 1 : 2, 1);
        }

        @Override
        public StepResult step() {
            throw new UnsupportedOperationException();
        }

        @Override
        public OptionalInt halveMicroBatches() {
            return OptionalInt.empty();
        }

        @Override
        public String device() {
            return "CPU";
        }

        @Override
        public long stepsDone() {
            return 0;
        }

        @Override
        public Generation generate(
                int[] prompt, SamplingParameters sampling, TokenListener listener) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void save(Path folder) {}

        @Override
        public void close() {}
    }
}
