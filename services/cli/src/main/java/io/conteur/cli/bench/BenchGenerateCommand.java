package io.conteur.cli.bench;

import io.conteur.cli.bench.GenerationBenchmark.Throughput;
import io.conteur.cli.common.CommandFailedException;
import io.conteur.cli.common.InputFile;
import io.conteur.cli.common.Json;
import io.conteur.cli.common.TrainingCorpus;
import io.conteur.cli.offline.OfflineModel;
import io.conteur.cli.usage.NumberRange;
import io.conteur.gpt.EngineLimits;
import io.conteur.gpt.StoryEngine;
import io.conteur.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures generation throughput of a checkpoint, and repetition and diversity of its stories. */
@Command(
        name = "generate",
        description = "Measures how fast a checkpoint writes, and how much its stories repeat.",
        footer = "  ./conteur bench generate --checkpoint FOLDER")
final class BenchGenerateCommand implements Callable<Integer> {
    private static final int MAX_STORIES = 1_000_000;
    private static final int MAX_ROUNDS = 1_000_000;

    @Option(
            names = "--checkpoint",
            paramLabel = "FOLDER",
            required = true,
            description = "A checkpoint folder.")
    private Path checkpoint = Path.of("");

    @Option(
            names = "--prompts",
            paramLabel = "FILE",
            description = "Prompts of the stories, one per line; default the bundled ones.")
    private @Nullable Path prompts;

    @Option(
            names = "--stories",
            paramLabel = "FILE",
            description = "What the model has learnt, to find copies; default the bundled ones.")
    private @Nullable Path stories;

    @Option(
            names = "--count",
            defaultValue = "100",
            description =
                    "Stories to judge, from 0 to 1000000; default ${DEFAULT-VALUE}, 0 is none.")
    @NumberRange(min = 0, max = MAX_STORIES)
    private int count;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            description =
                    "Rounds, whose medians are shown, from 1 to 1000000; default"
                            + " ${DEFAULT-VALUE}.")
    @NumberRange(min = 1, max = MAX_ROUNDS)
    private int rounds;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    private record Result(Throughput tokensPerSecond, @Nullable TextQuality stories) {}

    @Override
    public Integer call() throws IOException {
        try (Tokenizer tokenizer = OfflineModel.tokenizer(checkpoint);
                StoryEngine engine = StoryEngine.load(checkpoint, limits())) {
            Result result =
                    new Result(
                            new GenerationBenchmark(engine).run(rounds),
                            quality(engine, tokenizer));
            System.out.print(json ? Json.line(result) + "\n" : text(result));
        }
        return 0;
    }

    private static EngineLimits limits() {
        return new EngineLimits(GenerationBenchmark.LARGE_BATCH, GenerationBenchmark.CACHE_TOKENS);
    }

    private @Nullable TextQuality quality(StoryEngine engine, Tokenizer tokenizer)
            throws IOException {
        if (count < 1) {
            return null;
        }
        TrainingCorpus bundled = TrainingCorpus.bundled();
        List<String> generated =
                new BatchGenerator(engine, tokenizer)
                        .generate(lines(prompts, bundled.prompts()), count);
        return TextQuality.of(generated, lines(stories, bundled.stories()));
    }

    private static List<String> lines(@Nullable Path file, byte[] bundled) throws IOException {
        byte[] bytes = file == null ? bundled : InputFile.read(file);
        List<String> lines =
                new String(bytes, StandardCharsets.UTF_8)
                        .lines()
                        .filter(x -> !x.isBlank())
                        .toList();
        if (lines.isEmpty()) {
            throw new CommandFailedException(file + " is empty");
        }
        return lines;
    }

    private static String text(Result result) {
        StringBuilder text = new StringBuilder();
        Throughput throughput = result.tokensPerSecond;
        row(text, "whole prefix read for every token, short", throughput.prefixShort(), throughput);
        row(text, "whole prefix read for every token, long", throughput.prefixLong(), throughput);
        row(text, "one story, short", throughput.oneShort(), throughput);
        row(text, "one story, long", throughput.oneLong(), throughput);
        row(text, "8 stories at once", throughput.eight(), throughput);
        row(text, "32 stories at once", throughput.many(), throughput);
        if (result.stories != null) {
            text.append(result.stories.text());
        }
        return text.toString();
    }

    private static void row(StringBuilder text, String name, double tokens, Throughput throughput) {
        double naive = name.endsWith("long") ? throughput.prefixLong() : throughput.prefixShort();
        text.append(
                String.format(
                        Locale.ROOT,
                        "%-42s %7.0f tokens/s %6.1fx%n",
                        name,
                        tokens,
                        tokens / naive));
    }
}
