package io.conteur.gpt;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.gpt.checkpoint.CheckpointException;
import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.sampling.Generation.Finish;
import io.conteur.gpt.sampling.SampledToken;
import io.conteur.gpt.sampling.SamplingParameters;
import io.conteur.gpt.sampling.SamplingParameters.Penalties;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class StoryEngineTest {
    private static final Architecture ARCHITECTURE = new Architecture(90, 32, 40, 2, 2, 700);
    private static final EngineLimits LIMITS = new EngineLimits(32, 4000);
    private static final int END = 3;

    @TempDir private static Path folder;

    private StoryEngine engine;

    /** Loads the engine to test. */
    abstract StoryEngine load(Path checkpoint, EngineLimits limits) throws IOException;

    /** The number of stories that are generated alone and in a batch. */
    abstract int prompts();

    @BeforeAll
    void load() throws IOException {
        Micro.saveTrained(ARCHITECTURE, folder);
        engine = load(folder, LIMITS);
    }

    @AfterAll
    void close() {
        engine.close();
    }

    /** A prompt with its sampling parameters. */
    private record Asked(int[] prompt, SamplingParameters sampling) {
        static Asked random(int seed) {
            Random random = new Random(seed);
            int[] prompt = random.ints(1 + random.nextInt(40), 4, 90).toArray();
            int most = 1 + random.nextInt(40);
            return new Asked(
                    prompt,
                    new SamplingParameters(random.nextInt(3) * 0.6, 20, 0.95, seed, most, END));
        }
    }

    @Test
    void aStoryIsTheSameAloneAndAmongOthersThatComeAndGo() {
        List<Asked> asked = new ArrayList<>();
        for (int i = 0; i < prompts(); i++) {
            asked.add(Asked.random(i));
        }

        Map<Integer, List<Integer>> mixed = together(asked);

        for (int i = 0; i < asked.size(); i++) {
            assertEquals(together(List.of(asked.get(i))).get(0), mixed.get(i), "story " + i);
        }
    }

    @Test
    void weightsThatOverflowAreRefused(@TempDir Path huge) throws IOException {
        Micro.saveTrained(ARCHITECTURE, huge);
        Path weights = huge.resolve("model.safetensors");
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(weights)).order(LITTLE_ENDIAN);
        for (int at = Long.BYTES + (int) bytes.getLong(0); at < bytes.limit(); at += Float.BYTES) {
            bytes.putFloat(at, bytes.getFloat(at) * 1e30f);
        }
        Files.write(weights, bytes.array());

        CheckpointException refusal =
                assertThrows(CheckpointException.class, () -> load(huge, LIMITS).close());

        assertTrue(String.valueOf(refusal.getMessage()).contains("overflow"));
    }

    @Test
    void aPromptOfSeveralPiecesIsReadBetweenTheStepsOfOthers() {
        Asked lengthy =
                new Asked(
                        new Random(1).ints(600, 4, 90).toArray(),
                        new SamplingParameters(1, 0, 1, 5, 30, END));
        List<Asked> asked = List.of(Asked.random(1), lengthy, Asked.random(3), Asked.random(4));

        assertEquals(together(List.of(lengthy)).get(0), together(asked).get(1));
    }

    @Test
    void theLikeliestStoryIsTheOneOfTheExactModel() throws IOException {
        Asked asked = new Asked(new int[] {2, 20, 30, 4}, SamplingParameters.greedy(12, END));
        try (Generator exact = Generator.load(folder)) {
            List<Integer> expected = new ArrayList<>();
            exact.generate(asked.prompt, asked.sampling, expected::add);

            assertEquals(expected, together(List.of(asked)).get(0).subList(0, expected.size()));
        }
    }

    @Test
    void probabilitiesAreNearlyThoseOfTheExactModel() throws IOException {
        int[] prompt = new Random(1).ints(300, 4, 90).toArray();
        SamplingParameters sampling =
                new SamplingParameters(
                        0.7, 0, 1, 0, Penalties.NONE, 5, 40, 0, END, true, Map.of(), 0);
        engine.add(prompt, sampling);
        List<SampledToken> story = new ArrayList<>();
        while (engine.stories() > 0) {
            story.addAll(engine.step());
        }
        int[] prefix = Arrays.copyOf(prompt, prompt.length + story.size());
        try (Generator exact = Generator.load(folder)) {
            for (int i = 0; i < story.size(); i++) {
                int length = prompt.length + i;
                float[] logits = exact.logitsAfter(Arrays.copyOf(prefix, length));
                assertEquals(
                        logProbability(logits, story.get(i).id()),
                        story.get(i).probabilities().get(0).logProbability(),
                        0.03);
                prefix[length] = story.get(i).id();
            }
        }
    }

    private static double logProbability(float[] logits, int id) {
        double total = 0;
        for (float logit : logits) {
            total += Math.exp(logit);
        }
        return logits[id] - Math.log(total);
    }

    @Test
    void rowsAndCacheDecideWhoMayJoin() throws IOException {
        try (StoryEngine small = load(folder, new EngineLimits(2, 100))) {
            assertTrue(small.fits(60, 40));
            assertFalse(small.fits(60, 41));
            int first = small.add(new int[60], SamplingParameters.greedy(10, -1));

            assertEquals(70, small.cacheTokensUsed());
            assertFalse(small.hasRoom(20, 11));
            assertTrue(small.hasRoom(20, 10));
            assertThrows(
                    IllegalStateException.class,
                    () -> small.add(new int[20], SamplingParameters.greedy(11, -1)));
            small.add(new int[1], SamplingParameters.greedy(1, -1));
            assertFalse(small.hasRoom(1, 1), "both rows are taken");
            small.remove(first);
            assertEquals(1, small.stories());
            assertTrue(small.hasRoom(60, 10));
        }
    }

    @Test
    void aStoryThatIsCancelledWritesNoMore() {
        int left = engine.add(new int[] {2, 9}, SamplingParameters.greedy(30, -1));
        int stays = engine.add(new int[] {2, 9}, SamplingParameters.greedy(3, -1));
        engine.step();

        engine.remove(left);

        assertTrue(engine.step().stream().allMatch(token -> token.handle() == stays));
        assertEquals(Finish.LENGTH, engine.step().get(0).finish());
        assertEquals(0, engine.stories());
        assertEquals(0, engine.cacheTokensUsed());
    }

    @Test
    void theEndTokenEndsAStoryUnlessItIsToBeIgnored() {
        int end = together(List.of(greedy(-1, false))).get(0).get(0);

        assertEquals(1, together(List.of(greedy(end, false))).get(0).size());
        assertEquals(20, together(List.of(greedy(end, true))).get(0).size());
    }

    private static Asked greedy(int end, boolean ignore) {
        return new Asked(
                new int[] {2, 30, 4},
                new SamplingParameters(
                        0, 0, 1, 0, Penalties.NONE, 0, 20, 0, end, ignore, Map.of(), -1));
    }

    /** The stories when all are requested, as many at once as there is room for. */
    private Map<Integer, List<Integer>> together(List<Asked> asked) {
        Map<Integer, List<Integer>> stories = new HashMap<>();
        Map<Integer, Integer> rows = new HashMap<>();
        int next = 0;
        while (next < asked.size() || engine.stories() > 0) {
            while (next < asked.size() && room(asked.get(next))) {
                rows.put(engine.add(asked.get(next).prompt, asked.get(next).sampling), next);
                stories.put(next++, new ArrayList<>());
            }
            for (SampledToken token : engine.step()) {
                stories.get(rows.get(token.handle())).add(token.id());
            }
        }
        return stories;
    }

    private boolean room(Asked asked) {
        return engine.hasRoom(asked.prompt.length, asked.sampling.maxTokens());
    }
}
