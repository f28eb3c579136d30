package io.conteur.cli;

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

/** How fast a checkpoint writes, and how its stories read in numbers. */
@Command(
        name = "generate",
        description = "Measures how fast a checkpoint writes, and how much its stories repeat.")
final class BenchGenerateCommand implements Callable<Integer> {
    private static final int MAX_STORIES = 1_000_000;
    private static final int MAX_ROUNDS = 1_000_000;

    @Option(names = "--checkpoint", required = true, description = "A checkpoint folder.")
    private Path checkpoint = Path.of("");

    @Option(
            names = "--prompts",
            description = "Prompts of the stories, one per line; the bundled ones when absent.")
    private @Nullable Path prompts;

    @Option(
            names = "--stories",
            description = "What the model has learnt, to find copies; the bundled when absent.")
    private @Nullable Path stories;

    @Option(names = "--count", defaultValue = "100", description = "Stories to judge; 0 is none.")
    private int count;

    @Option(names = "--rounds", defaultValue = "3", description = "Their medians are shown.")
    private int rounds;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    private record Result(WritingBench.Speeds tokensPerSecond, @Nullable TextQuality stories) {}

    @Override
    public Integer call() throws IOException {
        Bounds.require("--count", count, 0, MAX_STORIES);
        Bounds.require("--rounds", rounds, 1, MAX_ROUNDS);
        try (Tokenizer tokenizer = Tokenizer.load(OfflineModel.tokenizerOf(checkpoint));
                StoryEngine engine = StoryEngine.load(checkpoint, limits())) {
            Result result =
                    new Result(new WritingBench(engine).run(rounds), judge(engine, tokenizer));
            System.out.print(json ? Json.line(result) + "\n" : text(result));
        }
        return 0;
    }

    private static EngineLimits limits() {
        return new EngineLimits(WritingBench.MANY, WritingBench.CACHE_TOKENS);
    }

    private @Nullable TextQuality judge(StoryEngine engine, Tokenizer tokenizer)
            throws IOException {
        if (count < 1) {
            return null;
        }
        CorpusFiles bundled = CorpusFiles.bundled();
        List<String> written =
                new StoryBatch(engine, tokenizer).write(lines(prompts, bundled.prompts()), count);
        return TextQuality.of(written, lines(stories, bundled.stories()));
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
        WritingBench.Speeds speeds = result.tokensPerSecond;
        row(text, "whole prefix read for every token, short", speeds.prefixShort(), speeds);
        row(text, "whole prefix read for every token, long", speeds.prefixLong(), speeds);
        row(text, "one story, short", speeds.oneShort(), speeds);
        row(text, "one story, long", speeds.oneLong(), speeds);
        row(text, "8 stories at once", speeds.eight(), speeds);
        row(text, "32 stories at once", speeds.many(), speeds);
        if (result.stories != null) {
            text.append(result.stories.text());
        }
        return text.toString();
    }

    private static void row(
            StringBuilder text, String name, double tokens, WritingBench.Speeds speeds) {
        double naive = name.endsWith("long") ? speeds.prefixLong() : speeds.prefixShort();
        text.append(
                String.format(
                        Locale.ROOT,
                        "%-42s %7.0f tokens/s %6.1fx%n",
                        name,
                        tokens,
                        tokens / naive));
    }
}
