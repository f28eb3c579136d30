package io.conteur.gpt.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.conteur.gpt.DecoderKind;
import io.conteur.gpt.EngineLimits;
import io.conteur.gpt.Generator;
import io.conteur.gpt.Micro;
import io.conteur.gpt.StoryEngine;
import io.conteur.gpt.checkpoint.CheckpointFolder;
import io.conteur.gpt.sampling.SampledToken;
import io.conteur.gpt.sampling.SamplingParameters;
import io.conteur.gpt.sampling.SamplingParameters.Penalties;
import io.conteur.gpt.sampling.TokenProbability;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReferenceModelTest {
    private static final Architecture ARCHITECTURE = new Architecture(90, 32, 40, 2, 2, 200);
    private static final int[] PROMPT = new Random(1).ints(100, 4, 90).toArray();

    @TempDir private static Path folder;

    private static ReferenceModel reference;

    @BeforeAll
    static void load() throws IOException {
        Micro.saveTrained(ARCHITECTURE, folder);
        reference = new ReferenceModel(ARCHITECTURE, CheckpointFolder.arrays(folder, ARCHITECTURE));
    }

    @Test
    void theTrainingScriptScoresAsTheReferenceDoes() throws IOException {
        double nats = 0;
        double[][] logits = reference.logits(PROMPT);
        for (int t = 1; t < PROMPT.length; t++) {
            nats -= Math.log(ReferenceModel.softmax(logits[t - 1])[PROMPT[t]]);
        }

        try (Generator generator = Generator.load(folder)) {
            assertEquals(
                    nats, generator.score(List.of(new Example(PROMPT, 1))).nats(), 1e-5 * nats);
        }
    }

    @ParameterizedTest
    @EnumSource(DecoderKind.class)
    void everyDecoderGivesEveryTokenTheProbabilityOfTheReference(DecoderKind kind)
            throws IOException {
        SamplingParameters sampling =
                new SamplingParameters(
                        0.7, 0, 1, 0, Penalties.NONE, 5, 40, 0, 3, true, Map.of(), 20);
        try (StoryEngine engine = StoryEngine.load(folder, new EngineLimits(1, 200), kind)) {
            engine.add(PROMPT, sampling);
            int[] ids = PROMPT;
            while (engine.stories() > 0) {
                for (SampledToken token : engine.step()) {
                    assertProbabilities(ids, token);
                    ids = Arrays.copyOf(ids, ids.length + 1);
                    ids[ids.length - 1] = token.id();
                }
            }

            assertEquals(PROMPT.length + 40, ids.length);
        }
    }

    private static void assertProbabilities(int[] ids, SampledToken token) {
        double[] expected = ReferenceModel.softmax(reference.logits(ids)[ids.length - 1]);
        for (TokenProbability found : token.probabilities()) {
            assertEquals(Math.log(expected[found.id()]), found.logProbability(), 0.03);
        }
    }
}
