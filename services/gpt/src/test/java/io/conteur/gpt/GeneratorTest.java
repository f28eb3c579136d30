package io.conteur.gpt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.gpt.model.Example;
import io.conteur.gpt.sampling.Generation;
import io.conteur.gpt.sampling.Generation.Finish;
import io.conteur.gpt.sampling.Sampler;
import io.conteur.gpt.sampling.SamplingParameters;
import io.conteur.gpt.sampling.SoftmaxWeights;
import io.conteur.gpt.sampling.TokenFilter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratorTest {
    private static final int[] PROMPT = {2, 9, 17, 25, 4};
    private static final int END = 3;

    private static Trainer trainer;
    private static Generator generator;

    @BeforeAll
    static void train() {
        trainer = Trainer.start(Micro.ARCHITECTURE, Micro.options(12), Micro.examples(10, 30));
        for (int i = 0; i < 12; i++) {
            trainer.step();
        }
        generator = trainer.generator();
    }

    @AfterAll
    static void close() {
        generator.close();
        trainer.close();
    }

    @Test
    void greedyWritingWithACacheEqualsReadingTheWholePrefixForEveryToken() {
        int[] story = write(SamplingParameters.greedy(20, END)).ids();

        int[] prefix = PROMPT;
        for (int expected : story) {
            float[] logits = generator.logitsAfter(prefix);
            Sampler likeliest = new Sampler(SamplingParameters.greedy(1, END), prefix);
            TokenFilter filter = new TokenFilter(logits.length, SoftmaxWeights::plain);
            assertEquals(likeliest.sample(logits, 0, filter).id(), expected);
            prefix = Arrays.copyOf(prefix, prefix.length + 1);
            prefix[prefix.length - 1] = expected;
        }
    }

    @Test
    void aTokenChangesNothingBeforeIt() {
        int[] ids = Micro.examples(1, 20).get(0).ids();
        int[] changed = ids.clone();
        changed[15] = changed[15] == 9 ? 10 : 9;

        double before = generator.score(List.of(new Example(Arrays.copyOf(ids, 15), 1))).nats();
        double with = generator.score(List.of(new Example(ids, 1))).nats();
        double without = generator.score(List.of(new Example(changed, 1))).nats();
        double tail = generator.score(List.of(new Example(ids, 15))).nats();
        double changedTail = generator.score(List.of(new Example(changed, 15))).nats();

        assertEquals(before, with - tail, 1e-3);
        assertEquals(before, without - changedTail, 1e-3);
    }

    @Test
    void theSameSeedWritesTheSameStoryAndAnotherSeedAnother() {
        SamplingParameters sampling = new SamplingParameters(1, 0, 1, 5, 20, END);

        assertArrayEquals(write(sampling).ids(), write(sampling).ids());
        assertFalse(
                Arrays.equals(
                        write(sampling).ids(),
                        write(new SamplingParameters(1, 0, 1, 6, 20, END)).ids()));
    }

    @Test
    void aLoadedCheckpointWritesWhatTheTrainerWrote(@TempDir Path folder) throws IOException {
        trainer.save(folder);
        SamplingParameters sampling = new SamplingParameters(0.8, 10, 0.9, 11, 20, END);

        try (Generator loaded = Generator.load(folder)) {
            assertEquals(Micro.ARCHITECTURE, loaded.architecture());
            assertArrayEquals(
                    write(sampling).ids(), loaded.generate(PROMPT, sampling, id -> true).ids());
        }
    }

    @Test
    void aStoryStopsWhereTheContextEnds() {
        Generation story = write(new SamplingParameters(1, 0, 1, 5, 1000, -1));

        assertEquals(Finish.LENGTH, story.finish());
        assertEquals(Micro.ARCHITECTURE.context() - PROMPT.length, story.ids().length);
    }

    @Test
    void aStoryStopsAtItsEndToken() {
        int first = write(SamplingParameters.greedy(1, -1)).ids()[0];

        Generation story = write(SamplingParameters.greedy(20, first));

        assertEquals(Finish.END, story.finish());
        assertArrayEquals(new int[] {first}, story.ids());
    }

    @Test
    void aListenerStopsAStory() {
        Generation story =
                generator.generate(PROMPT, new SamplingParameters(1, 0, 1, 5, 20, -1), id -> false);

        assertEquals(Finish.CANCELLED, story.finish());
        assertEquals(1, story.ids().length);
    }

    @Test
    void aPromptThatFillsTheContextIsRefused() {
        IllegalArgumentException refusal =
                assertThrows(
                        IllegalArgumentException.class,
                        () ->
                                generator.generate(
                                        new int[32], SamplingParameters.greedy(1, 3), id -> true));

        assertTrue(String.valueOf(refusal.getMessage()).contains("has 32"));
    }

    private static Generation write(SamplingParameters sampling) {
        return generator.generate(PROMPT, sampling, id -> true);
    }
}
