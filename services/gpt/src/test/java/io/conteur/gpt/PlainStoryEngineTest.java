package io.conteur.gpt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.sampling.SampledToken;
import io.conteur.gpt.sampling.SamplingParameters;
import io.conteur.gpt.sampling.SamplingParameters.Penalties;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a CPU in fp32. */
class PlainStoryEngineTest extends StoryEngineTest {
    private static final Architecture SMALL = new Architecture(90, 32, 40, 2, 2, 120);
    private static final int END = 3;

    @Override
    int prompts() {
        return 30;
    }

    @Override
    StoryEngine load(Path checkpoint, EngineLimits limits) throws IOException {
        return StoryEngine.load(checkpoint, limits, DecoderKind.PLAIN);
    }

    @Test
    void storiesOfABatchAreThoseOfTheExactModelHoweverTheyAreSampled(@TempDir Path folder)
            throws IOException {
        Micro.saveTrained(SMALL, folder);
        List<int[]> prompts = new ArrayList<>();
        List<SamplingParameters> samplings = samplings();
        for (int i = 0; i < samplings.size(); i++) {
            prompts.add(new Random(i).ints(1 + 7 * i % 50, 4, 90).toArray());
        }
        Map<Integer, List<Integer>> stories = new HashMap<>();
        try (StoryEngine engine = load(folder, new EngineLimits(32, 4000))) {
            for (int i = 0; i < prompts.size(); i++) {
                stories.put(engine.add(prompts.get(i), samplings.get(i)), new ArrayList<>());
            }
            List<Integer> handles = new ArrayList<>(stories.keySet());
            while (engine.stories() > 0) {
                for (SampledToken token : engine.step()) {
                    stories.get(token.handle()).add(token.id());
                }
            }
            try (Generator exact = Generator.load(folder)) {
                for (int i = 0; i < prompts.size(); i++) {
                    List<Integer> expected = new ArrayList<>();
                    exact.sample(
                            prompts.get(i),
                            samplings.get(i),
                            token -> {
                                expected.add(token.id());
                                return true;
                            });
                    assertEquals(expected, stories.get(handles.get(i)), samplings.get(i)::toString);
                }
            }
        }
        assertTrue(stories.values().stream().anyMatch(story -> story.size() > 20));
    }

    /** Every filter alone and with others, and what is sampled on the host. */
    private static List<SamplingParameters> samplings() {
        List<SamplingParameters> samplings = new ArrayList<>();
        Penalties penalties = new Penalties(1.2, 0.1, 0.1);
        for (double temperature : new double[] {0, 0.7, 1.3}) {
            for (int topK : new int[] {0, 1, 7}) {
                samplings.add(sampling(temperature, topK, 0.9, 0, Penalties.NONE));
            }
            samplings.add(sampling(temperature, 0, 1, 0.3, Penalties.NONE));
            samplings.add(sampling(temperature, 5, 0.6, 0.05, Penalties.NONE));
            samplings.add(sampling(temperature, 0, 0, 0, Penalties.NONE));
            samplings.add(sampling(temperature, 0, 0.95, 0, penalties));
        }
        samplings.add(
                new SamplingParameters(
                        1, 0, 1, 0, Penalties.NONE, 4, 40, 30, END, false, Map.of(9, 2.0), 3));
        return samplings;
    }

    private static SamplingParameters sampling(
            double temperature, int topK, double topP, double minP, Penalties penalties) {
        return new SamplingParameters(
                temperature, topK, topP, minP, penalties, 7, 40, 5, END, false, Map.of(), -1);
    }
}
