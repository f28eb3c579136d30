package io.conteur.cli.bench;

import io.conteur.gpt.DecoderKind;
import io.conteur.gpt.EngineLimits;
import io.conteur.gpt.StoryEngine;
import io.conteur.gpt.Trainer;
import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.model.Example;
import io.conteur.gpt.model.ModelSize;
import io.conteur.gpt.model.Precision;
import io.conteur.gpt.path.ComputeOptions;
import io.conteur.gpt.sampling.SamplingParameters;
import io.conteur.gpt.torch.MatmulBenchmark;
import io.conteur.gpt.training.TrainingOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * How fast a device trains and decodes.
 *
 * @param bounded smaller shapes, for a CPU
 * @param steps that are timed in each shape
 */
record DeviceBenchmark(ComputeOptions compute, boolean bounded, int steps) {
    private static final int PROMPT_TOKENS = 8;
    private static final List<Integer> STORIES = List.of(1, 32, 256);

    /** Training in a shape; its name is tokens of a window x windows of a step. */
    record Training(String shape, TrainingBenchmark.Result result) {}

    /** Decoding of this many stories at once, prompts included. */
    record Decoding(int stories, double tokensPerSecond) {}

    /** In the shape of a notebook, and of a model of 124 million parameters. */
    List<Training> training() {
        Precision precision = MatmulBenchmark.fastest();
        double peak = MatmulBenchmark.flopsPerSecond(precision);
        return List.of(
                training("512x8", shape(ModelSize.NOTEBOOK, 512), 8, precision, peak),
                training(
                        "1500x16",
                        shape(ModelSize.NOTEBOOK, 1500),
                        bounded ? 2 : 16,
                        precision,
                        peak),
                training(
                        "124M",
                        shape(ModelSize.LARGE, bounded ? 128 : 1024),
                        bounded ? 2 : 16,
                        precision,
                        peak));
    }

    private Training training(
            String name, Architecture architecture, int batch, Precision precision, double peak) {
        TrainingOptions options = TrainingOptions.defaults(steps + 2, batch, precision);
        TrainingBenchmark benchmark = new TrainingBenchmark(architecture, options, compute);
        return new Training(name, benchmark.run(steps, () -> peak));
    }

    private static Architecture shape(ModelSize size, int context) {
        return size.architecture().withContext(context);
    }

    /** Stories of some tokens by a new model in the shape of a notebook. */
    List<Decoding> decoding(int tokens) throws IOException {
        Architecture architecture = ModelSize.NOTEBOOK.architecture();
        Path folder = Files.createTempDirectory("conteur-bench");
        try {
            save(architecture, folder);
            EngineLimits limits = new EngineLimits(256, 256 * (PROMPT_TOKENS + tokens));
            List<Decoding> results = new ArrayList<>();
            try (StoryEngine engine = load(folder, limits)) {
                for (int stories : STORIES) {
                    decode(engine, stories, tokens); // warm-up
                    results.add(new Decoding(stories, decode(engine, stories, tokens)));
                }
            }
            return results;
        } finally {
            delete(folder);
        }
    }

    private StoryEngine load(Path folder, EngineLimits limits) throws IOException {
        return switch (compute.path()) {
            case AUTO -> StoryEngine.load(folder, limits);
            case PLAIN -> StoryEngine.load(folder, limits, DecoderKind.PLAIN);
            case BLOCKED -> StoryEngine.load(folder, limits, DecoderKind.TORCHSCRIPT);
        };
    }

    private static void save(Architecture architecture, Path folder) throws IOException {
        TrainingOptions options = TrainingOptions.defaults(1, 1, Precision.FP32);
        List<Example> examples = List.of(new Example(new int[] {4, 5}, 1));
        try (Trainer trainer = Trainer.start(architecture, options, examples)) {
            trainer.save(folder);
        }
    }

    private static double decode(StoryEngine engine, int stories, int tokens) {
        long start = System.nanoTime();
        for (int i = 0; i < stories; i++) {
            engine.add(new int[PROMPT_TOKENS], new SamplingParameters(0.8, 0, 0.95, i, tokens, -1));
        }
        long written = 0;
        while (engine.stories() > 0) {
            written += engine.step().size();
        }
        return written * 1e9 / (System.nanoTime() - start);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
