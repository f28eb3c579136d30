package io.conteur.cli.offline;

import io.conteur.cli.common.Bounds;
import io.conteur.cli.common.Json;
import io.conteur.cli.common.Terminal;
import io.conteur.gpt.sampling.Generation;
import io.conteur.gpt.sampling.SamplingParameters;
import io.conteur.tokenizer.TextStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Generates a story with a checkpoint, without Kafka. */
@Command(
        name = "generate",
        description = "Writes a story with a checkpoint folder; needs no Kafka.")
public final class GenerateCommand implements Callable<Integer> {
    /** The limit of a prompt event. */
    private static final int MAX_TOKENS = 1_000_000;

    @Option(names = "--checkpoint", required = true, description = "A checkpoint folder.")
    private Path checkpoint = Path.of("");

    @Parameters(paramLabel = "TEXT", description = "The prompt.")
    private String prompt = "";

    @Option(names = "--temperature", defaultValue = "0.8", description = "0 is greedy.")
    private double temperature;

    @Option(names = "--top-k", defaultValue = "0", description = "0 takes all tokens.")
    private int topK;

    @Option(names = "--top-p", defaultValue = "0.95", description = "From 0 to 1.")
    private double topP;

    @Option(names = "--seed", defaultValue = "0", description = "Decides the story.")
    private long seed;

    @Option(names = "--max-tokens", defaultValue = "256", description = "At most so many.")
    private int maxTokens;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    private record Result(int[] ids, String text, String finish) {}

    @Override
    public Integer call() throws IOException {
        Bounds.require("--temperature", temperature, 0, 100);
        Bounds.require("--top-k", topK, 0, MAX_TOKENS);
        Bounds.require("--top-p", topP, 0, 1);
        Bounds.require("--max-tokens", maxTokens, 1, MAX_TOKENS);
        try (OfflineModel model = OfflineModel.load(checkpoint)) {
            TextStream text = model.tokenizer().stream();
            StringBuilder story = new StringBuilder();
            Generation generation =
                    model.generator()
                            .generate(
                                    model.tokenizer().encodePrompt(prompt),
                                    sampling(model.tokenizer().endId()),
                                    id -> append(story, text.add(id)));
            append(story, text.end());
            System.out.println(
                    json
                            ? Json.line(
                                    new Result(
                                            generation.ids(),
                                            story.toString(),
                                            generation
                                                    .finish()
                                                    .name()
                                                    .toLowerCase(java.util.Locale.ROOT)))
                            : "");
        }
        return 0;
    }

    private boolean append(StringBuilder story, String text) {
        story.append(text);
        if (!json) {
            System.out.print(Terminal.safe(text));
            System.out.flush();
        }
        return true;
    }

    private SamplingParameters sampling(int endId) {
        return new SamplingParameters(temperature, topK, topP, seed, maxTokens, endId);
    }
}
